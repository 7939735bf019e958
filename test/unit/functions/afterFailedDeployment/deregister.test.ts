import assert from "node:assert/strict";

import { deregister } from "../../../../functions/afterFailedDeployment/deregister";
import { ecs } from "../../../../functions/afterFailedDeployment/ecs";
import {
  type Rollback,
  type ServiceState,
} from "../../../../functions/afterFailedDeployment/ports";
import { awsError, fakeClient } from "../fakeClient";
import { memoryLog } from "../trigger/fakes";
import { createdAt, failure, revision, rolledBack } from "./fixtures";

async function run(
  states: readonly (ServiceState | undefined)[],
  { recorded }: { recorded?: Rollback } = {},
) {
  const deregistered: string[] = [];
  const log = memoryLog();
  let looks = 0;
  let waits = 0;
  await deregister(failure, {
    deployments: {
      service: (at) => {
        assert.deepEqual([at.cluster, at.service], ["prod-main", "prod-main-web"]);
        return Promise.resolve(states[Math.min(looks++, states.length - 1)]);
      },
      lastRollback: () => Promise.resolve(recorded),
      deregister: (taskDefinition) => {
        deregistered.push(taskDefinition);
        return Promise.resolve();
      },
    },
    log,
    wait: () => {
      waits += 1;
      return Promise.resolve();
    },
  });
  return { deregistered, waits, log: log.lines.join("\n") };
}

describe("the revision of a deployment that failed", () => {
  it("goes once it was rolled back", async () => {
    const { deregistered, waits } = await run([rolledBack]);
    assert.deepEqual(deregistered, [revision(2)]);
    assert.equal(waits, 0);
  });

  it("nothing goes before the service asks for another one", async () => {
    const before = {
      taskDefinition: revision(2),
      deployments: [
        { id: "ecs-svc/2", taskDefinition: revision(2), createdAt, failed: true },
        { id: "ecs-svc/1", taskDefinition: revision(1), createdAt, failed: false },
      ],
    };
    const { deregistered, waits } = await run([before, before, rolledBack]);
    assert.deepEqual([deregistered, waits], [[revision(2)], 2]);
  });

  it("the only revision there is stays: a first deployment has nothing to go back to", async () => {
    const only = {
      taskDefinition: revision(2),
      deployments: [{ id: "ecs-svc/2", taskDefinition: revision(2), createdAt, failed: true }],
    };
    const { deregistered, log } = await run([only]);
    assert.deepEqual(deregistered, []);
    assert.match(log, /^in use /);
  });

  it("a revision that somebody deploys again meanwhile stays", async () => {
    const again = {
      ...rolledBack,
      deployments: [
        ...rolledBack.deployments,
        { id: "ecs-svc/4", taskDefinition: revision(2), createdAt, failed: false },
      ],
    };
    assert.deepEqual((await run([again])).deregistered, []);
  });

  it("ECS's record of the rollback tells the revision when the deployment itself is forgotten", async () => {
    const forgotten = { ...rolledBack, deployments: rolledBack.deployments.slice(0, 1) };
    assert.deepEqual(
      (await run([forgotten], { recorded: { createdAt, taskDefinition: revision(2) } }))
        .deregistered,
      [revision(2)],
    );
    const unknown = await run([forgotten]);
    assert.deepEqual(unknown.deregistered, []);
    assert.match(unknown.log, /^revision not known /);
  });

  it("revisions of another family stay", async () => {
    const forgotten = { ...rolledBack, deployments: [] };
    const { deregistered } = await run([forgotten], {
      recorded: { createdAt, taskDefinition: revision(2, "other") },
    });
    assert.deepEqual(deregistered, []);
  });

  it("a service that is gone needs nothing", async () => {
    assert.match((await run([undefined])).log, /^no service /);
  });
});

const before = (days: number) => new Date(createdAt.getTime() - days * 24 * 3600 * 1000);

describe("what ECS tells", () => {
  it("is the service with its deployments, or that it is not there", async () => {
    const client = fakeClient({
      DescribeServices: () => ({
        services: [
          {
            status: "ACTIVE",
            taskDefinition: revision(1),
            deployments: [
              { id: "ecs-svc/2", taskDefinition: revision(2), createdAt, rolloutState: "FAILED" },
            ],
          },
        ],
      }),
    });
    assert.deepEqual(await ecs(client).service(failure), {
      taskDefinition: revision(1),
      deployments: [{ id: "ecs-svc/2", taskDefinition: revision(2), createdAt, failed: true }],
    });
    const inactive = fakeClient({
      DescribeServices: () => ({ services: [{ status: "INACTIVE" }] }),
    });
    assert.equal(await ecs(inactive).service(failure), undefined);
    const gone = fakeClient({
      DescribeServices: () => {
        throw awsError("ClusterNotFoundException");
      },
    });
    assert.equal(await ecs(gone).service(failure), undefined);
  });

  it("is the newest rollback", async () => {
    const client = fakeClient({
      // In no order, and on more than one page.
      ListServiceDeployments: ({ nextToken }) =>
        nextToken === undefined
          ? {
              serviceDeployments: [{ targetServiceRevisionArn: "oldest", createdAt: before(2) }],
              nextToken: "more",
            }
          : {
              serviceDeployments: [
                { targetServiceRevisionArn: "newest", createdAt },
                { targetServiceRevisionArn: "older", createdAt: before(1) },
              ],
            },
      DescribeServiceRevisions: ({ serviceRevisionArns }) => {
        assert.deepEqual(serviceRevisionArns, ["newest"]);
        return { serviceRevisions: [{ taskDefinition: revision(2) }] };
      },
    });
    assert.deepEqual(await ecs(client).lastRollback(failure), {
      createdAt,
      taskDefinition: revision(2),
    });
    const none = fakeClient({ ListServiceDeployments: () => ({ serviceDeployments: [] }) });
    assert.equal(await ecs(none).lastRollback(failure), undefined);
  });
});
