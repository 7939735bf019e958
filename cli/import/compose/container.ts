import { posix } from "node:path";

import { filled, given, healthCommand, withTag, type Fields } from "../fields";
import { type Reader } from "../reader";
import { requestPath } from "../requestPath";
import { shellWords } from "../shellWords";

/** What a service runs, and with what. */
export interface ContainerFields {
  readonly fields: Fields;
  /** Its entry of `slipway:images`, if it is built. */
  readonly image: Fields | undefined;
  /** `dies: {}` for each folder that is empty at a task's start. */
  readonly volumes: Fields;
  /** The path that its health check asks for by HTTP. */
  readonly healthPath: string | undefined;
}

/** What a service is converted with. */
export interface ServiceContext {
  /** From the folder of Pulumi.yaml to that of the compose file. */
  readonly folder: string;
  /** Variables of the shell. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names that compose resolves. */
  readonly services: ReadonlySet<string>;
}

export function container(
  reader: Reader,
  key: string,
  { folder, env, services }: ServiceContext,
): ContainerFields {
  const image = imageFields(reader.at("build"), folder);
  const reference = reader.at("image");
  if (image !== undefined) {
    // The name that a built image gets; Slipway's own is the key.
    reference.useAll();
  }
  const health = healthCheck(reader.at("healthcheck"));
  const memory = emptyFolders(reader);
  remarkServices(reader.at("environment"), services);
  return {
    image,
    volumes: memory.volumes,
    healthPath: health?.path,
    fields: given({
      image: image === undefined ? withTag(reference.text()) : key,
      entryPoint: filled(words(reader.at("entrypoint"))),
      command: filled(words(reader.at("command"))),
      environment: filled(variables(reader.at("environment"), env)),
      user: reader.at("user").text(),
      readonlyRootFilesystem: reader.at("read_only").flag() === true ? true : undefined,
      stopTimeoutSeconds: reader.at("stop_grace_period").seconds(),
      init: reader.at("init").flag() === true ? true : undefined,
      ulimits: filled(ulimits(reader.at("ulimits"))),
      containerHealthCheck: health?.fields,
      mounts: filled(memory.mounts),
    }),
  };
}

function imageFields(build: Reader, folder: string): Fields | undefined {
  if (!build.isGiven) {
    return undefined;
  }
  const context = build.isScalar ? build.text() : (build.at("context").text() ?? ".");
  const dockerfile = build.at("dockerfile").text();
  if (dockerfile?.startsWith("..") === true) {
    build
      .at("dockerfile")
      .remark("A Dockerfile must be inside its build context: move it, or widen the context.");
  }
  const path = posix.join(folder, context ?? ".");
  return given({
    context: path.startsWith(".") ? path : `./${path}`,
    dockerfile: dockerfile === "Dockerfile" ? undefined : dockerfile,
    target: build.at("target").text(),
    args: filled(variables(build.at("args"), {})),
  });
}

/** One text is split as a shell splits it; compose starts no shell for it either. */
function words(reader: Reader): string[] | undefined {
  return reader.kind === "list" ? reader.texts() : reader.read(shellWords);
}

/** A mapping, or a list of `NAME=value`. One without a value has that of the shell. */
function variables(
  reader: Reader,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const found = reader.entries().flatMap(([name, value]): [string, string | undefined][] => {
    if (value.isScalar) {
      return [[name, value.text()]];
    }
    if (env[name] === undefined) {
      value.remark(
        `Compose takes ${name} from the shell: set it and import again, or write its value.`,
      );
    }
    return [[name, env[name]]];
  });
  const listed = reader.items().flatMap((item): [string, string | undefined][] => {
    const pair = item.read((text) => {
      const [, name, value] = /^([^=]+)(?:=([^]*))?$/.exec(text) ?? [];
      const known = name === undefined ? undefined : (value ?? env[name]);
      return name === undefined || known === undefined ? undefined : ([name, known] as const);
    });
    return pair === undefined ? [] : [[...pair]];
  });
  return Object.fromEntries(
    [...found, ...listed].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Host of `postgres://user@db:5432/shop`, `http://api/` and `redis:6379`. */
const host = /(?:^|\/\/|@|=)([A-Za-z0-9_.-]+)(?::\d+|\/|$)/;

/** Names that nothing resolves on AWS. */
function remarkServices(environment: Reader, services: ReadonlySet<string>): void {
  const values = [...environment.entries().map(([, value]) => value), ...environment.items()];
  for (const value of values) {
    const text = value.source?.kind === "scalar" ? value.source.text : "";
    const name = host.exec(text)?.[1];
    if (name !== undefined && services.has(name)) {
      value.remark(`It names the service ${name}: write the address that it has on AWS.`);
    }
  }
}

/** Fargate sets this one alone. */
function ulimits(reader: Reader): Fields {
  const limit = reader.at("nofile");
  const both = limit.number();
  const [soft, hard] =
    both === undefined ? [limit.at("soft").number(), limit.at("hard").number()] : [both, both];
  return soft === undefined || hard === undefined ? {} : { nofile: { soft, hard } };
}

function healthCheck(
  reader: Reader,
): { readonly fields: Fields; readonly path: string | undefined } | undefined {
  const test = reader.at("test");
  if (reader.at("disable").flag() === true || test.texts()?.[0] === "NONE") {
    reader.useAll();
    return undefined;
  }
  const words = test.isScalar ? ["CMD-SHELL", test.text() ?? ""] : (test.texts() ?? []);
  const command = healthCommand(words);
  if (command === undefined) {
    return undefined;
  }
  const fields = given({
    command,
    intervalSeconds: reader.at("interval").seconds(),
    timeoutSeconds: reader.at("timeout").seconds(),
    retries: reader.at("retries").integer(),
    startPeriodSeconds: reader.at("start_period").seconds(),
  });
  return { fields, path: requestPath(command) };
}

/** Folders in memory and anonymous volumes: what is in them dies with the container. */
function emptyFolders(reader: Reader): { readonly volumes: Fields; readonly mounts: Fields } {
  const anonymous = (text: string) => (/^\/[^:]*$/.test(text) ? text : undefined);
  const memory = reader.at("tmpfs");
  const paths = [
    ...(memory.isScalar ? [memory] : memory.items()).map((item) =>
      item.read((text) => anonymous(text.split(":")[0] ?? "")),
    ),
    ...reader
      .at("volumes")
      .items()
      .map((item) => item.read(anonymous)),
  ].flatMap((path) => path ?? []);
  const names = paths.map((path, index) => [`scratch-${index + 1}`, path] as const);
  return {
    volumes: Object.fromEntries(names.map(([name]) => [name, {}])),
    mounts: Object.fromEntries(names.map(([name, path]) => [name, { path }])),
  };
}
