import { type Clock } from "../../gateway/clock";
import { type Commits } from "../../gateway/codepipeline/actions/commits";
import {
  AwsCallError,
  type AwsCalls,
  type StoredObject,
  type TopicMessage,
} from "../../gateway/codepipeline/awsCalls";

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private time = Date.parse("2026-01-02T03:04:05.678Z");
  private readonly waiting = new Set<{ readonly until: number; readonly go: () => void }>();

  now(): number {
    return this.time;
  }

  wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = { until: this.time + milliseconds, go: resolve };
      this.waiting.add(timer);
      signal.addEventListener("abort", () => {
        this.waiting.delete(timer);
        reject(new Error("aborted"));
      });
    });
  }

  /** Waits under way: none when nothing is polled. */
  get waits(): number {
    return this.waiting.size;
  }

  /** Whoever waited is dead. */
  forget(): void {
    this.waiting.clear();
  }

  async advance(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    for (const timer of [...this.waiting].filter(({ until }) => until <= this.time)) {
      this.waiting.delete(timer);
      timer.go();
    }
    await rest();
  }
}

/** Lets everything run that waits for nothing but the program itself. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export interface RecordedCall {
  readonly role: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export const family = "arn:aws:ecs:eu-west-1:000000000000:task-definition/staging-main-web";

/** An ECS with one service, whose tasks run when the test says so. */
export class FakeAws implements AwsCalls {
  readonly calls: RecordedCall[] = [];
  readonly noted: string[] = [];
  readonly invoked: { readonly role: string; readonly name: string; readonly payload: string }[] =
    [];
  readonly published: (TopicMessage & { readonly role: string })[] = [];
  /** Errors for the next calls of an action. */
  readonly failures: { readonly action: string; readonly error: AwsCallError }[] = [];
  tags: object[] = [{ key: "team", value: "shop" }];
  revisions: Record<string, unknown>[] = [
    {
      family: "staging-main-web",
      revision: 1,
      status: "ACTIVE",
      taskRoleArn: "arn:aws:iam::000000000000:role/task",
      executionRoleArn: "",
      networkMode: "bridge",
      volumes: [],
      proxyConfiguration: null,
      registeredBy: "someone",
      containerDefinitions: [
        { name: "web", image: "shop:1", memory: 128, environment: [{ name: "A", value: "b" }] },
        { name: "sidecar", image: "proxy:1" },
      ],
    },
  ];
  private current = `${family}:1`;
  private deployed = [{ id: "ecs-svc/1", taskDefinition: `${family}:1`, running: 2 }];

  /** All tasks of the newest deployment run, and the others are gone. */
  settle(): void {
    this.deployed = this.deployed.slice(0, 1).map((one) => ({ ...one, running: 2 }));
  }

  /** The circuit breaker went off: the service runs the first revision again. */
  rollBack(): void {
    this.current = `${family}:1`;
    this.deployed = [{ id: "ecs-svc/99", taskDefinition: this.current, running: 2 }];
  }

  actions(): string[] {
    return this.calls.map(({ action }) => action);
  }

  async ecs(role: string, action: string, input: object): Promise<Record<string, unknown>> {
    await Promise.resolve();
    const given = input as Record<string, unknown>;
    this.calls.push({ role, action, input: given });
    const failure = this.failures.findIndex((other) => other.action === action);
    const [failed] = failure < 0 ? [] : this.failures.splice(failure, 1);
    if (failed !== undefined) {
      throw failed.error;
    }
    switch (action) {
      case "DescribeServices":
        return { services: this.services(given) };
      case "DescribeTaskDefinition":
        return { taskDefinition: this.revisions.at(-1), tags: this.tags };
      case "RegisterTaskDefinition":
        this.revisions.push({ ...given, revision: this.revisions.length + 1 });
        return { taskDefinition: { taskDefinitionArn: `${family}:${this.revisions.length}` } };
      case "UpdateService":
        this.current = String(given["taskDefinition"]);
        this.deployed = [
          { id: `ecs-svc/${this.revisions.length}`, taskDefinition: this.current, running: 0 },
          ...this.deployed,
        ];
        return {};
      default:
        throw new AwsCallError("InvalidAction", action, 400);
    }
  }

  async invoke(role: string, name: string, payload: string): Promise<void> {
    await Promise.resolve();
    const failure = this.failures.findIndex(({ action }) => action === "Invoke");
    const [failed] = failure < 0 ? [] : this.failures.splice(failure, 1);
    if (failed !== undefined) {
      throw failed.error;
    }
    this.invoked.push({ role, name, payload });
  }

  /** Objects of S3 by `bucket/key`. */
  readonly objects = new Map<string, Buffer>();

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

  async publish(role: string, message: TopicMessage): Promise<void> {
    await Promise.resolve();
    this.published.push({ role, ...message });
  }

  note(role: string, service: string, action: string, resource: string): void {
    this.noted.push(`${role.split("/").at(-1) ?? ""} ${service}:${action} ${resource}`);
  }

  private services({ services }: Record<string, unknown>): object[] {
    if (!(services as string[]).includes("staging-main-web")) {
      return [];
    }
    const deployments = this.deployed.map(({ id, taskDefinition, running }, index) => ({
      id,
      status: index === 0 ? "PRIMARY" : "ACTIVE",
      taskDefinition,
      desiredCount: 2,
      runningCount: running,
    }));
    return [{ status: "ACTIVE", taskDefinition: this.current, deployments }];
  }
}

/** A repository `deployment` with the branch `staging`; a commit's ID is its number, forty times. */
export class FakeCommits implements Commits {
  name = "deployment";
  private readonly contents: string[] = [];
  /** When set, the next questions for a branch wait for it. */
  gate: Promise<void> | undefined;

  add(image: string, path = "main/web/revision.json"): string {
    this.contents.push(`${path}\n${JSON.stringify([{ name: "web", imageUri: image }])}`);
    return idOf(this.contents.length);
  }

  addText(text: string, path = "main/web/revision.json"): string {
    this.contents.push(`${path}\n${text}`);
    return idOf(this.contents.length);
  }

  exists(repository: string): boolean {
    return repository === this.name;
  }

  async branch(_repository: string, name: string): Promise<string | undefined> {
    await this.gate;
    const { length } = this.contents;
    return name === "staging" && length > 0 ? idOf(length) : undefined;
  }

  async commit(_repository: string, id: string): ReturnType<Commits["commit"]> {
    await this.gate;
    const number = this.contents.findIndex((_, index) => idOf(index + 1) === id) + 1;
    if (number === 0) {
      return undefined;
    }
    const person = { name: "Ada", email: "ada@example.com", date: "1484167798 -0800" };
    const message = `Release ${number}\n`;
    const facts = { treeId: "", parents: [], author: person, committer: person };
    return { commitId: id, message, additionalData: "", ...facts };
  }

  async file(_repository: string, commitId: string, path: string): Promise<Buffer | undefined> {
    await Promise.resolve();
    const text = this.contents.find((_, index) => idOf(index + 1) === commitId) ?? "";
    const end = text.indexOf("\n");
    return text.slice(0, end) === path ? Buffer.from(text.slice(end + 1)) : undefined;
  }
}

function idOf(number: number): string {
  return number.toString(16).padStart(2, "0").repeat(20);
}
