import { spawn } from "node:child_process";

/** How a command ended, and what it printed on either stream. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly output: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a command to its end. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Environment },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
      output += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => {
      output += data.toString();
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({
        status: code ?? 128,
        stdout,
        output: signal === null ? output : `${output}\n${signal}`,
      });
    });
  });
}

/** A run that must succeed; its whole output is the message when it does not. */
export function succeeded(result: Run, what: string): Run {
  if (result.status !== 0) {
    throw new Error(`${what} ended with ${result.status}:\n${result.output.slice(-6000)}`);
  }
  return result;
}
