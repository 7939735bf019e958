import assert from "node:assert/strict";
import { createColors } from "picocolors";

import { autopsyOf, summaryOf } from "../../../../delivery/failure/autopsy";
import { autopsyText } from "../../../../delivery/failure/autopsyText";
import { evidenceOf, failedContainer, type Archive } from "../../../../delivery/failure/evidence";
import { type Failure } from "../../../../delivery/failure/failure";
import { serviceState } from "../deployment/fakeWorld";
import { at, before, oldImage, ours } from "../deployment/looks";
import { images, stopped, taskDefinition } from "../deployment/stoppedTask";

describe("the container that failed", () => {
  const web = taskDefinition.containers.map((container) => ({ ...container, essential: true }));
  const two = {
    containers: [...web, ...web.map((one) => ({ ...one, name: "proxy", essential: false }))],
  };
  it("is the essential one that ended badly, not a sidecar", () => {
    const containers = [
      { name: "proxy", exitCode: 2, reason: undefined, health: undefined },
      { name: "web", exitCode: 1, reason: undefined, health: undefined },
    ];
    assert.equal(failedContainer({ containers }, two), "web");
  });
  it("is the essential one where none has ended", () => {
    const containers = [
      { name: "proxy", exitCode: undefined, reason: undefined, health: undefined },
      { name: "web", exitCode: undefined, reason: undefined, health: undefined },
    ];
    assert.equal(failedContainer({ containers }, two), "web");
  });
});

const seen = {
  execution: undefined,
  deployment: ours(),
  unhealthy: [],
  startedAt: at(0),
  endedAt: at(60),
};

function archive(over: Partial<Archive["services"]> = {}): Archive {
  return {
    services: {
      service: () =>
        Promise.resolve({
          ...serviceState([before()]),
          events: [
            { at: at(40), message: "rolled back" },
            { at: at(-900), message: "an older story" },
          ],
        }),
      definition: () => Promise.resolve(taskDefinition),
      rolledBack: () => Promise.resolve([]),
      tasks: (_at, status) =>
        Promise.resolve(
          status === "STOPPED"
            ? [
                stopped({ startedBy: "ecs-svc/1", taskDefinition: "prod-main-web:1" }),
                stopped({ stoppedAt: at(20) }),
              ]
            : [],
        ),
      stopDeployment: () => Promise.resolve(false),
      ...over,
    },
    targets: { health: () => Promise.resolve([]) },
    logs: {
      tail: (group, stream) =>
        Promise.resolve([`${group} ${stream}`, "password=s3cr3t", "Error: no database"]),
    },
  };
}

const place = { cluster: "prod-main", service: "prod-main-web" };

describe("the evidence of a deployment that failed", () => {
  it("is its own tasks and events, and the last lines of the container that failed, without secrets", async () => {
    const found = await evidenceOf(place, seen, archive());
    assert.deepEqual(
      found.stopped.map(({ stoppedAt }) => stoppedAt),
      [at(20)],
    );
    assert.deepEqual(found.events, [{ at: at(40), message: "rolled back" }]);
    assert.deepEqual(found.logs, {
      container: "web",
      group: "/slipway/prod/main/web",
      stream: "web/web/4f1e",
      lines: ["/slipway/prod/main/web web/web/4f1e", "password=[hidden]", "Error: no database"],
    });
  });

  it("is what can be had when a part of it may not be read", async () => {
    const denied = () => Promise.reject(new Error("not authorized to perform: ecs:ListTasks"));
    const found = await evidenceOf(place, seen, archive({ tasks: denied }));
    assert.deepEqual(found.stopped, []);
    assert.equal(found.events.length, 1);
    assert.match(found.gaps.join("\n"), /stopped tasks: not authorized/);
  });
});

const subject = {
  app: "main/web",
  stack: "prod",
  pipeline: "deployment-prod-main-web",
  commitId: "c2c2c2c2c2",
  images,
  runs: { web: oldImage },
};

const failures: readonly [Failure, string][] = [
  [
    { why: "rolled back", reason: "tasks failed to start." },
    "The deployment of web@bbbbbbbbbbbb to main/web was rolled back: tasks failed to start. web@aaaaaaaaaaaa runs.",
  ],
  [
    { why: "superseded", by: "c3c3c3c3c3" },
    "The deployment of web@bbbbbbbbbbbb to main/web was superseded by c3c3c3c by Ann: Release 5 before it began.",
  ],
  [
    { why: "pipeline", stage: "Deploy", action: "Deploy", message: "container wbe does not exist" },
    "The deployment of web@bbbbbbbbbbbb to main/web failed in the pipeline, stage Deploy: container wbe does not exist.",
  ],
  [
    { why: "rejected", summary: undefined },
    "The deployment of web@bbbbbbbbbbbb to main/web was rejected.",
  ],
  [
    { why: "stopped", summary: "Rolled back by Ann" },
    "The deployment of web@bbbbbbbbbbbb to main/web was stopped: Rolled back by Ann.",
  ],
];

describe("the report of a failure", () => {
  for (const [failure, sentence] of failures) {
    it(`sums up ${failure.why}`, () => {
      const nameOf = (commit: string) => `${commit.slice(0, 7)} by Ann: Release 5`;
      assert.equal(summaryOf({ ...subject, nameOf }, failure), sentence);
    });
  }

  it("says what happened, why, and what to run next, in this order", async () => {
    const found = await evidenceOf(place, seen, archive());
    const autopsy = autopsyOf(subject, { why: "rolled back", reason: "circuit breaker" }, found);
    const text = autopsyText(autopsy, createColors(false));
    const parts = [
      "was rolled back: circuit breaker.",
      "Likely cause",
      'The container "web" ended with exit code 1',
      "4f1e stopped: Essential container in task exited",
      "web: exit code 1",
      "12:00:40  rolled back",
      "| Error: no database",
      "slipway logs main/web --stack prod",
    ];
    const places = parts.map((part) => text.indexOf(part));
    assert.deepEqual(
      places,
      [...places].sort((one, other) => one - other),
      text,
    );
    assert.ok(
      places.every((index) => index >= 0),
      text,
    );
    assert.ok(!text.includes("s3cr3t"));
  });

  it("looks for no cause in the tasks where a person decided", () => {
    const found = {
      stopped: [stopped()],
      running: [],
      definition: taskDefinition,
      targets: [],
      events: [],
      logs: undefined,
      gaps: [],
    };
    assert.equal(autopsyOf(subject, { why: "rejected", summary: "no" }, found).cause, undefined);
  });
});
