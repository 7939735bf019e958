import { readFileSync, statSync } from "node:fs";
import { dirname, posix, relative, resolve, sep } from "node:path";

import { type Invocation } from "../../command";
import { UserError, type ExitCode } from "../../userError";
import { given, keyFrom, type Fields } from "../fields";
import { Ledger, Reader } from "../reader";
import { type ImportedStack } from "../stackFile";
import { catchAllOf } from "../webRoutes";
import { destinationOf, writeStacks, type ImportValues } from "../writeStacks";
import { parseSource, SourceError, type Source } from "../yamlSource";
import { adviceFor } from "./advice";
import { app, kindOf, type ComposedApp } from "./app";
import { interpolation } from "./interpolation";
import { notAnApp } from "./notAnApp";

const largestBytes = 1024 * 1024;

const newStack = "staging";

/** What Docker Compose looks for, in its order. */
const defaultFiles = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** A stack file from a compose file, an app for each service that is one. */
export function importCompose(invocation: Invocation<ImportValues>): Promise<ExitCode> {
  const { io, args, global } = invocation;
  const destination = destinationOf(invocation);
  const file = composeFile(args[0], io.cwd);
  const imported = { stacks: [], remarks: [], others: [], errors: [] };
  const folder = relative(destination.output, dirname(resolve(io.cwd, file)));
  try {
    const source = parseSource(file, readFileSync(resolve(io.cwd, file), "utf8"));
    const converted = convert(source, {
      name: global.stack ?? newStack,
      region: destination.region,
      folder: folder.split(sep).join(posix.sep) || ".",
      env: io.env,
    });
    return Promise.resolve(
      writeStacks(invocation, destination, {
        ...{ ...imported, stacks: [converted.stack], remarks: converted.remarks },
      }),
    );
  } catch (error) {
    if (!(error instanceof SourceError)) {
      throw error;
    }
    return Promise.resolve(writeStacks(invocation, destination, { ...imported, errors: [error] }));
  }
}

function composeFile(typed: string | undefined, cwd: string): string {
  const stat = (file: string) => statSync(resolve(cwd, file), { throwIfNoEntry: false });
  const file = typed ?? defaultFiles.find((name) => stat(name)?.isFile() === true);
  if (file === undefined) {
    throw new UserError(`There is no ${defaultFiles.join(", ")} here.`, {
      hint: "Name the file: slipway import compose <file>.",
    });
  }
  const found = stat(file);
  if (found?.isFile() !== true) {
    throw new UserError(`There is no file ${file}.`);
  }
  if (found.size > largestBytes) {
    throw new UserError(`${file} is larger than 1 MiB; no compose file is.`);
  }
  return file;
}

export interface ComposeContext {
  /** Name of the stack. */
  readonly name: string;
  readonly region: string;
  /** From the folder of Pulumi.yaml to that of the compose file, `.` or `../shop`. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Each value of the file is in the stack or among the remarks.
 *
 * @throws SourceError for a file without services.
 */
export function convert(source: Source, { name, region, folder, env }: ComposeContext) {
  const ledger = new Ledger();
  const file = new Reader(source, ledger, interpolation(env, ledger));
  file
    .entries()
    .filter(([key]) => key === "version" || key.startsWith("x-"))
    .forEach(([, ignored]) => {
      // By Compose itself; what an anchor of it is used for is read there.
      ignored.useAll();
    });
  const services = file.at("services").entries();
  if (services.length === 0) {
    const { place } = source;
    throw new SourceError(
      place.file,
      place.line,
      place.column,
      "no compose file: it has no services",
    );
  }
  const kept = services.filter(([, service]) => {
    const reason = notAnApp(service.at("image"));
    if (reason !== undefined) {
      service.remark(reason);
      service.useAll();
    }
    return reason === undefined;
  });
  const keys = kept.map(([service]) => keyFrom(service));
  refuseSameKeys(keys);
  const web = kept.flatMap(([, service], index) =>
    kindOf(service) === "web" ? [keys[index] ?? ""] : [],
  );
  const context = { folder, env, services: new Set(services.map(([service]) => service)) };
  const catchAll = catchAllOf(web);
  const apps = kept.map(([, service], index) => app(keys[index] ?? "", service, context, catchAll));
  ledger.remarkUnused(source, adviceFor);
  return { stack: stackOf(name, region, apps), remarks: ledger.remarks };
}

function refuseSameKeys(keys: readonly string[]): void {
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (twice !== undefined) {
    throw new UserError(`Two of the services would be the app "${twice}".`, {
      hint: "The name of an app has small letters, digits and single hyphens: rename one of them.",
    });
  }
}

/** On Fargate, with a cluster for each processor; the first is `main`. */
function stackOf(name: string, region: string, apps: readonly ComposedApp[]): ImportedStack {
  const architectures = [...new Set(apps.map(({ architecture }) => architecture))];
  const clusters = architectures.map((architecture, index) => {
    const own = apps.filter((one) => one.architecture === architecture);
    return [index === 0 ? "main" : keyFrom(architecture), cluster(own, architecture)] as const;
  });
  const images = apps.flatMap(({ key, image }) =>
    image === undefined ? [] : [[key, image] as const],
  );
  return {
    name,
    apps: apps.map(({ key }) => key),
    comments: ["From a compose file. It says nothing of load balancers, roles and scaling."],
    config: given({
      "aws:region": region,
      "slipway:images": images.length === 0 ? undefined : Object.fromEntries(images),
      "slipway:clusters": Object.fromEntries(clusters),
    }),
  };
}

function cluster(apps: readonly ComposedApp[], architecture: string): Fields {
  const isWeb = apps.some(({ fields }) => fields["kind"] === "web");
  return given({
    capacity: { type: "fargate" },
    architecture: architecture === "X86_64" ? undefined : architecture,
    loadBalancer: isWeb ? {} : undefined,
    apps: Object.fromEntries(apps.map(({ key, fields }) => [key, fields])),
  });
}
