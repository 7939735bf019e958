import { fargateSizeFor } from "../../../aws/fargateSize";
import { filled, given, type Fields } from "../fields";
import { type Reader } from "../reader";
import { pathsBelow } from "../webRoutes";
import { container, type ServiceContext } from "./container";

/** A service of a compose file as an app. */
export interface ComposedApp {
  readonly key: string;
  readonly fields: Fields;
  /** Its entry of `slipway:images`, if it is built. */
  readonly image: Fields | undefined;
  readonly architecture: "X86_64" | "ARM64";
}

export type ServiceKind = "web" | "internal" | "worker";

/** A published port is reached from outside, one that is only exposed from other services. */
export function kindOf(reader: Reader): ServiceKind {
  if (
    reader
      .at("ports")
      .items()
      .some((item) => portOf(item) !== undefined)
  ) {
    return "web";
  }
  return reader.at("expose").items().length > 0 ? "internal" : "worker";
}

/** @param catchAll the web app that gets the requests which no other one wants */
export function app(
  key: string,
  reader: Reader,
  context: ServiceContext,
  catchAll: string | undefined,
): ComposedApp {
  const kind = kindOf(reader);
  const { fields, image, volumes, healthPath } = container(reader, key, context);
  const { containerHealthCheck, ...rest } = fields;
  const [port, ...others] = ports(reader, kind);
  if (kind === "web") {
    others.forEach((other) => {
      other.remark("Requests go to one port of an app: the first that is published.");
    });
    port?.remark(
      "Compose does not say who calls it: kind web, behind the load balancer, is a guess.",
    );
  }
  // Compose starts it again in any case that ECS does, and more.
  reader.at("restart").useAll();
  reader.at("pull_policy").useAll();
  return {
    key,
    image,
    architecture: architectureOf(reader.at("platform")),
    fields: given({
      kind,
      ...rest,
      port: port === undefined ? undefined : portOf(port),
      route: kind === "web" && key !== catchAll ? { paths: pathsBelow(key) } : undefined,
      healthCheck: kind === "web" && healthPath !== undefined ? { path: healthPath } : undefined,
      containerHealthCheck:
        kind === "web" && healthPath !== undefined ? undefined : containerHealthCheck,
      count: countOf(reader),
      ...sizeOf(reader),
      volumes: filled(volumes),
    }),
  };
}

/** The items that give the ports of the app. */
function ports(reader: Reader, kind: ServiceKind): Reader[] {
  const items = reader.at(kind === "web" ? "ports" : "expose").items();
  const found = items.filter((item) => portOf(item) !== undefined);
  if (kind === "web") {
    // The same ports once more.
    const published = new Set(found.map((item) => String(portOf(item))));
    reader
      .at("expose")
      .items()
      .forEach((item) => item.read((text) => (published.has(text) ? text : undefined)));
  }
  found[0]?.at("protocol").read((text) => (text === "tcp" ? text : undefined));
  return found;
}

/** Port of the container in `8080`, `80:8080`, `127.0.0.1:80:8080/tcp`, or `target`; undefined for UDP and ranges. */
function portOf(item: Reader): number | undefined {
  if (item.kind === "mapping") {
    const isTcp = item.at("protocol").kind === undefined || textOf(item.at("protocol")) === "tcp";
    return isTcp ? item.at("target").integer() : undefined;
  }
  const port = item.read((text) => /(?:^|:)(\d{1,5})(?:\/tcp)?$/.exec(text)?.[1]);
  return port === undefined ? undefined : Number(port);
}

function textOf({ source }: Reader): string | undefined {
  return source?.kind === "scalar" ? source.text : undefined;
}

function architectureOf(platform: Reader): ComposedApp["architecture"] {
  const known = platform.read((text) =>
    /^linux\/(?:amd64|arm64(?:\/v8)?)$/.test(text) ? text : undefined,
  );
  return known?.startsWith("linux/arm64") === true ? "ARM64" : "X86_64";
}

function countOf(reader: Reader): number | undefined {
  return reader.at("deploy", "replicas").integer() ?? reader.at("scale").integer();
}

/** The limits, in the next size of Fargate that has them. */
function sizeOf(reader: Reader): Fields {
  const limits = reader.at("deploy", "resources", "limits");
  const cpus = [limits.at("cpus"), reader.at("cpus")].find(({ isScalar }) => isScalar);
  const memory = [limits.at("memory"), reader.at("mem_limit")].find(({ isScalar }) => isScalar);
  const cpuUnits = cpus?.read((text) =>
    /^\d{1,3}(?:\.\d{1,3})?$/.test(text) ? Math.ceil(Number(text) * 1024) : undefined,
  );
  const memoryMiB = memory?.read(mebibytes);
  if (cpuUnits === undefined && memoryMiB === undefined) {
    return {};
  }
  const size = fargateSizeFor(cpuUnits ?? 256, memoryMiB ?? 512);
  if (cpuUnits !== undefined && size.cpuUnits !== cpuUnits) {
    cpus?.remark(`Fargate has sizes of its own: ${size.cpuUnits} CPU units are the next.`);
  }
  if (memoryMiB !== undefined && size.memoryMiB !== memoryMiB) {
    memory?.remark(`Fargate has sizes of its own: ${size.memoryMiB} MiB are the next.`);
  }
  return size;
}

const mebibyte = 1024 ** 2;

const unitBytes: Readonly<Record<string, number>> = {
  ...{ "": 1, b: 1, k: 1024, kb: 1024, m: mebibyte, mb: mebibyte, g: 1024 ** 3, gb: 1024 ** 3 },
};

/** `512m`, `1.5gb`, `536870912`. */
function mebibytes(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d{1,15}(?:\.\d{1,3})?)\s*([a-z]*)$/i.exec(text) ?? [];
  const bytes = unitBytes[unit.toLowerCase()];
  return amount === undefined || bytes === undefined
    ? undefined
    : Math.ceil((Number(amount) * bytes) / mebibyte);
}
