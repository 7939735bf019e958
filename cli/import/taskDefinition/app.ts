import { filled, given, keyFrom, sidecarMemory, type Fields } from "../fields";
import { type Reader } from "../reader";
import { type SecretPlace } from "../secrets";
import { container, type ContainerNames } from "./container";

/** An app of a stack file, and what it runs on. */
export interface ImportedApp {
  readonly key: string;
  readonly fields: Fields;
  readonly capacity: "fargate" | "ec2";
  readonly architecture: "X86_64" | "ARM64";
}

/** What DescribeTaskDefinition adds to what was registered. */
const answered = [
  ...["taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities"],
  ...["registeredAt", "registeredBy", "deregisteredAt", "enableFaultInjection"],
];

/**
 * A task definition, as RegisterTaskDefinition takes it or DescribeTaskDefinition gives it, as an app. Undefined for a
 * file that has no containers.
 */
export function app(file: Reader, place: SecretPlace): ImportedApp | undefined {
  const reader = file.at("taskDefinition").isGiven ? file.at("taskDefinition") : file;
  const containers = reader.at("containerDefinitions").items();
  const own = ownContainer(containers);
  if (own === undefined) {
    return undefined;
  }
  answered.forEach((name) => {
    reader.at(name).useAll();
  });
  const key = nameOf(reader.at("family"), own);
  const names: ContainerNames = new Map(
    containers.map((one) => [
      peek(one.at("name")),
      one === own ? key : keyFrom(peek(one.at("name"))),
    ]),
  );
  const beside = containers.filter((one) => one !== own);
  const size = sizeOf(reader, containers);
  const main = container(own, names, place);
  const sidecars = beside.map((one) => sidecar(one, names, place, size.memoryMiB, beside.length));
  const port = portOf(own);
  own.at("essential").flag();
  const volumes = Object.assign(
    volumesOf(reader.at("volumes")),
    main.tmpfs,
    ...sidecars.map(({ tmpfs }) => tmpfs),
  ) as Fields;
  return {
    key,
    capacity: capacityOf(reader),
    architecture: architectureOf(reader.at("runtimePlatform")),
    fields: given({
      kind: port === undefined ? "worker" : "web",
      ...main.fields,
      port,
      ...given(size),
      volumes: filled(volumes),
      sidecars: filled(Object.fromEntries(sidecars.map(({ name, fields }) => [name, fields]))),
    }),
  };
}

/** The one that is called, else the first that the task cannot do without. */
function ownContainer(containers: readonly Reader[]): Reader | undefined {
  const essential = containers.filter((one) => peek(one.at("essential")) !== "false");
  return (
    essential.find((one) => one.at("portMappings").items().length > 0) ??
    essential[0] ??
    containers[0]
  );
}

/** A text that is read elsewhere. */
function peek({ source }: Reader): string {
  return source?.kind === "scalar" ? source.text : "";
}

function nameOf(family: Reader, own: Reader): string {
  const name = peek(family) === "" ? peek(own.at("name")) : peek(family);
  family.read((text) => (keyFrom(text) === text ? text : undefined));
  return keyFrom(name);
}

function portOf(own: Reader): number | undefined {
  const [first] = own.at("portMappings").items();
  const port = first?.at("containerPort").integer();
  first?.at("hostPort").read((text) => (text === "0" || Number(text) === port ? text : undefined));
  first?.at("protocol").read((text) => (text === "tcp" ? text : undefined));
  if (port !== undefined) {
    first
      ?.at("containerPort")
      .remark(
        "A task definition does not say who calls it: kind web is a guess. Others with a port are tcp and internal.",
      );
  }
  return port;
}

/** The task's own size, or the sum of its containers'. */
function sizeOf(reader: Reader, containers: readonly Reader[]) {
  const sum = (keys: readonly string[]): number | undefined => {
    const found = containers.flatMap((one) => {
      const key = keys.find((name) => one.at(name).isScalar);
      return key === undefined ? [] : (one.at(key).integer() ?? []);
    });
    const total = found.reduce((one, other) => one + other, 0);
    return total === 0 ? undefined : total;
  };
  return {
    cpuUnits: reader.at("cpu").isGiven
      ? reader.at("cpu").read((text) => amountOf(text, "vcpu"))
      : sum(["cpu"]),
    memoryMiB: reader.at("memory").isGiven
      ? reader.at("memory").read((text) => amountOf(text, "gb"))
      : sum(["memory", "memoryReservation"]),
  };
}

/** `1024`, or `1 vCPU` and `.5 GB` as the console writes them. */
function amountOf(text: string, unit: string): number | undefined {
  const [, amount, word] = /^(\d*\.?\d+)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  if (amount === undefined) {
    return undefined;
  }
  return word === ""
    ? Number(amount)
    : word?.toLowerCase() === unit
      ? Number(amount) * 1024
      : undefined;
}

function sidecar(
  reader: Reader,
  names: ContainerNames,
  place: SecretPlace,
  taskMemory = 512,
  count: number,
) {
  const key = names.get(peek(reader.at("name"))) ?? "";
  const { fields, tmpfs } = container(reader, names, place);
  const limit = ["memory", "memoryReservation"].find((name) => reader.at(name).isScalar);
  const memory = limit === undefined ? undefined : reader.at(limit).integer();
  const share = sidecarMemory(taskMemory, count);
  if (memory === undefined) {
    reader.remark(
      `It has no limit of memory; memoryMiB: ${share} is a guess, look at what it needs.`,
    );
  }
  const cpuUnits = reader.at("cpu").integer();
  return {
    name: key,
    tmpfs,
    fields: given({
      ...fields,
      cpuUnits: cpuUnits === 0 ? undefined : cpuUnits,
      memoryMiB: memory ?? share,
      essential: reader.at("essential").flag() === false ? false : undefined,
    }),
  };
}

function volumesOf(list: Reader): Record<string, Fields> {
  return Object.fromEntries(
    list.items().map((volume) => {
      const efs = volume.at("efsVolumeConfiguration");
      const fileSystemId = efs.at("fileSystemId").text();
      efs.at("rootDirectory").read((text) => (text === "/" ? text : undefined));
      efs.at("transitEncryption").read((text) => (text === "ENABLED" ? text : undefined));
      efs.at("authorizationConfig", "iam").read((text) => (text === "ENABLED" ? text : undefined));
      const accessPointId = efs.at("authorizationConfig", "accessPointId").text();
      return [
        keyFrom(volume.at("name").text() ?? ""),
        given({
          efs: fileSystemId === undefined ? undefined : given({ fileSystemId, accessPointId }),
          hostPath: volume.at("host", "sourcePath").text(),
        }),
      ];
    }),
  );
}

function capacityOf(reader: Reader): "fargate" | "ec2" {
  const wanted = reader.at("requiresCompatibilities").texts() ?? [];
  reader.at("networkMode").read((text) => (/^(awsvpc|bridge)$/.test(text) ? text : undefined));
  return wanted.includes("FARGATE") ? "fargate" : "ec2";
}

function architectureOf(platform: Reader): "X86_64" | "ARM64" {
  platform.at("operatingSystemFamily").read((text) => (text === "LINUX" ? text : undefined));
  return (
    platform
      .at("cpuArchitecture")
      .read((text) => (text === "ARM64" || text === "X86_64" ? text : undefined)) ?? "X86_64"
  );
}
