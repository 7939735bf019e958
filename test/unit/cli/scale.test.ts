import assert from "node:assert/strict";

import { answering, connectionTo, MemoryIo, shop, typed } from "../../support/cli";
import { service } from "../../support/cliFixtures";

const cluster = "arn:aws:ecs:eu-west-1:111122223333:cluster/staging-main";
const arn = "arn:aws:ecs:eu-west-1:111122223333:service/staging-main/staging-main-web";

interface World {
  readonly desired?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Looks that it takes until all tasks are there. @default 2 */
  readonly looks?: number;
}

/** A service whose tasks come and go a few looks after ECS was asked. */
function world({ desired = 2, tags = {}, looks = 2 }: World = {}) {
  let count = desired;
  let running = desired;
  let left = 0;
  const io = new MemoryIo();
  const asked = answering({
    DescribeServicesCommand: () => {
      left = Math.max(0, left - 1);
      running = left === 0 ? count : running;
      const deployment = { id: "ecs-svc/1", status: "PRIMARY", rolloutState: "COMPLETED" } as const;
      return {
        services: [
          service("web", {
            clusterArn: cluster,
            desiredCount: count,
            runningCount: running,
            deployments: [{ ...deployment, runningCount: running, pendingCount: 0 }],
            events: [{ createdAt: io.now(), message: "(service x) was unable to place a task." }],
          }),
        ],
      };
    },
    UpdateServiceCommand: ({ desiredCount }: { readonly desiredCount: number }) => {
      count = desiredCount;
      left = looks;
      return {};
    },
    ListTagsForResourceCommand: () => ({
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
    TagResourceCommand: () => ({}),
    UntagResourceCommand: () => ({}),
  });
  const connection = connectionTo(shop, {
    clients: { ecs: () => Promise.resolve(asked as never) },
  });
  return {
    io,
    see: (line: string) => typed(line, { connect: () => Promise.resolve(connection) }, io),
    changes: () => asked.asked.filter(({ name }) => !/^(?:Describe|List)/.test(name)),
  };
}

const update = (desiredCount: number) => ({
  name: "UpdateServiceCommand",
  input: { cluster: "staging-main", service: "staging-main-web", desiredCount },
});

describe("slipway scale", () => {
  it("asks for the number, and waits until so many run", async () => {
    const { see, changes } = world();
    const { code, stdout, stderr } = await see("scale web 5");
    assert.deepEqual([code, stdout], [0, "✓ main/web runs 5 tasks.\n"]);
    assert.match(stderr, /Scale main\/web from 2 to 5 tasks/);
    assert.deepEqual(changes(), [update(5)]);
  });

  it("ends at once with --no-wait", async () => {
    const { see } = world({ looks: 1000 });
    const { code, stdout } = await see("scale web 1 --no-wait");
    assert.equal(code, 0);
    assert.match(stdout, /^✓ ECS is to run 1 task of main\/web; slipway status main\/web shows/);
  });

  it("says what ECS says when they do not come, and prints JSON", async () => {
    const { see } = world({ looks: 1000 });
    const { code, stdout } = await see("scale web 3 --timeout 30s");
    assert.equal(code, 1);
    assert.equal(
      stdout,
      "… Not there in the time given: 2 of 3 tasks of main/web run, and ECS goes on. ECS says: (service x) was unable to place a task.\n",
    );
    const json = await world().see("scale web 3 --json");
    assert.deepEqual(JSON.parse(json.stdout), {
      stack: "staging",
      app: "main/web",
      before: 2,
      count: 3,
      running: 3,
      outcome: "there",
    });
  });

  for (const count of ["5001", "-1", "two", "1.5"]) {
    it(`refuses ${count} before it asks AWS`, async () => {
      const { see, changes } = world();
      const { code, stderr } = await see(`scale web -- ${count}`);
      assert.equal(code, 2);
      assert.equal(
        stderr,
        `✗ count must be an integer from 0 to 5000, got "${count}".\n  slipway status shows how many tasks each app has.\n`,
      );
      assert.deepEqual(changes(), []);
    });
  }
});

describe("slipway stop and start", () => {
  const tag = "slipway:count-before-stop";

  it("note how many tasks there were before they stop them", async () => {
    const { see, changes } = world({ desired: 4 });
    const { code, stdout } = await see("stop main/web");
    assert.deepEqual([code, stdout], [0, "✓ main/web runs 0 tasks.\n"]);
    assert.deepEqual(changes(), [
      {
        name: "TagResourceCommand",
        input: { resourceArn: arn, tags: [{ key: tag, value: "4" }] },
      },
      update(0),
    ]);
  });

  it("have the same number noted by a scale to none, and by no other", async () => {
    const noted = { resourceArn: arn, tags: [{ key: tag, value: "4" }] };
    const { see, changes } = world({ desired: 4 });
    assert.equal((await see("scale web 0")).code, 0);
    assert.deepEqual(changes(), [{ name: "TagResourceCommand", input: noted }, update(0)]);
    const none = world({ desired: 0 });
    assert.equal((await none.see("scale web 0")).code, 0);
    assert.deepEqual(none.changes(), [update(0)]);
  });

  it("start as many again, and forget the number once that is asked for", async () => {
    const { see, changes } = world({ desired: 0, tags: { [tag]: "4", Team: "shop" } });
    const { code, stdout } = await see("start main/web");
    assert.deepEqual([code, stdout], [0, "✓ main/web runs 4 tasks.\n"]);
    assert.deepEqual(changes(), [
      update(4),
      { name: "UntagResourceCommand", input: { resourceArn: arn, tagKeys: [tag] } },
    ]);
  });

  it("say what to do where the number is not known, or nothing is to be done", async () => {
    const cases: [World, string, RegExp][] = [
      [
        { desired: 0 },
        "start web",
        /^✗ Nothing says how many tasks .*\n {2}slipway scale main\/web/,
      ],
      [{ desired: 0, tags: { [tag]: "many" } }, "start web", /^✗ Nothing says how many tasks/],
      [{ desired: 2 }, "start web", /^✗ main\/web is not stopped: it is to run 2 tasks\./],
      [{ desired: 0 }, "stop web", /^✗ main\/web is stopped already/],
    ];
    for (const [given, line, sentence] of cases) {
      const { see, changes } = world(given);
      const { code, stderr } = await see(line);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
      assert.deepEqual(changes(), []);
    }
  });
});
