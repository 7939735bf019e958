import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Clones of one person, Grace, whose git is configured by nobody else. */
export class Clones {
  private readonly folder = mkdtempSync(join(tmpdir(), "slipway-clones-"));

  /** Runs git in a clone; the folder of all clones without one. */
  git(clone: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
    const env = {
      PATH: process.env["PATH"],
      HOME: this.folder,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: "Grace",
      GIT_AUTHOR_EMAIL: "grace@example.com",
      GIT_COMMITTER_NAME: "Grace",
      GIT_COMMITTER_EMAIL: "grace@example.com",
    };
    return run("git", args, { cwd: this.path(clone), env });
  }

  path(clone: string, file = ""): string {
    return join(this.folder, clone, file);
  }

  async clone(url: string, name: string): Promise<string> {
    await this.git("", "clone", "--quiet", url, name);
    return name;
  }

  /** Writes a file, commits it, and gives the commit's ID. */
  async commitFile(clone: string, file: string, content: string): Promise<string> {
    const place = this.path(clone, file);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, content);
    await this.git(clone, "add", "--all");
    await this.git(clone, "commit", "--quiet", "-m", `Write ${file}`);
    return (await this.git(clone, "rev-parse", "HEAD")).stdout.trim();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
