import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isRecord } from "../provider/values";
import { type Properties } from "../resourceEntry";
import { contextFolder, dockerfilePath, inlineDockerfile } from "./contextHash";

/** Lines of a failed build's output that the error shows. */
const shownLines = 30;

/** The command of a build: what `docker` gets as arguments, environment and standard input. */
export interface BuildCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: string | undefined;
}

/** The build as a command line. Secrets travel in the environment, never in the arguments. */
export function buildCommand(inputs: Properties, idFile: string): BuildCommand {
  const inline = inlineDockerfile(inputs);
  const args = ["buildx", "build", "--progress", "plain", "--iidfile", idFile];
  args.push("--file", inline === undefined ? (dockerfilePath(inputs) ?? "Dockerfile") : "-");
  const env: Record<string, string> = {};
  if (typeof inputs["target"] === "string") {
    args.push("--target", inputs["target"]);
  }
  for (const platform of texts(inputs["platforms"])) {
    args.push("--platform", platform);
  }
  for (const [key, value] of pairs(inputs["buildArgs"])) {
    args.push("--build-arg", `${key}=${value}`);
  }
  for (const [key, value] of pairs(inputs["labels"])) {
    args.push("--label", `${key}=${value}`);
  }
  for (const host of texts(inputs["addHosts"])) {
    args.push("--add-host", host);
  }
  if (typeof inputs["network"] === "string") {
    args.push("--network", inputs["network"]);
  }
  if (inputs["noCache"] === true) {
    args.push("--no-cache");
  }
  if (inputs["pull"] === true) {
    args.push("--pull");
  }
  pairs(inputs["secrets"]).forEach(([key, value], index) => {
    const variable = `SLIPWAY_BUILD_SECRET_${String(index)}`;
    env[variable] = value;
    args.push("--secret", `id=${key},env=${variable}`);
  });
  // The tags are made in the registry; here they would only pile up.
  if (inputs["load"] === true) {
    for (const tag of texts(inputs["tags"])) {
      args.push("--tag", tag);
    }
  }
  return { args: [...args, contextFolder(inputs)], env, stdin: inline };
}

/** Builds the image into the Docker daemon and returns its id there. */
export async function build(inputs: Properties): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-build-"));
  const idFile = join(folder, "image-id");
  try {
    const command = buildCommand(inputs, idFile);
    const { code, output } = await run("docker", command);
    if (code !== 0) {
      throw new Error(failure(code, output));
    }
    return (await readFile(idFile, "utf8")).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs a command and collects all that it writes. */
export async function run(
  program: string,
  { args, env = {}, stdin }: Partial<BuildCommand> & Pick<BuildCommand, "args">,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? new Error(`"${program}" is not installed; run eval "$(local/env)" first`)
          : error,
      );
    });
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") });
    });
    // A program that ends before it has read everything breaks the pipe; its exit code and output say why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin ?? "");
  });
}

function failure(code: number, output: string): string {
  if (/Cannot connect to the Docker daemon/.test(output)) {
    return "the Docker daemon does not answer; start Docker and run the command again";
  }
  const lines = output.trimEnd().split("\n").slice(-shownLines);
  return `the build failed (exit code ${String(code)}); its last lines:\n${lines.join("\n")}`;
}

function pairs(value: unknown): [string, string][] {
  return isRecord(value)
    ? Object.entries(value).map(([key, inner]) => [key, String(inner)] satisfies [string, string])
    : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === "string")
    : [];
}
