import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { type Build } from "../../gateway/codebuild/build";
import { type Start } from "../../gateway/codebuild/builds";
import { type BuildCalls } from "../../gateway/codebuild/calls";
import { type Docker, type DockerRun } from "../../gateway/codebuild/docker";
import { type Project } from "../../gateway/codebuild/project";
import { AwsCallError, type StoredObject } from "../../gateway/codepipeline/awsCalls";

/** A Docker without containers: what is executed in one is executed beside the test. */
export class FakeDocker implements Docker {
  readonly socket = "/var/run/docker.sock";
  readonly commands: string[] = [];
  /** Beginnings of commands that fail. */
  readonly failing: string[] = [];
  private readonly running = new Set<() => void>();

  async run(args: readonly string[], options: DockerRun = {}): Promise<number> {
    const command = args.join(" ");
    this.commands.push(command);
    if (this.failing.some((beginning) => command.startsWith(beginning))) {
      return 1;
    }
    if (args[0] === "rm") {
      for (const end of this.running) {
        end();
      }
    }
    const [, , shell = "", ...words] = args;
    return args[0] === "exec" && words[0] !== "-c" ? this.execute(shell, words, options) : 0;
  }

  async read(args: readonly string[]): Promise<{ code: number; output: string }> {
    return { code: await this.run(args), output: "" };
  }

  async succeed(args: readonly string[], options?: DockerRun): Promise<void> {
    const code = await this.run(args, options);
    if (code !== 0) {
      throw new Error(`docker ${args[0] ?? ""} ended with ${code}: no`);
    }
  }

  private execute(
    shell: string,
    words: readonly string[],
    { onLine, signal }: DockerRun,
  ): Promise<number> {
    return new Promise((resolve) => {
      const child = spawn(shell, [...words], { detached: true });
      const end = (): void => {
        if (child.pid !== undefined) {
          process.kill(-child.pid, "SIGKILL");
        }
      };
      this.running.add(end);
      signal?.addEventListener("abort", end);
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on("line", (line) => onLine?.(line));
      }
      child.on("close", (code) => {
        this.running.delete(end);
        signal?.removeEventListener("abort", end);
        resolve(code ?? 137);
      });
    });
  }
}

/** Logs, secrets, parameters and objects that belong to the test. */
export class FakeCalls implements BuildCalls {
  readonly log: string[] = [];
  readonly noted: string[] = [];
  readonly called: string[] = [];
  readonly objects = new Map<string, Buffer>();
  readonly secrets = new Map<string, string>();
  readonly parameters = new Map<string, string>();

  async json(
    role: string,
    service: string,
    action: string,
    input: object,
    resource: string,
  ): Promise<Readonly<Record<string, unknown>>> {
    await Promise.resolve();
    const name = role.split("/").at(-1) ?? "";
    const call = `${name} ${service}:${action} ${resource}`;
    if (!this.called.includes(call)) {
      this.called.push(call);
    }
    const given = input as Readonly<Record<string, unknown>>;
    if (action === "PutLogEvents") {
      const events = given["logEvents"] as readonly { readonly message: string }[];
      this.log.push(...events.map(({ message }) => message));
    }
    if (action === "GetSecretValue") {
      const SecretString = this.secrets.get(String(given["SecretId"]));
      if (SecretString === undefined) {
        throw new AwsCallError("ResourceNotFoundException", "There is no such secret.", 400);
      }
      return { SecretString };
    }
    if (action === "GetParameters") {
      const found = (given["Names"] as string[]).flatMap((Name) => {
        const Value = this.parameters.get(Name);
        return Value === undefined ? [] : [{ Name, Value }];
      });
      return { Parameters: found };
    }
    return {};
  }

  async getObject(_role: string, bucket: string, key: string): Promise<StoredObject> {
    await Promise.resolve();
    const found = this.objects.get(`${bucket}/${key}`);
    if (found === undefined) {
      throw new AwsCallError("NoSuchKey", "The specified key does not exist.", 404);
    }
    return { content: found, etag: "e1", versionId: "v1" };
  }

  async putObject(_role: string, bucket: string, key: string, body: Buffer): Promise<void> {
    await Promise.resolve();
    this.objects.set(`${bucket}/${key}`, body);
  }

  note(role: string, service: string, action: string, resource: string): void {
    this.noted.push(`${role.split("/").at(-1) ?? ""} ${service}:${action} ${resource}`);
  }
}

/** A CodeBuild whose builds end when the test says so. */
export class FakeBuilds {
  readonly started: Start[] = [];
  readonly stopped: string[] = [];
  settings: Project["settings"] | undefined;
  private readonly all = new Map<string, Build>();
  private readonly waiting = new Map<string, () => void>();

  readonly projects = {
    find: (name: string): Project | undefined =>
      this.settings?.name === name
        ? { settings: this.settings, created: 0, lastModified: 0, builds: 0 }
        : undefined,
  };

  readonly builds = {
    start: (start: Start): Build => {
      this.started.push(start);
      const build: Build = {
        id: `${start.settings.name}:build-${this.started.length}`,
        number: this.started.length,
        ...start,
        status: "IN_PROGRESS",
        phases: [],
        startTime: 0,
        exported: [],
        reports: [],
      };
      this.all.set(build.id, build);
      return build;
    },
    find: (id: string): Build | undefined => this.all.get(id),
    stop: async (id: string): Promise<void> => {
      await Promise.resolve();
      this.stopped.push(id);
    },
    ended: async (id: string, signal: AbortSignal): Promise<Build | undefined> => {
      if (this.all.get(id)?.status === "IN_PROGRESS") {
        await new Promise<void>((resolve) => {
          this.waiting.set(id, resolve);
          signal.addEventListener("abort", () => {
            resolve();
          });
        });
      }
      return this.all.get(id);
    },
  };

  /** Ends the newest build. */
  end(change: Partial<Build>): void {
    const [id, build] = [...this.all].at(-1) ?? [];
    if (id !== undefined && build !== undefined) {
      this.all.set(id, { ...build, ...change });
      this.waiting.get(id)?.();
    }
  }
}
