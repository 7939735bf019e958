import { type Fields, filled, given, sidecarMemory } from "../fields";
import { type Reader } from "../reader";
import { container } from "./container";
import { type Context } from "./context";
import { countFields } from "./scaling";
import { scheduleOf } from "./schedule";
import { sidecarMounts, volumes } from "./volumes";
import { tcp, web } from "./web";

/** An app of a stack file, and what its manifest says of the cluster and the stack. */
export interface ImportedApp {
  readonly key: string;
  readonly fields: Fields;
  readonly images: Readonly<Record<string, Fields>>;
  /** Hosts that it answers. */
  readonly hosts: readonly string[];
  readonly architecture: "X86_64" | "ARM64";
  /** How many tasks run; on Spot, all of them or those above a number. */
  readonly count: Reader;
  /** Days that its logs are kept. */
  readonly retention: Reader;
  /** `public` or `private` subnets; Copilot's default is public. */
  readonly placement: Reader;
  /** Where the hosts are named. */
  readonly alias: Reader;
}

type Kind = "web" | "tcp" | "internal" | "worker" | "scheduled";

const notAnApp =
  "Nothing of this type runs on ECS: a static site stays with S3 and CloudFront, in a program of your own.";

const withoutBalancer =
  "Apps that list it in connectsTo reach an internal app by name, without a load balancer; for its health write containerHealthCheck.";

/**
 * A manifest as an app. Copilot's types: Load Balanced Web Service, Backend Service, Worker Service, Scheduled Job,
 * and Request-Driven Web Service, which ran on App Runner; undefined for any other.
 */
export function app(reader: Reader, folder: string, context: Context): ImportedApp | undefined {
  const kind = kindOf(reader);
  if (kind === undefined) {
    // All of it stays where it is.
    if (reader.source !== undefined) {
      context.ledger.remarkUnused(reader.source, () => notAnApp);
    }
    return undefined;
  }
  const key = reader.at("name").text() ?? folder;
  reader.at("type").text();
  const main = container(reader, key, context);
  const stored = volumes(reader.at("storage", "volumes"));
  const beside = sidecars(reader, key, context);
  const ingress = ingressOf(kind, reader);
  return {
    key,
    images: {
      ...(main.image === undefined ? {} : { [key]: main.image }),
      ...beside.images,
    },
    hosts: ingress.hosts,
    architecture: architecture(reader.at("platform")),
    count: reader.at("count"),
    retention: reader.at("logging", "retention"),
    placement: reader.at("network", "vpc", "placement"),
    alias: reader.at("http", "alias"),
    fields: given({
      kind,
      ...main.fields,
      ...ingress.fields,
      cpuUnits: reader.at("cpu").integer(),
      memoryMiB: reader.at("memory").integer(),
      ...(kind === "scheduled" ? {} : serviceFields(reader, context)),
      readonlyRootFilesystem: reader.at("storage", "readonly_fs").flag(),
      volumes: filled(stored.volumes),
      mounts: filled(stored.mounts),
      sidecars: filled(beside.sidecars),
    }),
  };
}

function kindOf(reader: Reader): Kind | undefined {
  const type = reader.at("type").source;
  switch (type?.kind === "scalar" ? type.text : "") {
    case "Load Balanced Web Service": {
      const http = reader.at("http").source;
      const isOff = http?.kind === "scalar" && http.value === false;
      return isOff && reader.at("nlb").isGiven ? "tcp" : "web";
    }
    case "Request-Driven Web Service":
      return "web";
    case "Backend Service":
      return reader.at("image", "port").isGiven ? "internal" : "worker";
    case "Worker Service":
      return "worker";
    case "Scheduled Job":
      return "scheduled";
    default:
      return undefined;
  }
}

function ingressOf(kind: Kind, reader: Reader): { fields: Fields; hosts: readonly string[] } {
  // An app of kind internal is reached by name; no other kind is.
  reader
    .at("network", "connect")
    .read((text) => (text === String(kind === "internal") || text === "false" ? text : undefined));
  switch (kind) {
    case "web": {
      const port = portOf(reader);
      const { fields, hosts } = web(reader.at("http"), port);
      return { fields: { ...given({ port }), ...fields }, hosts };
    }
    case "tcp":
      reader.at("http").flag();
      return { fields: tcp(reader.at("nlb"), reader.at("image", "port")), hosts: [] };
    case "internal": {
      const http = reader.at("http").source;
      if (http !== undefined) {
        reader.ledger.remarkUnused(http, () => withoutBalancer);
      }
      return { fields: given({ port: portOf(reader) }), hosts: [] };
    }
    case "scheduled": {
      const schedule = reader.at("on", "schedule").read(scheduleOf);
      return { fields: given({ schedule }), hosts: [] };
    }
    case "worker":
      return { fields: {}, hosts: [] };
  }
}

function portOf(reader: Reader): number | undefined {
  return reader.at("image", "port").integer();
}

function serviceFields(reader: Reader, context: Context): Fields {
  const exec = reader.at("exec");
  const rolling = reader
    .at("deployment", "rolling")
    .read((text) => (text === "default" || text === "recreate" ? text : undefined));
  return given({
    ...countFields(reader.at("count"), context),
    exec: exec.kind === "mapping" ? exec.at("enable").flag() : exec.flag(),
    deploy: rolling === "recreate" ? { minimumHealthyPercent: 0, maximumPercent: 100 } : undefined,
  });
}

/** `linux/arm64`, or a mapping of `osfamily` and `architecture`; Windows is not used, and so remarked on. */
function architecture(platform: Reader): "X86_64" | "ARM64" {
  const names: Readonly<Record<string, "X86_64" | "ARM64">> = {
    x86_64: "X86_64",
    amd64: "X86_64",
    arm64: "ARM64",
    arm: "ARM64",
  };
  if (platform.kind === "mapping") {
    platform.at("osfamily").read((text) => (text === "linux" ? text : undefined));
    return platform.at("architecture").read((text) => names[text]) ?? "X86_64";
  }
  return (
    platform.read((text) =>
      text.startsWith("linux/") ? names[text.slice("linux/".length)] : undefined,
    ) ?? "X86_64"
  );
}

interface Sidecars {
  readonly sidecars: Readonly<Record<string, Fields>>;
  readonly images: Readonly<Record<string, Fields>>;
}

function sidecars(reader: Reader, app: string, context: Context): Sidecars {
  const found = reader.at("sidecars").entries();
  const share = sidecarMemory(reader.at("memory").integer() ?? 512, found.length);
  const made = found.map(([name, sidecar]) => {
    const { fields, image } = container(sidecar, `${app}-${name}`, context);
    const mounts = sidecarMounts(sidecar.at("mount_points"));
    sidecar.remark(
      `Copilot's sidecars share the task's memory; memoryMiB: ${share} is a guess, look at what it needs.`,
    );
    const own = given({
      ...fields,
      memoryMiB: share,
      essential: sidecar.at("essential").flag(),
      mounts: filled(mounts),
    });
    return { name, own, images: image === undefined ? {} : { [`${app}-${name}`]: image } };
  });
  return {
    sidecars: Object.fromEntries(made.map(({ name, own }) => [name, own])),
    images: Object.assign({}, ...made.map(({ images }) => images)) as Sidecars["images"],
  };
}
