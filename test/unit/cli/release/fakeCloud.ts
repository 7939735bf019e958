import { type ReleaseWorld } from "../../../../cli/release/world";
import { type Check } from "../../../../cli/verify/check";
import {
  type ActionExecution,
  type PipelineExecution,
} from "../../../../delivery/aws/codePipeline";
import { type DeploymentSeen } from "../../../../delivery/deployment/verdict";
import { formatRevision, parseRevision } from "../../../../delivery/format";
import { failedDeploymentReason } from "../../../../delivery/pipeline";
import {
  RevisionConflictError,
  type RevisionCommit,
  type RevisionStore,
} from "../../../../delivery/store";
import { MemoryIo } from "../../../support/cli";
import { definition, serviceState } from "../../delivery/deployment/fakeWorld";

const path = "main/web/revision.json";

/** What becomes of an image when it is deployed. */
export type Fate = "works" | "breaks" | "waits for approval" | "hangs";

/**
 * An account in which commits are deployed as time passes: the trigger needs a second, the pipeline two, tasks
 * seven. Time passes when someone waits.
 */
export class FakeCloud {
  readonly io = new MemoryIo();
  readonly did: string[] = [];
  readonly commits: RevisionCommit[] = [];
  readonly executions: (PipelineExecution & { readonly begun: number })[] = [];
  readonly lost = new Set<string>();
  deployments: DeploymentSeen[] = [];
  /** Whether the function that hears of failed deployments frees the pipeline; its event may be lost. */
  frees = false;
  /** What a check before a commit finds. */
  checks: readonly Check[] = [];
  /** Someone else's commit that lands between the plan and the commit. */
  rival: string | undefined;
  /** Whether someone deleted the revision's file since its last commit. */
  isDeleted = false;
  private readonly definitions = new Map<string, Readonly<Record<string, string>>>();

  constructor(private readonly fates: Readonly<Record<string, Fate>> = {}) {}

  /** Something that was released and deployed before the story begins; the last one runs. */
  ran(image: string, ...status: [PipelineExecution["status"]?]): this {
    const [ended = "Succeeded"] = status;
    const { commitId } = this.commit(image, `Release of old`);
    this.start(commitId, ended);
    if (ended === "Succeeded") {
      this.deployments = [this.deployment(image, "COMPLETED")];
    }
    this.pass(60);
    return this;
  }

  /** The revision's file at the head of the branch. */
  private get file(): RevisionCommit | undefined {
    return this.isDeleted ? undefined : this.commits[0];
  }

  get now(): number {
    return this.io.now().getTime() / 1000;
  }

  pass(seconds: number): void {
    this.io.clock = new Date(this.io.clock.getTime() + seconds * 1000);
  }

  commit(
    image: string,
    message: string,
    text = formatRevision([{ name: "web", imageUri: image }]),
  ): RevisionCommit {
    const commitId = String(this.commits.length + 1).padStart(40, "c");
    const commit = { commitId, author: "Ann", email: "", date: this.io.now(), message, text };
    this.commits.unshift(commit);
    this.isDeleted = false;
    return commit;
  }

  start(commitId: string, status: PipelineExecution["status"] = "InProgress"): string {
    const id = `e${this.executions.length + 1}`;
    const startedAt = this.io.now();
    this.executions.unshift({
      id,
      commitId,
      status,
      summary: undefined,
      startedAt,
      updatedAt: undefined,
      isRollback: false,
      begun: this.now,
    });
    return id;
  }

  private deployment(image: string, rolloutState: DeploymentSeen["rolloutState"]): DeploymentSeen {
    const taskDefinition = `definition of ${image} at ${this.now}`;
    this.definitions.set(taskDefinition, { web: image });
    return {
      id: `ecs-svc/${this.now}`,
      status: "PRIMARY",
      taskDefinition,
      desired: 2,
      running: rolloutState === "COMPLETED" ? 2 : 0,
      pending: 0,
      failed: 0,
      rolloutState,
      rolloutReason: undefined,
      createdAt: this.io.now(),
      images: { web: image },
    };
  }

  private imageAt(commitId: string | undefined): string {
    const commit = this.commits.find((one) => one.commitId === commitId);
    return commit === undefined ? "" : (parseRevision(commit.text)[0]?.imageUri ?? "");
  }

  /** Lets everything happen that has become due. */
  private settle(): void {
    const [newest] = this.executions;
    if (newest?.status !== "InProgress") {
      return;
    }
    const image = this.imageAt(newest.commitId);
    const fate = this.fates[image] ?? "works";
    const age = this.now - newest.begun;
    if (fate === "waits for approval" || age < 3) {
      return;
    }
    const ours = this.deployments.find(
      ({ createdAt, images }) => images["web"] === image && createdAt >= newest.startedAt,
    );
    if (ours === undefined) {
      const before = this.deployments.map((one) => ({ ...one, status: "ACTIVE" as const }));
      this.deployments = [this.deployment(image, "IN_PROGRESS"), ...before];
    } else if (age >= 10 && ours.rolloutState === "IN_PROGRESS" && fate !== "hangs") {
      const [, ...before] = this.deployments;
      this.deployments =
        fate === "works"
          ? [{ ...ours, rolloutState: "COMPLETED", running: 2 }]
          : [
              ...before.map((one) => ({ ...one, status: "PRIMARY" as const })),
              {
                ...ours,
                status: "ACTIVE",
                rolloutState: "FAILED",
                rolloutReason: "3 tasks failed",
              },
            ];
      if (fate === "works") {
        this.end(newest.id, "Succeeded");
      } else if (this.frees) {
        this.end(newest.id, "Stopped", failedDeploymentReason(ours.id));
      }
    }
  }

  private end(id: string, status: PipelineExecution["status"], summary?: string): void {
    const index = this.executions.findIndex((one) => one.id === id);
    const found = this.executions[index];
    if (found !== undefined) {
      this.executions[index] = { ...found, status, summary };
    }
  }

  private actions(id: string): ActionExecution[] {
    const execution = this.executions.find((one) => one.id === id);
    const image = this.imageAt(execution?.commitId);
    const run = (
      stage: string,
      action: string,
      status: ActionExecution["status"],
      after: number,
    ) => ({
      stage,
      action,
      status,
      startedAt: new Date(((execution?.begun ?? 0) + after) * 1000),
      summary: undefined,
      error: undefined,
    });
    const next = this.fates[image] === "waits for approval" ? "Approval" : "Deploy";
    return [run(next, next, "InProgress", 2), run("Source", "Revision", "Succeeded", 1)];
  }

  store(): RevisionStore {
    return {
      head: () => Promise.resolve(this.commits[0]),
      read: (_path, commitId) =>
        Promise.resolve(
          commitId === undefined
            ? this.file
            : this.commits.find((one) => one.commitId === commitId),
        ),
      history: async function* (this: FakeCloud) {
        await Promise.resolve();
        yield* [...this.commits];
      }.bind(this),
      commit: ({ text, message, expect }) => {
        if (this.rival !== undefined) {
          this.commit(this.rival, "Mine");
        }
        const found = this.file?.text ?? null;
        const { commitId: head = "" } = this.commits[0] ?? {};
        if (found === text) {
          return Promise.resolve({ commitId: head, unchanged: true });
        }
        if (expect !== undefined && expect !== found) {
          return Promise.reject(new RevisionConflictError(path, expect, found, head));
        }
        const image = parseRevision(text)[0]?.imageUri ?? "";
        const { commitId } = this.commit(image, message, text);
        this.did.push(`commit ${message}`);
        this.pass(1);
        this.start(commitId);
        return Promise.resolve({ commitId, unchanged: false });
      },
    };
  }

  world(): ReleaseWorld {
    const settled = <T>(read: () => T): Promise<T> => {
      this.settle();
      return Promise.resolve(read());
    };
    const { io } = this;
    return {
      store: this.store(),
      now: () => io.now(),
      checks: () => Promise.resolve(this.checks),
      clock: { now: () => io.now(), wait: (ms) => io.wait(ms), signal: io.signal },
      pipelines: {
        executions: async function* (this: FakeCloud) {
          yield* await settled(() => [...this.executions]);
        }.bind(this),
        actions: (_pipeline, id) => settled(() => this.actions(id)),
        start: (_pipeline, commitId) => {
          this.did.push(`start ${commitId.slice(-1)}`);
          return Promise.resolve(this.start(commitId));
        },
        abandon: (_pipeline, id, reason) => {
          this.did.push(`abandon ${id}`);
          this.end(id, "Stopped", reason);
          return Promise.resolve(true);
        },
      },
      services: {
        service: () => settled(() => serviceState(this.deployments)),
        definition: (arn) => Promise.resolve(definition(arn, this.definitions.get(arn) ?? {})),
        rolledBack: () => Promise.resolve([]),
        tasks: () => Promise.resolve([]),
        stopDeployment: () => {
          this.did.push("stop the deployment");
          return Promise.resolve(true);
        },
      },
      targets: {
        health: () => Promise.resolve([]),
        settings: () =>
          Promise.resolve({
            intervalSeconds: 5,
            timeoutSeconds: 2,
            healthyThreshold: 2,
            unhealthyThreshold: 3,
            path: "/",
            deregistrationDelaySeconds: 30,
          }),
      },
      logs: { tail: () => Promise.resolve([]) },
      images: {
        digest: (_repository, reference) =>
          Promise.resolve(this.lost.has(reference) ? undefined : reference),
      },
    };
  }
}
