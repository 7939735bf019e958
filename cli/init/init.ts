import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parse } from "yaml";

import { type Invocation } from "../command";
import { type Fields } from "../import/fields";
import { destinationOf, writeStacks } from "../import/writeStacks";
import { type ExitCode } from "../userError";
import { portOf } from "./app";
import { askCapacity, askDomain, askPlace, type InitValues } from "./choices";
import { findDockerfiles } from "./find";
import { askerOf } from "./questions";
import { initialStack } from "./stack";

/** A stack file from Dockerfiles, with the reason beside each choice. */
export async function init(invocation: Invocation<InitValues>): Promise<ExitCode> {
  const { io, args, global, clients } = invocation;
  const folder = args[0] ?? ".";
  const { dockerfiles, skipped } = findDockerfiles(folder, io.cwd);
  const inside = (path: string) => relative(resolve(io.cwd, folder), path);
  io.stderr(`Found in ${folder}: ${dockerfiles.map(({ path }) => inside(path)).join(", ")}\n`);
  const ask = askerOf(io);
  const { stack, region } = await askPlace(invocation, ask);
  const placed = { ...invocation, global: { ...global, stack, region } };
  const destination = destinationOf(placed);
  const facts = dockerfiles.map((one) => one.facts);
  const capacity = await askCapacity(invocation, facts, ask);
  const zoneNames = async () => {
    const { route53Adapter } = await import("../../delivery/aws/route53");
    return route53Adapter(await clients(placed.global).route53()).publicNames();
  };
  const isWeb = dockerfiles.some((one) => portOf(one) !== undefined);
  const domain = isWeb
    ? await askDomain(invocation, zoneNames, ask)
    : { domain: undefined, zone: undefined };
  const made = initialStack(
    dockerfiles,
    {
      ...{ stack, ...capacity, ...domain },
      region: destination.region,
      account: destination.account,
      repositoryOwner: repositoryOwner(destination.output, stack),
    },
    destination.output,
  );
  const others = skipped.map(({ path, reason }) => ({
    file: join(folder, inside(path)),
    advice: `Left out because ${reason}.`,
  }));
  const code = writeStacks(placed, destination, {
    ...{ stacks: [made], others, remarks: [], errors: [] },
  });
  if (code === 0 && !invocation.options.print && !global.json) {
    const secrets = dockerfiles.flatMap((one) => one.facts.buildSecrets);
    const steps = [
      `pulumi stack init ${stack}`,
      ...[...new Set(secrets)].map(
        (name) => `pulumi config set --stack ${stack} --secret buildSecrets:${name}`,
      ),
      `make preview STACK=${stack}`,
      `pulumi up --stack ${stack}`,
    ];
    io.stdout(`\nNext:\n${steps.map((step) => `  ${step}\n`).join("")}`);
  }
  return code;
}

/** The stack file beside the new one that makes the repository; one that cannot be read says nothing. */
function repositoryOwner(folder: string, stack: string): string | undefined {
  return readdirSync(folder)
    .filter((name) => /^Pulumi\..+\.yaml$/.test(name) && name !== `Pulumi.${stack}.yaml`)
    .sort()
    .find((name) => makesRepository(join(folder, name)));
}

/** The stack files that the project ships build its examples alone, and count as nobody's. */
function makesRepository(path: string): boolean {
  try {
    const { config = {} } = parse(readFileSync(path, "utf8")) as {
      readonly config?: Readonly<Record<string, Fields | undefined>>;
    };
    const images = Object.values(config["slipway:images"] ?? {}) as readonly Fields[];
    const isExample =
      images.length > 0 && images.every(({ context }) => /^\.\/examples\//.test(String(context)));
    return config["slipway:deployment"]?.["createRepository"] === true && !isExample;
  } catch {
    return false;
  }
}
