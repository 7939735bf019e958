import assert from "node:assert/strict";

import { answering, connectionTo, MemoryIo, shop, typed } from "../../support/cli";
import { service } from "../../support/cliFixtures";

const revision = "arn:aws:ecs:eu-west-1:111122223333:task-definition/staging-main-web:7";

type Ending = "works" | "fails" | "hangs";

interface World {
  readonly ending?: Ending;
  readonly desired?: number;
  readonly rolloutState?: "COMPLETED" | "IN_PROGRESS";
}

/** A service that begins a deployment of the same revision when it is told to. */
function world({ ending = "works", desired = 2, rolloutState = "COMPLETED" }: World = {}) {
  const io = new MemoryIo();
  const old = {
    id: "ecs-svc/1",
    status: "PRIMARY",
    rolloutState,
    taskDefinition: revision,
    desiredCount: desired,
    runningCount: desired,
    createdAt: new Date("2026-11-20T10:00:00Z"),
  };
  let begun: Date | undefined;
  const deployments = () => {
    if (begun === undefined) {
      return [old];
    }
    const isOver = io.now().getTime() - begun.getTime() > 10_000 && ending !== "hangs";
    const state = isOver ? (ending === "works" ? "COMPLETED" : "FAILED") : "IN_PROGRESS";
    const own = { ...old, id: "ecs-svc/2", createdAt: begun, rolloutState: state };
    return isOver && ending === "works"
      ? [own]
      : [
          { ...own, runningCount: 0, failedTasks: ending === "fails" ? 1 : 0 },
          { ...old, status: "ACTIVE" },
        ];
  };
  const ecs = answering({
    DescribeServicesCommand: () => ({
      services: [service("web", { desiredCount: desired, deployments: deployments() as never })],
    }),
    DescribeTaskDefinitionCommand: () => ({
      taskDefinition: { containerDefinitions: [{ name: "web", image: "shop/web:1" }] },
    }),
    UpdateServiceCommand: () => {
      begun = io.now();
      return {};
    },
    ListTasksCommand: ({ desiredStatus }: { readonly desiredStatus: string }) => ({
      taskArns: desiredStatus === "STOPPED" ? ["arn:aws:ecs:eu-west-1:1:task/staging-main/t1"] : [],
    }),
    DescribeTasksCommand: () => ({
      tasks: [
        {
          taskArn: "arn:aws:ecs:eu-west-1:1:task/staging-main/t1",
          taskDefinitionArn: revision,
          startedBy: "ecs-svc/2",
          lastStatus: "STOPPED",
          stoppedReason: "Essential container in task exited",
          containers: [{ name: "web", exitCode: 3 }],
        },
      ],
    }),
  });
  const connection = connectionTo(shop, {
    clients: {
      ecs: () => Promise.resolve(ecs as never),
      elb: () => Promise.resolve(answering({}) as never),
      logs: () => Promise.resolve(answering({}) as never),
    },
  });
  return {
    io,
    see: (line: string) => typed(line, { connect: () => Promise.resolve(connection) }, io),
    updates: () =>
      ecs.asked.flatMap(({ name, input }) => (name === "UpdateServiceCommand" ? [input] : [])),
  };
}

describe("slipway restart", () => {
  it("begins a deployment of what runs, and waits until its tasks do", async () => {
    const { see, updates } = world();
    const { code, stdout } = await see("restart main/web");
    assert.equal(code, 0);
    assert.match(stdout, /^✓ main\/web runs new tasks \(\d+ s\)\.\n$/);
    assert.deepEqual(updates(), [
      { cluster: "staging-main", service: "staging-main-web", forceNewDeployment: true },
    ]);
  });

  it("says why the new tasks do not run, as a release does", async () => {
    const { code, stdout } = await world({ ending: "fails" }).see("restart web");
    assert.equal(code, 1);
    assert.match(stdout, /^✗ The new tasks of main\/web do not run; ECS goes back/);
    assert.match(stdout, /exit code 3/i);
    assert.match(stdout, /slipway logs main\/web --stack staging/);
  });

  it("stops looking in time, and at once with --no-wait", async () => {
    const late = await world({ ending: "hangs" }).see("restart web --timeout 30s");
    assert.equal(late.code, 1);
    assert.match(late.stdout, /^… No longer watching; the restart goes on\./);
    const soon = await world({ ending: "hangs" }).see("restart web --no-wait --json");
    assert.deepEqual(
      [soon.code, JSON.parse(soon.stdout)],
      [0, { stack: "staging", app: "main/web", outcome: "asked for" }],
    );
  });

  it("leaves a deployment under way alone, and an app that is stopped", async () => {
    const cases: [World, number, RegExp][] = [
      [{ rolloutState: "IN_PROGRESS" }, 1, /^✗ ECS works on a deployment of main\/web/],
      [{ desired: 0 }, 2, /^✗ main\/web is stopped: it has no tasks to replace\./],
    ];
    for (const [given, expected, sentence] of cases) {
      const { see, updates } = world(given);
      const { code, stderr } = await see("restart web");
      assert.equal(code, expected);
      assert.match(stderr, sentence);
      assert.deepEqual(updates(), []);
    }
  });
});
