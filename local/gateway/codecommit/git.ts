import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

/** A bare repository on this machine. */
export interface GitFolder {
  readonly folder: string;
}

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** Git said no. */
export class GitError extends Error {
  constructor(
    readonly args: readonly string[],
    readonly stderr: string,
    readonly exitCode: number | null,
  ) {
    super(`git ${args.join(" ")} ended with ${exitCode ?? "a signal"}: ${stderr.trim()}`);
    this.name = "GitError";
  }
}

/** How long git waits for the lock of a branch; git's own 0.1 s is over while a busy machine moves one. */
const lockTimeoutMs = 5_000;

/** Starts git on a repository; nothing of this user's or this machine's git configuration takes part. */
function startGit(
  { folder }: GitFolder,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  const { PATH = "" } = process.env;
  return spawn("git", [...args], {
    cwd: folder,
    env: {
      PATH,
      LC_ALL: "C.UTF-8",
      HOME: folder,
      GIT_DIR: folder,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      // A push and a call that move one branch at once wait for each other, as on CodeCommit.
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.filesRefLockTimeout",
      GIT_CONFIG_VALUE_0: String(lockTimeoutMs),
      ...env,
    },
  });
}

/** Runs git and gives what it wrote. */
export function gitBytes(
  repository: GitFolder,
  args: readonly string[],
  { input, env }: GitOptions = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = startGit(repository, args, env);
    const written: Buffer[] = [];
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => written.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
    // Git may end before it has read everything; its exit code says whether that matters.
    child.stdin.on("error", () => undefined);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) {
        resolve(Buffer.concat(written));
      } else {
        reject(new GitError(args, stderr, code));
      }
    });
    child.stdin.end(input ?? "");
  });
}

/** What git wrote, as text without the line break at its end. */
export async function git(
  repository: GitFolder,
  args: readonly string[],
  options?: GitOptions,
): Promise<string> {
  return (await gitBytes(repository, args, options)).toString("utf8").replace(/\n$/, "");
}

/** The answer of git, or `undefined` where it says no: for questions whose "no" is an answer. */
export async function gitOrNothing(
  repository: GitFolder,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    return await git(repository, args);
  } catch (error) {
    if (error instanceof GitError) {
      return undefined;
    }
    throw error;
  }
}
