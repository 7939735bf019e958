import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface DockerRun {
  /** Hears each line of both outputs. */
  readonly onLine?: (line: string) => void;
  readonly input?: Buffer;
  /** Ends the client; what it started in a container is ended with the container. */
  readonly signal?: AbortSignal;
}

/** Docker's command line on this machine. */
export interface Docker {
  /** The file that the daemon listens on. */
  readonly socket: string;
  /** Gives the exit code. */
  run(args: readonly string[], options?: DockerRun): Promise<number>;
  read(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }>;
  /** @throws Error with what Docker wrote, unless it succeeds */
  succeed(args: readonly string[], options?: DockerRun): Promise<void>;
}

export function dockerClient(env: Readonly<Record<string, string | undefined>>): Docker {
  const host = env["DOCKER_HOST"] ?? "";
  const run: Docker["run"] = (args, { onLine, input, signal } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn("docker", [...args], {
        env,
        stdio: ["pipe", "pipe", "pipe"],
        ...(signal && { signal }),
      });
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on("line", (line) => onLine?.(line));
      }
      child.stdin.on("error", () => undefined);
      child.on("error", reject);
      child.on("close", (code) => {
        resolve(code ?? 137);
      });
      child.stdin.end(input);
    });
  const read: Docker["read"] = async (args) => {
    const lines: string[] = [];
    const code = await run(args, { onLine: (line) => lines.push(line) });
    return { code, output: lines.join("\n") };
  };
  return {
    socket: host.startsWith("unix://") ? host.slice("unix://".length) : "/var/run/docker.sock",
    run,
    read,
    succeed: async (args, options = {}) => {
      const lines: string[] = [];
      const code = await run(args, { ...options, onLine: (line) => lines.push(line) });
      if (code !== 0) {
        throw new Error(`docker ${args[0] ?? ""} ended with ${code}: ${lines.join("\n")}`);
      }
    },
  };
}
