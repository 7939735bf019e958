import { spawn } from "node:child_process";

/** A program that is run, and what it printed. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

export type Run = (
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
) => Promise<Ran>;

/** Runs a program; one that cannot be started is an error. */
export const runProgram: Run = (command, args, { cwd, env }) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.stderr.on("data", (part: Buffer) => parts.push(part));
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(parts).toString() });
    });
  });
