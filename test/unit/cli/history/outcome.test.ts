import assert from "node:assert/strict";

import { appNamed } from "../../../../cli/apps";
import { outcomesOf, type Details } from "../../../../cli/history/outcome";
import { releasedImages, releasesOf, type Release } from "../../../../cli/releases";
import { failedDeploymentReason } from "../../../../delivery/pipeline";
import { type DeploymentRecord } from "../../../../delivery/serviceFacts";
import { type RevisionCommit } from "../../../../delivery/store";
import { shop } from "../../../support/cli";
import { commitId, execution, historyOf, image, release } from "../../../support/cliFixtures";

const place = appNamed(shop, "main/web");

async function read(...commits: readonly RevisionCommit[]): Promise<Release[]> {
  const found: Release[] = [];
  for await (const one of releasesOf(historyOf({ [place.path]: commits }), place, 20)) {
    found.push(one);
  }
  return found;
}

/** What a test knows of the past, besides the releases. */
type Known = Partial<DeploymentRecord & Details & { readonly isCut: boolean }>;

function outcomes(releases: readonly Release[], known: Known = {}) {
  const { isCut = false, waiting, failures = new Map(), ...rest } = known;
  const record = {
    releases: releases.map(releasedImages),
    executions: [execution("a")],
    rolledBack: [],
    rollbackTimes: [],
    ...rest,
  };
  return outcomesOf({ releases, record, isCut }, { waiting, failures });
}

function rollback(digit: string, createdAt = "2026-11-20T11:56:00Z") {
  return {
    createdAt: new Date(createdAt),
    images: { web: image("web", digit) },
  };
}

describe("what became of a commit", () => {
  const id = "execution-a";
  const table: readonly (readonly [
    title: string,
    known: Known,
    state: string,
    detail: string | null,
  ])[] = [
    ["was deployed", {}, "succeeded", null],
    [
      "waits for a person",
      { executions: [execution("a", { status: "InProgress" })], waiting: id },
      "waits for approval",
      null,
    ],
    [
      "is under way",
      { executions: [execution("a", { status: "InProgress" })] },
      "in progress",
      null,
    ],
    [
      "was rolled back while the pipeline still waits for it",
      { executions: [execution("a", { status: "InProgress" })], rolledBack: [rollback("a")] },
      "rolled back",
      null,
    ],
    [
      "was rolled back although the pipeline calls it a success",
      { rolledBack: [rollback("a")] },
      "rolled back",
      null,
    ],
    [
      "was rolled back, as the service's events tell",
      {
        executions: [execution("a", { status: "InProgress" })],
        rollbackTimes: [new Date("2026-11-20T11:56:00Z")],
      },
      "rolled back",
      null,
    ],
    [
      "was rolled back, and the pipeline failed",
      {
        executions: [execution("a", { status: "Failed" })],
        failures: new Map([[id, { action: "Deploy", summary: "timed out" }]]),
        rolledBack: [rollback("a")],
      },
      "rolled back",
      "timed out",
    ],
    [
      "failed",
      {
        executions: [execution("a", { status: "Failed" })],
        failures: new Map([[id, { action: "Source", summary: "no such commit" }]]),
      },
      "failed",
      "no such commit",
    ],
    [
      "was rejected by a person",
      {
        executions: [execution("a", { status: "Failed" })],
        failures: new Map([[id, { action: "Approval", summary: "Wrong image" }]]),
      },
      "rejected",
      "Wrong image",
    ],
    [
      "was superseded",
      { executions: [execution("b"), execution("a", { status: "Superseded" })] },
      "superseded",
      "by bbbbbbb",
    ],
    [
      "was stopped",
      { executions: [execution("a", { status: "Stopped", summary: "rollback by Ben" })] },
      "stopped",
      "rollback by Ben",
    ],
    [
      "was rolled back, and its execution abandoned for that",
      {
        executions: [
          execution("a", { status: "Stopped", summary: failedDeploymentReason("ecs-svc/2") }),
        ],
      },
      "rolled back",
      null,
    ],
    [
      "was rolled back, and its execution is being abandoned",
      {
        executions: [
          execution("a", { status: "Stopping", summary: failedDeploymentReason("ecs-svc/2") }),
        ],
      },
      "rolled back",
      null,
    ],
    ["was not started", { executions: [] }, "not started", null],
  ];
  for (const [title, changes, state, detail] of table) {
    it(`is said of one that ${title}`, async () => {
      const [outcome] = outcomes(await read(release("web", "a")), changes);
      assert.deepEqual([outcome?.state, outcome?.detail], [state, detail]);
    });
  }

  it("is a wrong revision, with what is wrong", async () => {
    const wrong = release("web", "a", { text: "[]" });
    const [outcome] = outcomes(await read(wrong));
    assert.equal(outcome?.state, "wrong revision");
    assert.match(outcome.detail ?? "", /must be a non-empty array/);
  });

  it("charges a rollback to the last release of its images before it, and to no other", async () => {
    const early = new Date("2026-11-20T11:00:00Z");
    const late = new Date("2026-11-20T11:58:00Z");
    const again = release("web", "a", { commitId: commitId("c"), date: late });
    const releases = await read(again, release("web", "b"), release("web", "a", { date: early }));
    const executions = [execution("c"), execution("b"), execution("a", { status: "Failed" })];
    const found = outcomes(releases, { executions, rolledBack: [rollback("a")] });
    assert.deepEqual(
      found.map(({ state }) => state),
      ["succeeded", "succeeded", "rolled back"],
    );
  });

  it("is unknown when the pipeline is gone", async () => {
    const releases = await read(release("web", "b"), release("web", "a"));
    const found = outcomes(releases, { executions: [], isCut: true });
    assert.deepEqual(
      found.map(({ state }) => state),
      ["unknown", "unknown"],
    );
  });

  it("is unknown before the executions that were read, and not started between them", async () => {
    const releases = await read(...["d", "c", "b", "a"].map((digit) => release("web", digit)));
    const executions = [execution("d"), execution("b")];
    const states = (isCut: boolean) =>
      outcomes(releases, { executions, isCut }).map(({ state }) => state);
    assert.deepEqual(states(true), ["succeeded", "not started", "succeeded", "unknown"]);
    assert.deepEqual(states(false), ["succeeded", "not started", "succeeded", "not started"]);
  });

  it("is that it ran, where a run of the pipeline at another app's commit deployed it", async () => {
    const early = new Date("2026-11-20T11:00:00Z");
    const releases = await read(release("web", "b"), release("web", "a", { date: early }));
    const known = {
      executions: [execution("b", { status: "Failed" }), execution("f")],
      imagesAt: new Map([[commitId("f"), { web: image("web", "a") }]]),
    };
    assert.deepEqual(
      outcomes(releases, known).map(({ state, ran }) => [state, ran]),
      [
        ["failed", false],
        ["succeeded", true],
      ],
    );
  });

  it("is that it ran, where it was deployed before its newest execution failed", async () => {
    const executions = [execution("a", { id: "again", status: "Failed" }), execution("a")];
    const [found] = outcomes(await read(release("web", "a")), { executions });
    assert.deepEqual([found?.state, found?.ran], ["failed", true]);
  });
});
