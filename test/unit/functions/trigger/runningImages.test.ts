import fc from "fast-check";
import assert from "node:assert/strict";

import {
  lifecyclePolicy,
  type LifecyclePolicyDocument,
} from "../../../../components/image/lifecyclePolicy";
import { type PipelineExecution } from "../../../../delivery/aws/codePipeline";
import { ecrAdapter } from "../../../../delivery/aws/ecr";
import { formatRevision } from "../../../../delivery/format";
import { type AppPath } from "../../../../delivery/paths";
import { handle } from "../../../../functions/trigger/handle";
import { releasedImages } from "../../../../functions/trigger/releasedImages";
import { commitsThatMayRun, tagsToPut } from "../../../../functions/trigger/runningImages";
import { execution as pipelineExecution } from "../../../support/cliFixtures";
import { FakeRegistry } from "./fakeRegistry";
import { fakeWorld, memoryLog, pathOf, pipelineOf, tick } from "./fakes";

async function* history(
  ...executions: Partial<PipelineExecution>[]
): AsyncGenerator<PipelineExecution> {
  for (const [index, execution] of executions.entries()) {
    const plain = { id: `e${index}`, commitId: `c${index}`, status: "Superseded" as const };
    yield await Promise.resolve(pipelineExecution("", { ...plain, ...execution }));
  }
}

const failed = { status: "Failed" } as const;
const succeeded = { status: "Succeeded" } as const;
const inProgress = { status: "InProgress" } as const;

describe("what may run of an app", () => {
  it("is what is at work and what succeeded last, then what failed since", async () => {
    const executions = history(failed, inProgress, failed, {}, succeeded, succeeded);
    assert.deepEqual(await commitsThatMayRun(executions, 8), ["c1", "c4", "c0", "c2"]);
  });

  it("drops what failed first when there is no room", async () => {
    const executions = history(inProgress, failed, failed, failed, succeeded);
    assert.deepEqual(await commitsThatMayRun(executions, 3), ["c0", "c4", "c1"]);
  });

  it("is not told by an execution without a commit", async () => {
    const executions = history({ commitId: undefined, ...inProgress }, succeeded);
    assert.deepEqual(await commitsThatMayRun(executions, 8), ["c1"]);
  });
});

describe("the tags of what runs", () => {
  it("move only from what is not wanted any more", () => {
    const tags = new Map([
      ["t0", "old"],
      ["t1", "now"],
      ["t2", undefined],
    ]);
    assert.deepEqual(tagsToPut(tags, ["new", "now"]), [["t0", "new"]]);
    assert.deepEqual(tagsToPut(tags, ["new", "now", "next"]), [
      ["t0", "new"],
      ["t2", "next"],
    ]);
    assert.deepEqual(tagsToPut(tags, ["now"]), []);
  });
});

const apps = ["main/web", "main/api"] as const;
type App = (typeof apps)[number];

type Step =
  | { readonly kind: "push"; readonly images: number }
  | { readonly kind: "release"; readonly app: App; readonly age: number }
  | { readonly kind: "finish"; readonly app: App; readonly status: "Succeeded" | "Failed" }
  | { readonly kind: "look" }
  | { readonly kind: "expire" };

const app = fc.constantFrom(...apps);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), images: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant("release" as const), app, age: fc.nat(9) }),
  fc.record({
    kind: fc.constant("finish" as const),
    app,
    status: fc.constantFrom("Succeeded" as const, "Failed" as const),
  }),
  fc.constant({ kind: "look" as const }),
  fc.constant({ kind: "expire" as const }),
);

const isInProgress = ({ status }: PipelineExecution) => status === "InProgress";

/** One app's executions as a pipeline has them: one deploys, the newest of the others waits. */
class Executions {
  private readonly all: PipelineExecution[] = [];

  newestFirst(): readonly PipelineExecution[] {
    return [...this.all].reverse();
  }

  start(commitId: string): string {
    const waiting = this.all.filter(isInProgress)[1];
    if (waiting !== undefined) {
      this.change(waiting, { status: "Superseded" });
    }
    const id = `e${this.all.length}`;
    this.all.push(pipelineExecution("", { id, commitId, status: "InProgress" }));
    return id;
  }

  finish(status: PipelineExecution["status"]): void {
    const deploying = this.all.find(isInProgress);
    if (deploying !== undefined) {
      this.change(deploying, { status });
    }
  }

  /** Commits of what runs, and of what is going to. */
  running(): string[] {
    const last = this.newestFirst().find(({ status }) => status === "Succeeded");
    return [...this.all.filter(isInProgress), ...(last ? [last] : [])].flatMap(
      ({ commitId }) => commitId ?? [],
    );
  }

  private change(execution: PipelineExecution, change: Partial<PipelineExecution>): void {
    this.all[this.all.indexOf(execution)] = { ...execution, ...change };
  }
}

/** Plays a history against the trigger itself, and returns images that ran and were gone. */
async function lost(steps: readonly Step[], policy: LifecyclePolicyDocument): Promise<string[]> {
  const registry = new FakeRegistry();
  const executions = new Map(apps.map((key) => [key, new Executions()]));
  const byPipeline = new Map(
    apps.map((key) => {
      const [cluster = "", name = ""] = key.split("/");
      return [pipelineOf({ cluster, app: name }), executions.get(key) ?? new Executions()];
    }),
  );
  const { world, repository } = fakeWorld(apps);
  const stack = {
    ...(await world.stack()),
    originsOf: ({ app: own }: AppPath) => ({
      accountId: "123456789012",
      region: "eu-west-1",
      repositories: new Map([[own, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web"]]),
    }),
  };
  const released = new Map<string, string>();
  const log = memoryLog();
  const look = () =>
    handle([tick()], {
      ...world,
      stack: () => Promise.resolve(stack),
      images: () => releasedImages(ecrAdapter(registry.client), "shop/", log),
      pipelines: {
        async *executions(pipeline) {
          for (const execution of byPipeline.get(pipeline)?.newestFirst() ?? []) {
            yield await Promise.resolve(execution);
          }
        },
        start: (pipeline, commitId) =>
          Promise.resolve(byPipeline.get(pipeline)?.start(commitId) ?? ""),
      },
    });
  const gone: string[] = [];
  registry.push();
  for (const one of steps) {
    switch (one.kind) {
      case "push":
        for (let image = 0; image < one.images; image++) {
          registry.push();
        }
        break;
      case "release": {
        // What exists can be released: a new image, or an old one in a rollback.
        const digests = registry.digests();
        const digest = digests.at(-1 - (one.age % digests.length)) ?? "";
        const imageUri = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web@${digest}`;
        const commit = repository.commit({
          [pathOf(one.app)]: formatRevision([{ name: one.app.slice("main/".length), imageUri }]),
        });
        released.set(commit, digest);
        await look();
        break;
      }
      case "finish":
        executions.get(one.app)?.finish(one.status);
        break;
      case "look":
        await look();
        break;
      case "expire": {
        registry.expire(policy);
        const left = registry.digests();
        const running = [...executions.values()].flatMap((each) => each.running());
        gone.push(...running.filter((commit) => !left.includes(released.get(commit) ?? "")));
        break;
      }
    }
  }
  return gone;
}

const smallest = lifecyclePolicy({ keepReleases: 1, keepNewest: 1 });
const histories = fc.array(step, { minLength: 5, maxLength: 40 });

describe("an image that runs, or that a deployment which has begun starts", () => {
  it("expires in no history of pushes, releases, rollbacks and failures", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (steps) => {
        assert.deepEqual(await lost(steps, smallest), []);
      }),
      { numRuns: 500 },
    );
  });

  it("would expire without the rule for it: the histories can tell", async () => {
    const { rules } = smallest;
    const outcome = await fc.check(
      fc.asyncProperty(histories, async (steps) => {
        assert.deepEqual(await lost(steps, { rules: rules.slice(1) }), []);
      }),
      { numRuns: 500, endOnFailure: true },
    );
    assert.equal(outcome.failed, true);
  });
});
