import assert from "node:assert/strict";

import { appNamed } from "../../../../cli/apps";
import { releasesOf, type Release } from "../../../../cli/releases";
import { appStatus } from "../../../../cli/status/appStatus";
import { type AppFacts } from "../../../../cli/status/facts";
import { type ExecutionStatus } from "../../../../delivery/aws/codePipeline";
import { serviceFrom } from "../../../../delivery/aws/ecsAnswers";
import { type RevisionCommit } from "../../../../delivery/store";
import { shop } from "../../../support/cli";
import {
  commitId,
  execution,
  historyOf,
  image,
  release,
  service as serviceAnswer,
} from "../../../support/cliFixtures";

const service = (...args: Parameters<typeof serviceAnswer>) => serviceFrom(serviceAnswer(...args));
const now = new Date("2026-11-20T12:00:00Z");
const place = appNamed(shop, "main/web");

async function releases(...commits: readonly RevisionCommit[]): Promise<Release[]> {
  const read: Release[] = [];
  for await (const one of releasesOf(historyOf({ [place.path]: commits }), place, 20)) {
    read.push(one);
  }
  return read;
}

async function facts(changes: Partial<AppFacts> = {}): Promise<AppFacts> {
  return {
    app: "main/web",
    kind: "web",
    service: service("web"),
    images: [{ name: "web", imageUri: image("web", "a") }],
    releases: await releases(release("web", "a")),
    executions: [execution("a")],
    waiting: undefined,
    targets: { healthy: 2, total: 2, reasons: [] },
    ...changes,
  };
}

describe("the status of an app", () => {
  it("says what runs and the commit that it came from", async () => {
    assert.deepEqual(appStatus(await facts(), now), {
      app: "main/web",
      kind: "web",
      images: [{ name: "web", imageUri: image("web", "a") }],
      taskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/staging-main-web:7",
      commit: {
        commitId: commitId("a"),
        author: "Ana",
        date: "2026-11-20T11:55:00.000Z",
        message: "Release a",
      },
      head: {
        commitId: commitId("a"),
        author: "Ana",
        date: "2026-11-20T11:55:00.000Z",
        message: "Release a",
      },
      headRuns: true,
      pipeline: {
        executionId: "execution-a",
        status: "Succeeded",
        commitId: commitId("a"),
        waitsForApproval: false,
      },
      deployment: { state: "steady", reason: null },
      tasks: { running: 2, desired: 2 },
      schedule: null,
      targets: { healthy: 2, total: 2, reasons: [] },
      notes: [],
    });
  });

  it("misses no service of an app of a kind that has none", async () => {
    const absent = { service: undefined, images: [], targets: undefined };
    const [note] = appStatus(await facts(absent), now).notes;
    assert.equal(note?.says, "has no service; pulumi up makes it");
    const { notes } = appStatus(await facts({ ...absent, kind: "scheduled" }), now);
    assert.ok(notes.every(({ says }) => !says.includes("service")));
  });

  it("takes sidecars for the configuration's: they make no difference to the commit", async () => {
    const images = [
      { name: "proxy", imageUri: "envoy:1" },
      { name: "web", imageUri: image("web", "a") },
    ];
    assert.equal(appStatus(await facts({ images }), now).headRuns, true);
  });

  const head = "the head, bbbbbbb by Ana 5 minutes ago, does not run: ";
  const reasons: readonly (readonly [
    status: ExecutionStatus,
    waiting: boolean,
    says: string,
    next?: string,
  ])[] = [
    ["InProgress", true, "it waits for approval", "slipway approve main/web"],
    ["InProgress", false, "it is being deployed, or is queued behind a deployment"],
    ["Stopping", false, "its pipeline is being stopped"],
    ["Failed", false, "its deployment failed", "slipway history main/web"],
    ["Stopped", false, "its pipeline was stopped", "slipway history main/web"],
    ["Superseded", false, "its pipeline was superseded", "slipway history main/web"],
    [
      "Succeeded",
      false,
      "it was deployed, and something else changed the service since",
      "slipway history main/web",
    ],
  ];
  for (const [status, waiting, says, next] of reasons) {
    it(`says why a head does not run: ${says}`, async () => {
      const found = appStatus(
        await facts({
          releases: await releases(release("web", "b"), release("web", "a")),
          executions: [execution("b", { status }), execution("a")],
          waiting: waiting ? "execution-b" : undefined,
        }),
        now,
      );
      assert.equal(found.headRuns, false);
      assert.equal(found.commit?.commitId, commitId("a"));
      assert.equal(found.pipeline?.waitsForApproval, waiting);
      assert.deepEqual(found.notes, [{ says: head + says, ...(next !== undefined && { next }) }]);
    });
  }

  it("says that the head was rolled back, although its pipeline still waits for it", async () => {
    const rolling = service("web", {
      events: [
        {
          createdAt: new Date("2026-11-20T11:56:00Z"),
          message: "(service staging-main-web) rolling back to deployment ecs-svc/1.",
        },
      ],
    });
    const found = appStatus(
      await facts({
        service: rolling,
        releases: await releases(release("web", "b"), release("web", "a")),
        executions: [execution("b", { status: "InProgress" })],
      }),
      now,
    );
    assert.deepEqual(found.notes, [
      { says: `${head}ECS rolled it back`, next: "slipway history main/web" },
    ]);
  });

  it("says that the head is queued behind another that waits for approval", async () => {
    const found = appStatus(
      await facts({
        releases: await releases(...["c", "b", "a"].map((digit) => release("web", digit))),
        executions: ["c", "b"].map((digit) => execution(digit, { status: "InProgress" })),
        waiting: "execution-b",
      }),
      now,
    );
    assert.match(
      found.notes[0]?.says ?? "",
      /does not run: it is queued behind bbbbbbb, which waits for approval$/,
    );
    assert.equal(found.notes[0]?.next, "slipway approve main/web");
  });

  it("says that no pipeline was started for the head", async () => {
    const given = await facts({ releases: await releases(release("web", "b")) });
    assert.deepEqual(appStatus(given, now).notes.at(-1), {
      says: `${head}no pipeline was started for it yet`,
    });
  });

  it("says what is wrong with the head's revision", async () => {
    const wrong = release("web", "b", { text: '[{"name":"wbe","imageUri":"r:1"}]' });
    const given = await facts({ releases: await releases(wrong, release("web", "a")) });
    const { notes, commit } = appStatus(given, now);
    assert.equal(commit?.commitId, commitId("a"));
    assert.match(
      notes[0]?.says ?? "",
      /its revision\.json is wrong: names no image for the app's own container, "web"; it names wbe$/,
    );
  });

  it("says why the trigger refuses the head", async () => {
    const evil = release("web", "b", { text: '[{"name":"web","imageUri":"evil/web:1"}]' });
    const given = await facts({ releases: await releases(evil, release("web", "a")) });
    const [note] = appStatus(given, now).notes;
    assert.match(
      note?.says ?? "",
      /does not run: the trigger refuses it: \[0\]\.imageUri: must be an image of \S+\/shop-staging\/web, which/,
    );
  });

  it("says that nothing was committed, and that an app has no service", async () => {
    const uncommitted = appStatus(await facts({ releases: [], executions: [] }), now);
    assert.deepEqual(uncommitted.notes, [
      { says: "has no release in the deployment repository yet" },
    ]);
    assert.deepEqual(
      [uncommitted.commit, uncommitted.head, uncommitted.pipeline],
      [null, null, null],
    );
    const absent = appStatus(await facts({ service: undefined, images: [] }), now);
    assert.deepEqual(absent.notes, [{ says: "has no service; pulumi up makes it" }]);
    assert.deepEqual(absent.deployment, { state: "none", reason: null });
  });

  it("says that an app has no pipeline", async () => {
    const { notes, pipeline } = appStatus(await facts({ executions: undefined }), now);
    assert.deepEqual(notes, [
      { says: "has no pipeline, so no commit is deployed; pulumi up makes it" },
    ]);
    assert.equal(pipeline, null);
  });

  it("says that no commit names what runs", async () => {
    const given = await facts({ images: [{ name: "web", imageUri: image("web", "f") }] });
    const found = appStatus(given, now);
    assert.equal(found.commit, null);
    assert.equal(found.notes[0]?.says, "what it runs is named by none of the last 1 commit");
  });

  it("reports deployments that go on or failed, and targets that are not healthy", async () => {
    const primary = { id: "ecs-svc/2", status: "PRIMARY" };
    const draining = (left: number) =>
      service("web", {
        deployments: [
          { ...primary, rolloutState: "COMPLETED" },
          { id: "ecs-svc/1", status: "ACTIVE", runningCount: left },
        ],
      });
    const stateWith = async (left: number) =>
      appStatus(await facts({ service: draining(left) }), now).deployment.state;
    assert.deepEqual([await stateWith(1), await stateWith(0)], ["in progress", "steady"]);
    const failed = service("web", {
      deployments: [{ ...primary, rolloutState: "FAILED", rolloutStateReason: "tasks failed" }],
    });
    const targets = { healthy: 1, total: 2, reasons: ["Target.Timeout: Request timed out"] };
    assert.deepEqual(appStatus(await facts({ service: failed, targets }), now).notes, [
      { says: "the deployment failed: tasks failed", next: "slipway logs main/web" },
      {
        says: "1 of 2 targets are not healthy: Target.Timeout: Request timed out",
        next: "slipway logs main/web",
      },
    ]);
  });
});
