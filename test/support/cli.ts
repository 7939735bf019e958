import { createColors } from "picocolors";

import { appNamed, appsOf } from "../../cli/apps";
import { type Clients } from "../../cli/clients";
import { type Connection } from "../../cli/connection";
import { type Environment, type Io } from "../../cli/io";
import { run, type Surroundings } from "../../cli/run";
import { type StackParameter } from "../../delivery/stackParameter";
import { type RevisionStore } from "../../delivery/store";

/** What a command wrote and ended with. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Surroundings without a terminal that keep what is written. */
export class MemoryIo implements Io {
  out = "";
  err = "";
  readonly isTTY = false;
  readonly terminal = undefined;
  /** What a person at the terminal types, when there is one. */
  ask: Io["ask"] = undefined;
  readonly width = 100;
  readonly colors = createColors(false);
  readonly interruption = new AbortController();
  readonly signal = this.interruption.signal;
  clock = new Date("2026-11-20T12:00:00Z");

  constructor(
    readonly env: Environment = {},
    readonly cwd = "/",
  ) {}

  stdout(text: string): void {
    this.out += text;
  }

  stderr(text: string): void {
    this.err += text;
  }

  now(): Date {
    return this.clock;
  }

  wait(milliseconds: number): Promise<void> {
    this.clock = new Date(this.clock.getTime() + milliseconds);
    return Promise.resolve();
  }
}

/** Runs the command line as it is typed, without its first word. */
export async function typed(
  line: string | readonly string[],
  surroundings: Surroundings = {},
  io = new MemoryIo(),
): Promise<Outcome> {
  const argv = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  const code = await run(argv, io, surroundings);
  return { code, stdout: io.out, stderr: io.err };
}

/** A stack of two clusters and three apps. */
export const shop: StackParameter = {
  project: "shop",
  stack: "staging",
  region: "eu-west-1",
  repository: "deployment",
  branch: "staging",
  imageRepositories: "shop-staging/",
  topicArn: "arn:aws:sns:eu-west-1:111122223333:notices",
  clusters: {
    main: {
      name: "staging-main",
      apps: { web: { "/api": ["api"], "/web": ["web"] } },
    },
    batch: { name: "staging-batch", apps: { worker: { "/mailer": ["mailer"] } } },
  },
};

/** A connection whose clients and store are whatever a test needs; all else throws when it is used. */
export function connectionTo(
  parameter: StackParameter,
  parts: { readonly clients?: Partial<Clients>; readonly store?: Partial<RevisionStore> } = {},
): Connection {
  return {
    parameter,
    clients: strict("client", parts.clients),
    store: strict("method of the store", parts.store),
    apps: appsOf(parameter),
    app: (name) => appNamed(parameter, name),
  };
}

function strict<T extends object>(what: string, parts: Partial<T> = {}): T {
  return new Proxy(parts, {
    get: (given, key) => {
      const part: unknown = Reflect.get(given, key);
      if (part === undefined) {
        throw new Error(`the test gives no ${what} "${String(key)}"`);
      }
      return part;
    },
  }) as T;
}

/** A client that answers each command by its name, `DescribeServicesCommand`, and keeps what it was asked. */
export function answering(
  answers: Readonly<Record<string, (input: never) => unknown>>,
): { readonly asked: { readonly name: string; readonly input: unknown }[] } & { send: never } {
  const asked: { readonly name: string; readonly input: unknown }[] = [];
  const send = (command: { readonly input: unknown }): Promise<unknown> => {
    const { name } = command.constructor;
    asked.push({ name, input: command.input });
    const answer = answers[name];
    if (answer === undefined) {
      return Promise.reject(new Error(`no answer for ${name}`));
    }
    return Promise.resolve().then(() => answer(command.input as never));
  };
  return { asked, send: send as never };
}
