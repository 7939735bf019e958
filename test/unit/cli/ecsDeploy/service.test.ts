import assert from "node:assert/strict";

import { outdated } from "../../../../cli/ecsDeploy/prune";
import { run } from "../../../../cli/ecsDeploy/run";
import { type World } from "../../../../cli/ecsDeploy/world";
import { serviceFrom } from "../../../../delivery/aws/ecsAnswers";
import { MemoryIo } from "../../../support/cli";

const arn = (revision: number) => `arn:aws:ecs:eu-west-1:1:task-definition/web:${revision}`;

/** A service of two tasks whose deployment is complete at once, or never. */
function world(works: boolean, controller = "ECS") {
  const asked: string[] = [];
  let revision = 1;
  const now = new MemoryIo().clock;
  const service = () => ({
    ...serviceFrom({
      desiredCount: 2,
      taskDefinition: arn(revision),
      deployments: [
        {
          id: `ecs-svc/${revision}`,
          status: "PRIMARY",
          taskDefinition: arn(revision),
          desiredCount: 2,
          runningCount: works || revision === 1 ? 2 : 0,
          rolloutState: works || revision === 1 ? "COMPLETED" : "IN_PROGRESS",
          createdAt: now,
        },
      ],
    }),
    clusterArn: "arn:aws:ecs:eu-west-1:1:cluster/cl",
    controller,
  });
  const made = {
    ecs: {
      service: () => Promise.resolve(service()),
      deregister: (one: string) => Promise.resolve(void asked.push(`deregister ${one}`)),
    },
    changes: {
      service: () => Promise.resolve(service()),
      definition: () =>
        Promise.resolve({
          definition: {
            family: "web",
            taskDefinitionArn: arn(1),
            containerDefinitions: [{ name: "web", image: "app:1" }],
          },
          tags: [],
        }),
      register: () => Promise.resolve(void asked.push("register")).then(() => arn(2)),
      revisions: () => Promise.resolve([arn(0), arn(1), arn(2)]),
      definitionsOfTasks: () => Promise.resolve([arn(1)]),
      update: (_at: unknown, { taskDefinition = "" }: { taskDefinition?: string | undefined }) => {
        asked.push(`update ${taskDefinition}`);
        revision = Number(taskDefinition.split(":").at(-1));
        return Promise.resolve();
      },
      runTask: () => Promise.resolve({ reason: "RESOURCE:MEMORY" }),
      task: () => Promise.resolve(undefined),
    },
    schedules: () => Promise.reject(new Error("no schedules")),
    stack: () => Promise.reject(new Error("no stack")),
    archive: () =>
      Promise.resolve({
        services: {
          service: () => Promise.resolve(service()),
          definition: () => Promise.reject(new Error("not read")),
          rolledBack: () => Promise.resolve([]),
          tasks: () => Promise.resolve([]),
          stopDeployment: () => Promise.resolve(false),
        },
        targets: { health: () => Promise.resolve([]) },
        logs: { tail: () => Promise.resolve([]) },
      }),
  } satisfies World;
  return { made, asked };
}

async function deploy(flags: string, { made }: { made: World }, io = new MemoryIo()) {
  const code = await run(`-c cl -n svc ${flags}`.split(" "), io, () => Promise.resolve(made));
  return { code, lines: io.out.trimEnd().split("\n"), err: io.err };
}

describe("a deployment by ecs-deploy", () => {
  it("prints the lines that scripts read, and prunes last what nothing runs", async () => {
    const aws = world(true);
    const { code, lines } = await deploy("-i app:2 --max-definitions 1", aws);
    assert.equal(code, 0);
    assert.deepEqual(lines, [
      "Using image name: app:2",
      `Current task definition: ${arn(1)}`,
      `New task definition: ${arn(2)}`,
      "Service updated successfully, new task definition running.",
      "Waiting for service deployment to complete...",
      "Service deployment successful.",
      `Deregistering outdated task revision: ${arn(0)}`,
    ]);
    assert.deepEqual(aws.asked, ["register", `update ${arn(2)}`, `deregister ${arn(0)}`]);
  });

  it("goes back after the time by the clock, waits for that, and ends with 1", async () => {
    const aws = world(false);
    const { code, lines } = await deploy("-i app:2 -t 20 --enable-rollback", aws);
    assert.equal(code, 1);
    assert.deepEqual(lines.slice(3), [
      "ERROR: New task definition not running within 20 seconds",
      `Rolling back to ${arn(1)}`,
      `Rolled back to ${arn(1)}`,
    ]);
    assert.deepEqual(aws.asked, ["register", `update ${arn(2)}`, `update ${arn(1)}`]);
  });

  it("leaves the deployment alone when nobody watches it any longer", async () => {
    const aws = world(false);
    const io = new MemoryIo();
    io.wait = () => {
      io.interruption.abort();
      return Promise.resolve();
    };
    const { code, lines } = await deploy("-i app:2 --enable-rollback", aws, io);
    assert.equal(code, 1);
    assert.deepEqual(lines.slice(3), [
      'ERROR: No longer watching: the deployment of "svc" goes on',
    ]);
    assert.deepEqual(aws.asked, ["register", `update ${arn(2)}`]);
  });

  it("shows what changes on a terminal and in a dry run, elsewhere where that is asked for", async () => {
    const diffOf = async (flags: string, isTTY: boolean) => {
      const io = Object.assign(new MemoryIo(), { isTTY });
      const { err } = await deploy(`-i app:2 --no-wait ${flags}`, world(true), io);
      return err.split("\n").includes("  web.image: app:1 -> app:2");
    };
    const shown = [
      await diffOf("", true),
      await diffOf("--dry-run", false),
      await diffOf("--diff", false),
      await diffOf("", false),
      await diffOf("--no-diff", true),
      await diffOf("--no-diff --dry-run", false),
    ];
    assert.deepEqual(shown, [true, true, true, false, false, false]);
  });

  it("shows in a dry run which numbers of the service would change", async () => {
    const { err } = await deploy("-i app:1 -D 0 -M 150 -m 100 --dry-run", world(true));
    assert.match(err, /service\.desiredCount: \d+ -> 0\n/);
    assert.match(err, /service\.maximumPercent: 200 -> 150\n/);
    assert.doesNotMatch(err, /minimumHealthyPercent|nothing changes/);
    const forced = await deploy("--force-new-deployment -D 0 --dry-run", world(true));
    assert.match(forced.err, /service\.desiredCount: \d+ -> 0\n/);
  });

  it("keeps the newest revisions, and those in use", () => {
    const arns = [1, 2, 3, 4, 5].map(arn);
    assert.deepEqual(outdated(arns, 2, []), arns.slice(0, 3));
    assert.deepEqual(outdated(arns.slice(0, 2), 5, []), []);
    assert.deepEqual(outdated(arns, 2, [arn(2)]), [arn(1), arn(3)]);
  });

  it("changes nothing in a dry run, and where nothing matches", async () => {
    const aws = world(true);
    assert.equal((await deploy("-i app:2 --dry-run", aws)).code, 0);
    assert.equal((await deploy("-i other:2", aws)).code, 1);
    assert.deepEqual(aws.asked, []);
  });

  it("refuses a service that something else deploys", async () => {
    const { code, err } = await deploy("-i app:2", world(true, "CODE_DEPLOY"));
    assert.equal(code, 255);
    assert.match(err, /is deployed by CODE_DEPLOY/);
  });
});
