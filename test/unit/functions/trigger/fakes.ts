import { createHash } from "node:crypto";

import { type PipelineExecution, type Pipelines } from "../../../../delivery/aws/codePipeline";
import { appOfPath } from "../../../../delivery/paths";
import { type Log } from "../../../../functions/log";
import { type TriggeredStack, type World } from "../../../../functions/trigger/handle";
import { type Branch, type PathVersion } from "../../../../functions/trigger/ports";
import { execution as plain } from "../../../support/cliFixtures";
import { awsError } from "../fakeClient";

interface FakeCommit {
  readonly id: string;
  readonly files: ReadonlyMap<string, string>;
}

/** A branch with a history that can grow and be rewritten; commits that it leaves can still be read. */
export class FakeRepository implements Branch {
  private history: FakeCommit[] = [];
  private readonly all = new Map<string, readonly FakeCommit[]>();
  private count = 0;
  reads = 0;

  /**
   * Commits changes on top; null removes a file, and a word such as `w1` stands for a right revision that
   * releases the image with this tag. Returns the commit's id.
   */
  commit(changes: Readonly<Record<string, string | null>>): string {
    const files = new Map(this.history.at(-1)?.files);
    for (const [path, text] of Object.entries(changes)) {
      const app = appOfPath(path)?.app;
      if (text === null) {
        files.delete(path);
      } else {
        files.set(path, app !== undefined && /^\w+$/.test(text) ? releasing(app, text) : text);
      }
    }
    this.history = [...this.history, { id: `c${++this.count}`, files }];
    const { id } = this.history.at(-1) ?? { id: "" };
    this.all.set(id, this.history);
    return id;
  }

  /** A forced push: the last `dropped` commits go, and those of before them get new ids. */
  rewrite(dropped: number): string | undefined {
    const kept = this.history.slice(0, this.history.length - dropped);
    this.history = [];
    for (const { files } of kept) {
      this.history = [...this.history, { id: `c${++this.count}`, files }];
      this.all.set(this.headId() ?? "", this.history);
    }
    return this.headId();
  }

  /** Commits that nothing leads to any more. */
  forget(...ids: readonly string[]): void {
    ids.forEach((id) => this.all.delete(id));
  }

  headId(): string | undefined {
    return this.history.at(-1)?.id;
  }

  fileAt(path: string, commitId: string | undefined): string | undefined {
    return this.all
      .get(commitId ?? "")
      ?.at(-1)
      ?.files.get(path);
  }

  /** The newest commit of the branch that touched the path. */
  newest(path: string): string | undefined {
    return this.versionsOf(path, this.headId() ?? "")[0]?.commitId;
  }

  head(): Promise<string | undefined> {
    return Promise.resolve(this.headId());
  }

  async *versions(path: string, commitId: string): AsyncGenerator<PathVersion> {
    for (const version of this.versionsOf(path, commitId)) {
      yield await Promise.resolve(version);
    }
  }

  changedPaths(from: string, to: string): Promise<readonly string[] | undefined> {
    const before = this.all.get(from)?.at(-1)?.files;
    const after = this.all.get(to)?.at(-1)?.files;
    if (before === undefined || after === undefined) {
      return Promise.resolve(undefined);
    }
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    return Promise.resolve(paths.filter((path) => before.get(path) !== after.get(path)));
  }

  read(path: string, commitId: string): Promise<string | undefined> {
    this.reads += 1;
    return Promise.resolve(this.fileAt(path, commitId));
  }

  private versionsOf(path: string, commitId: string): PathVersion[] {
    const history = this.all.get(commitId) ?? [];
    return history
      .flatMap(({ id, files }, index) => {
        const text = files.get(path);
        return text === history[index - 1]?.files.get(path)
          ? []
          : [
              {
                commitId: id,
                blobId: text === undefined ? undefined : `blob ${text}`,
                date: new Date(index * 60_000),
              },
            ];
      })
      .reverse();
  }
}

/** Pipelines that remember their starts, as CodePipeline does: one execution a token. */
export class FakePipelines implements Pick<Pipelines, "executions" | "start"> {
  readonly started: { readonly pipeline: string; readonly commitId: string }[] = [];
  private readonly history = new Map<string, PipelineExecution[]>();
  private readonly tokens = new Map<string, string>();
  /** Pipelines whose start fails with this error. */
  readonly failing = new Map<string, Error>();

  constructor(names: readonly string[]) {
    names.forEach((name) => this.history.set(name, []));
  }

  /** An execution that someone else began. */
  add(pipeline: string, execution: Partial<PipelineExecution>): void {
    const history = this.of(pipeline);
    const id = `${pipeline}#${history.length + 1}`;
    history.unshift(plain("", { id, commitId: undefined, ...execution }));
  }

  replaceNewest(pipeline: string, change: Partial<PipelineExecution>): void {
    const history = this.of(pipeline);
    const [newest] = history;
    if (newest !== undefined) {
      history[0] = { ...newest, ...change };
    }
  }

  async *executions(pipeline: string): AsyncGenerator<PipelineExecution> {
    for (const execution of [...this.of(pipeline)]) {
      yield await Promise.resolve(execution);
    }
  }

  start(pipeline: string, commitId: string, token = ""): Promise<string> {
    const failure = this.failing.get(pipeline);
    if (failure !== undefined) {
      return Promise.reject(failure);
    }
    const known = this.tokens.get(token);
    if (known !== undefined) {
      return Promise.resolve(known);
    }
    this.add(pipeline, { commitId });
    this.started.push({ pipeline, commitId });
    const id = this.of(pipeline)[0]?.id ?? "";
    this.tokens.set(token, id);
    return Promise.resolve(id);
  }

  /** Starts by pipeline, as one line each. */
  lines(): string[] {
    return this.started.map(({ pipeline, commitId }) => `${pipeline} at ${commitId}`).sort();
  }

  private of(pipeline: string): PipelineExecution[] {
    const found = this.history.get(pipeline);
    if (found === undefined) {
      throw awsError("PipelineNotFoundException", pipeline);
    }
    return found;
  }
}

/** A log that keeps what it is told. */
export function memoryLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (event: string, fields = {}) => {
    lines.push(`${event} ${JSON.stringify(fields)}`);
  };
  return { info: keep, warn: keep, lines };
}

export const pipelineOf = ({ cluster, app }: { cluster: string; app: string }) =>
  `deployment-prod-${cluster}-${app}`;

const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

/** The image of an app by its tag. */
export const imageOf = (app: string, tag: string) => `${registry}/shop-prod/${app}:${tag}`;

function releasing(app: string, tag: string): string {
  return JSON.stringify([{ name: app, imageUri: imageOf(app, tag) }]);
}

/** The word that a revision was written by. */
function wordOf(text: string): string {
  return /:(\w+)"}]$/.exec(text)?.[1] ?? text;
}

/** A stack with its branch, its pipelines and everything that the trigger reaches. */
export function fakeWorld(keys: readonly string[]) {
  const apps = keys.map((key) => {
    const [cluster = "", app = ""] = key.split("/");
    return { cluster, app };
  });
  const repository = new FakeRepository();
  const pipelines = new FakePipelines(apps.map(pipelineOf));
  const marked: string[] = [];
  const running: string[] = [];
  const waits: number[] = [];
  /** Long after every commit, for a test to change. */
  const now = { date: new Date("2026-01-01") };
  const log = memoryLog();
  const told: string[] = [];
  const stack: TriggeredStack = {
    repository: "deployment",
    branch: "prod",
    apps,
    pipelineOf,
    originsOf: ({ app }) => ({
      accountId: "111122223333",
      region: "eu-west-1",
      repositories: new Map([[app, `${registry}/shop-prod/${app}`]]),
    }),
  };
  const world: World = {
    stack: () => Promise.resolve(stack),
    branch: () => repository,
    pipelines,
    images: () => ({
      markReleased: (text, path, commitId) => {
        marked.push(`${path} ${wordOf(text)} ${commitId}`);
        return Promise.resolve();
      },
      markRunning: ({ cluster, app }, texts) => {
        running.push(`${cluster}/${app}: ${texts.map(wordOf).join(", ")}`);
        return Promise.resolve();
      },
    }),
    notices: () => ({
      publish: (subject, message) => {
        told.push(`${subject}\n${message}`);
        return Promise.resolve();
      },
    }),
    log,
    now: () => now.date,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
  return { world, repository, pipelines, marked, running, waits, told, now, log };
}

/** A message with the event of a branch's change, in AWS's shape. */
export function changed(to: string | undefined, from?: string, detail: object = {}) {
  return message({
    "detail-type": "CodeCommit Repository State Change",
    source: "aws.codecommit",
    detail: {
      event: from === undefined ? "referenceCreated" : "referenceUpdated",
      repositoryName: "deployment",
      referenceType: "branch",
      referenceName: "prod",
      commitId: to,
      ...(from !== undefined && { oldCommitId: from }),
      ...detail,
    },
  });
}

export const tick = () => message({ "detail-type": "Scheduled Event", source: "aws.events" });

export function message(event: unknown) {
  const body = JSON.stringify(event);
  return { id: createHash("sha256").update(body).digest("hex").slice(0, 8), body };
}

export const pathOf = (key: string) => `${key}/revision.json`;
