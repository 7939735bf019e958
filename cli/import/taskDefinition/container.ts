import { filled, given, healthCommand, keyFrom, withTag, type Fields } from "../fields";
import { type Reader } from "../reader";
import { parameterArn, secretArn, type SecretPlace } from "../secrets";

/** Names of a task definition's containers, and what a stack file calls them. */
export type ContainerNames = ReadonlyMap<string, string>;

/** A container's keys, and the volumes in memory that it alone has. */
export interface ContainerFields {
  readonly fields: Fields;
  readonly tmpfs: Readonly<Record<string, Fields>>;
}

/** What the app's container and its sidecars have in common. */
export function container(
  reader: Reader,
  names: ContainerNames,
  place: SecretPlace,
): ContainerFields {
  const name = reader.at("name").text() ?? "";
  const memory = tmpfs(reader.at("linuxParameters", "tmpfs"), keyFrom(name));
  const mounts = { ...mountsOf(reader.at("mountPoints")), ...memory.mounts };
  useLogs(reader.at("logConfiguration"));
  return {
    tmpfs: memory.volumes,
    fields: given({
      image: withTag(reader.at("image").text()),
      registryCredentials: secretArn(reader.at("repositoryCredentials", "credentialsParameter")),
      entryPoint: filled(reader.at("entryPoint").texts()),
      command: filled(reader.at("command").texts()),
      environment: filled(
        pairs(reader.at("environment"), "name", (item) => item.at("value").text()),
      ),
      secrets: filled(
        pairs(reader.at("secrets"), "name", (item) =>
          item.at("valueFrom").read((text) => parameterArn(text, place)),
        ),
      ),
      user: reader.at("user").text(),
      readonlyRootFilesystem: reader.at("readonlyRootFilesystem").flag(),
      stopTimeoutSeconds: reader.at("stopTimeout").integer(),
      init: reader.at("linuxParameters", "initProcessEnabled").flag(),
      ulimits: filled(pairs(reader.at("ulimits"), "name", ulimit)),
      containerHealthCheck: healthCheck(reader.at("healthCheck")),
      dependsOn: filled(dependsOn(reader.at("dependsOn"), names)),
      mounts: filled(mounts),
    }),
  };
}

/**
 * A list of mappings by the name in each. A name is read only with a value, so that neither is lost without the other.
 */
function pairs<T>(
  list: Reader,
  key: string,
  valueOf: (item: Reader) => T | undefined,
): Record<string, T> {
  return Object.fromEntries(
    list
      .items()
      .filter((item) => item.at(key).isScalar)
      .flatMap((item) => {
        const value = valueOf(item);
        const name = value === undefined ? undefined : item.at(key).text();
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      }),
  );
}

function ulimit(item: Reader): Fields | undefined {
  const [soft, hard] = [item.at("softLimit").number(), item.at("hardLimit").number()];
  return soft === undefined || hard === undefined ? undefined : { soft, hard };
}

function mountsOf(points: Reader): Record<string, Fields> {
  const mounts = pairs(points, "sourceVolume", (point) => {
    const path = point.at("containerPath").text();
    return path === undefined
      ? undefined
      : given({ path, readOnly: point.at("readOnly").flag() === true ? true : undefined });
  });
  return Object.fromEntries(Object.entries(mounts).map(([name, mount]) => [keyFrom(name), mount]));
}

/** Folders in memory, which a stack file has among the volumes. */
function tmpfs(list: Reader, name: string) {
  const found = list.items().flatMap((item, index) => {
    const [path, sizeMiB] = [item.at("containerPath").text(), item.at("size").integer()];
    const key = index === 0 ? `${name}-memory` : `${name}-memory-${index + 1}`;
    return path === undefined || sizeMiB === undefined ? [] : [{ key, path, sizeMiB }];
  });
  return {
    volumes: Object.fromEntries(found.map(({ key, sizeMiB }) => [key, { tmpfs: { sizeMiB } }])),
    mounts: Object.fromEntries(found.map(({ key, path }) => [key, { path }])),
  };
}

function healthCheck(reader: Reader): Fields | undefined {
  const command = healthCommand(reader.at("command").texts() ?? []);
  return command === undefined
    ? undefined
    : given({
        command,
        intervalSeconds: reader.at("interval").integer(),
        timeoutSeconds: reader.at("timeout").integer(),
        retries: reader.at("retries").integer(),
        startPeriodSeconds: reader.at("startPeriod").integer(),
      });
}

function dependsOn(list: Reader, names: ContainerNames): Record<string, string> {
  const found = pairs(list, "containerName", (item) =>
    item
      .at("condition")
      .read((text) => (/^(START|HEALTHY|COMPLETE|SUCCESS)$/.test(text) ? text : undefined)),
  );
  return Object.fromEntries(
    Object.entries(found).map(([name, condition]) => [names.get(name) ?? name, condition]),
  );
}

/** The stack makes the group; what the driver is told of its own has no place. */
function useLogs(logs: Reader): void {
  const driver = logs.at("logDriver").read((text) => (text === "awslogs" ? text : undefined));
  if (driver !== undefined) {
    for (const key of [
      "awslogs-group",
      "awslogs-region",
      "awslogs-stream-prefix",
      "awslogs-create-group",
    ]) {
      logs.at("options", key).text();
    }
  }
}
