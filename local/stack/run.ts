import { spawn, spawnSync } from "node:child_process";

/** Runs a command with this terminal's output; true when it ends well. */
export function show(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // Results go to stdout, progress to stderr: the command's own output is progress.
    const child = spawn(command, args, { cwd, stdio: ["ignore", 2, 2] });
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code === 0);
    });
  });
}

/** What a command printed; `undefined` when it failed. */
export function read(command: string, args: readonly string[], cwd: string): string | undefined {
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout : undefined;
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
