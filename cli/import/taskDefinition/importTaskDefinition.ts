import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

import { type Invocation } from "../../command";
import { UserError, type ExitCode } from "../../userError";
import { given, type Fields } from "../fields";
import { Ledger, Reader } from "../reader";
import { destinationOf, writeStacks, type ImportValues } from "../writeStacks";
import { parseSource, SourceError } from "../yamlSource";
import { adviceFor } from "./advice";
import { app, type ImportedApp } from "./app";

/** Bigger than RegisterTaskDefinition takes, which is 64 KiB. */
const largestBytes = 1024 * 1024;

const newStack = "staging";

/** A stack file from task definitions, an app for each. */
export function importTaskDefinition(invocation: Invocation<ImportValues>): Promise<ExitCode> {
  const { io, args, global } = invocation;
  const destination = destinationOf(invocation);
  const ledger = new Ledger();
  const errors: SourceError[] = [];
  const apps = args.flatMap((file) => {
    try {
      return file === undefined ? [] : [readApp(file, io.cwd, ledger, destination)];
    } catch (error) {
      if (!(error instanceof SourceError)) {
        throw error;
      }
      errors.push(error);
      return [];
    }
  });
  refuseSameNames(apps);
  const name = global.stack ?? newStack;
  const stack = {
    name,
    apps: apps.map(({ key }) => key),
    config: { "aws:region": destination.region, "slipway:clusters": clusters(apps) },
    comments: ["From task definitions, which say nothing of load balancers, counts and scaling."],
  };
  const stacks = apps.length === 0 ? [] : [stack];
  const imported = { stacks, remarks: ledger.remarks, others: [], errors };
  return Promise.resolve(writeStacks(invocation, destination, imported));
}

function readApp(
  file: string,
  cwd: string,
  ledger: Ledger,
  place: { readonly region: string; readonly account: string | undefined },
): ImportedApp {
  const path = resolve(cwd, file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) {
    throw new UserError(`There is no file ${file}.`, {
      hint: "aws ecs describe-task-definition --task-definition <family> > task-definition.json",
    });
  }
  if (stat.size > largestBytes) {
    throw new SourceError(file, 1, 1, "larger than 1 MiB; no task definition is");
  }
  const source = parseSource(file, readFileSync(path, "utf8"));
  const found = app(new Reader(source, ledger, (text) => text), place);
  if (found === undefined) {
    throw new SourceError(file, 1, 1, "no task definition: it has no containerDefinitions");
  }
  ledger.remarkUnused(source, adviceFor);
  return found;
}

function refuseSameNames(apps: readonly ImportedApp[]): void {
  const twice = apps.find(({ key }, index) => apps.findIndex((other) => other.key === key) < index);
  if (twice !== undefined) {
    throw new UserError(`Two of the task definitions would be the app "${twice.key}".`, {
      hint: "Import them into stacks of their own: --stack <stack>.",
    });
  }
}

/** A cluster for each kind of capacity and processor; the first is `main`. */
function clusters(apps: readonly ImportedApp[]): Fields {
  const groups = new Map<string, ImportedApp[]>();
  for (const one of apps) {
    const group = `${one.capacity}${one.architecture === "ARM64" ? "-arm64" : ""}`;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return Object.fromEntries(
    [...groups].map(([group, own], index) => [index === 0 ? "main" : group, cluster(own)]),
  );
}

function cluster(apps: readonly ImportedApp[]): Fields {
  const [first] = apps;
  const isArm = first?.architecture === "ARM64";
  const isFargate = first?.capacity === "fargate";
  const isWeb = apps.some(({ fields }) => fields["kind"] === "web");
  return given({
    capacity: isFargate
      ? { type: "fargate" }
      : given({ type: "ec2", instanceType: isArm ? "t4g.small" : undefined }),
    architecture: isArm && isFargate ? "ARM64" : undefined,
    loadBalancer: isWeb ? {} : undefined,
    apps: Object.fromEntries(apps.map(({ key, fields }) => [key, fields])),
  });
}
