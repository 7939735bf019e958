import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Program } from "./programs";

/** One run of a command. */
export interface Run {
  /** Wall time in seconds, the whole command with engine and plugins. */
  readonly seconds: number;
  /** Peak resident memory in MiB of the process that runs the program. */
  readonly programMiB: number;
  /** The same of the process that runs the policy pack; 0 without one. */
  readonly packMiB: number;
}

const sampleMilliseconds = 20;

/** Runs `pulumi preview` once. @throws Error with the end of its output when it fails. */
export function preview(program: Program, settings: PreviewSettings = {}): Promise<Run> {
  const { expectNoChanges = false, accessKey } = settings;
  return pulumi(
    program,
    ["preview", "--suppress-outputs", ...(expectNoChanges ? ["--expect-no-changes"] : [])],
    accessKey === undefined ? {} : { AWS_ACCESS_KEY_ID: accessKey },
  );
}

/** What a preview is run with. */
export interface PreviewSettings {
  /** Fails when something would change. @default false */
  readonly expectNoChanges?: boolean;
  /** By which its calls are told from those of others. @default - that of the environment */
  readonly accessKey?: string;
}

/** Runs a command of Pulumi on a program's stack. @throws Error with the end of its output when it fails. */
export function pulumi(
  program: Program,
  [command = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const { pack } = program;
  const start = process.hrtime.bigint();
  const child = spawn(
    "pulumi",
    [
      command,
      "--non-interactive",
      ...args,
      ...["--stack", program.stack],
      ...["--config-file", join(program.stackFolder, `Pulumi.${program.stack}.yaml`)],
      ...(pack === undefined ? [] : ["--policy-pack", pack.folder]),
      ...(pack?.config === undefined ? [] : ["--policy-pack-config", pack.config]),
    ],
    {
      cwd: program.folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (output = (output + data.toString()).slice(-4000)));
  }
  let programMiB = 0;
  let packMiB = 0;
  const sampler = setInterval(() => {
    const processes = processesBelow(child.pid ?? 0);
    programMiB = Math.max(programMiB, ...processes.filter(runs("run")).map(peakMiB));
    packMiB = Math.max(packMiB, ...processes.filter(runs("run-policy-pack")).map(peakMiB));
  }, sampleMilliseconds);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(sampler);
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      if (code === 0) {
        resolve({ seconds, programMiB, packMiB });
      } else {
        reject(
          new Error(`pulumi ${command} of ${program.stack} ended with ${String(code)}:\n${output}`),
        );
      }
    });
  });
}

/** Processes that `pid` has started, and those that they have. */
function processesBelow(pid: number): number[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const isBelow = (process: number): boolean => {
    const parent = parents.get(process);
    return parent !== undefined && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

/** Whether a process is one in which Node.js runs this command of the Pulumi SDK. */
function runs(command: "run" | "run-policy-pack"): (pid: number) => boolean {
  return (pid) =>
    contentOf(pid, "cmdline")
      .split("\0")
      .some((argument) => argument.endsWith(`/@pulumi/pulumi/cmd/${command}/index.js`));
}

function parentOf(pid: number): number | undefined {
  return numberAfter("PPid:", contentOf(pid, "status"));
}

function peakMiB(pid: number): number {
  return (numberAfter("VmHWM:", contentOf(pid, "status")) ?? 0) / 1024;
}

function numberAfter(label: string, text: string): number | undefined {
  const found = new RegExp(`^${label}\\s+(\\d+)`, "m").exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** A process may end at any moment; then it has nothing to say. */
function contentOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
