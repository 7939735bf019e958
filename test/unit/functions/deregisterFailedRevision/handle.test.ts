import assert from "node:assert/strict";
import { ecs } from "../../../../functions/deregisterFailedRevision/ecs";
import { handle, type ServiceState } from "../../../../functions/deregisterFailedRevision/handle";
import { awsError, fakeClient } from "../fakeClient";
import { memoryLog } from "../trigger/fakes";

const revision = (number: number, family = "prod-main-web") =>
  `arn:aws:ecs:eu-west-1:111122223333:task-definition/${family}:${number}`;

const failed = {
  source: "aws.ecs",
  "detail-type": "ECS Deployment State Change",
  resources: ["arn:aws:ecs:eu-west-1:111122223333:service/prod-main/prod-main-web"],
  detail: {
    eventType: "ERROR",
    eventName: "SERVICE_DEPLOYMENT_FAILED",
    deploymentId: "ecs-svc/2",
    reason: "ECS deployment circuit breaker: tasks failed to start.",
  },
};

/** A service that was rolled back from revision 2 to revision 1. */
const rolledBack: ServiceState = {
  taskDefinition: revision(1),
  deployments: [
    { id: "ecs-svc/3", taskDefinition: revision(1), failed: false },
    { id: "ecs-svc/2", taskDefinition: revision(2), failed: true },
  ],
};

async function run(
  states: readonly (ServiceState | undefined)[],
  { event = failed, recorded }: { event?: unknown; recorded?: string } = {},
) {
  const deregistered: string[] = [];
  const log = memoryLog();
  let looks = 0;
  let waits = 0;
  await handle(event, {
    service: (at) => {
      assert.deepEqual([at.cluster, at.service], ["prod-main", "prod-main-web"]);
      return Promise.resolve(states[Math.min(looks++, states.length - 1)]);
    },
    rolledBackRevision: () => Promise.resolve(recorded),
    deregister: (taskDefinition) => {
      deregistered.push(taskDefinition);
      return Promise.resolve();
    },
    log,
    wait: () => {
      waits += 1;
      return Promise.resolve();
    },
  });
  return { deregistered, waits, log: log.lines.join("\n") };
}

describe("after a deployment that failed", () => {
  it("the revision that was rolled back goes", async () => {
    const { deregistered, waits } = await run([rolledBack]);
    assert.deepEqual(deregistered, [revision(2)]);
    assert.equal(waits, 0);
  });

  it("nothing goes before the service asks for another one", async () => {
    const before = {
      taskDefinition: revision(2),
      deployments: [
        { id: "ecs-svc/2", taskDefinition: revision(2), failed: true },
        { id: "ecs-svc/1", taskDefinition: revision(1), failed: false },
      ],
    };
    const { deregistered, waits } = await run([before, before, rolledBack]);
    assert.deepEqual([deregistered, waits], [[revision(2)], 2]);
  });

  it("the only revision there is stays: a first deployment has nothing to go back to", async () => {
    const only = {
      taskDefinition: revision(2),
      deployments: [{ id: "ecs-svc/2", taskDefinition: revision(2), failed: true }],
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
        { id: "ecs-svc/4", taskDefinition: revision(2), failed: false },
      ],
    };
    assert.deepEqual((await run([again])).deregistered, []);
  });

  it("ECS's record of the rollback tells the revision when the deployment itself is forgotten", async () => {
    const forgotten = { ...rolledBack, deployments: rolledBack.deployments.slice(0, 1) };
    assert.deepEqual((await run([forgotten], { recorded: revision(2) })).deregistered, [
      revision(2),
    ]);
    const unknown = await run([forgotten]);
    assert.deepEqual(unknown.deregistered, []);
    assert.match(unknown.log, /^revision not known /);
  });

  it("revisions of another family stay", async () => {
    const forgotten = { ...rolledBack, deployments: [] };
    const { deregistered } = await run([forgotten], { recorded: revision(2, "other") });
    assert.deepEqual(deregistered, []);
  });

  it("a service that is gone needs nothing", async () => {
    assert.match((await run([undefined])).log, /^no service /);
  });

  it("any other event is refused, so that it is seen", async () => {
    const completed = {
      ...failed,
      detail: { ...failed.detail, eventName: "SERVICE_DEPLOYMENT_COMPLETED" },
    };
    await assert.rejects(
      run([rolledBack], { event: completed }),
      /not that of a failed deployment/,
    );
    await assert.rejects(run([rolledBack], { event: null }), /not that of a failed deployment/);
  });
});

describe("what ECS tells", () => {
  const at = { cluster: "prod-main", service: "prod-main-web", deploymentId: "ecs-svc/2" };

  it("is the service with its deployments, or that it is not there", async () => {
    const client = fakeClient({
      DescribeServices: () => ({
        services: [
          {
            status: "ACTIVE",
            taskDefinition: revision(1),
            deployments: [{ id: "ecs-svc/2", taskDefinition: revision(2), rolloutState: "FAILED" }],
          },
        ],
      }),
    });
    assert.deepEqual(await ecs(client).service(at), {
      taskDefinition: revision(1),
      deployments: [{ id: "ecs-svc/2", taskDefinition: revision(2), failed: true }],
    });
    const inactive = fakeClient({
      DescribeServices: () => ({ services: [{ status: "INACTIVE" }] }),
    });
    assert.equal(await ecs(inactive).service(at), undefined);
    const gone = fakeClient({
      DescribeServices: () => {
        throw awsError("ClusterNotFoundException");
      },
    });
    assert.equal(await ecs(gone).service(at), undefined);
  });

  it("is the revision of the newest rollback", async () => {
    const client = fakeClient({
      ListServiceDeployments: () => ({
        serviceDeployments: [
          { targetServiceRevisionArn: "newest" },
          { targetServiceRevisionArn: "older" },
        ],
      }),
      DescribeServiceRevisions: ({ serviceRevisionArns }) => {
        assert.deepEqual(serviceRevisionArns, ["newest"]);
        return { serviceRevisions: [{ taskDefinition: revision(2) }] };
      },
    });
    assert.equal(await ecs(client).rolledBackRevision(at), revision(2));
    const none = fakeClient({ ListServiceDeployments: () => ({ serviceDeployments: [] }) });
    assert.equal(await ecs(none).rolledBackRevision(at), undefined);
  });
});
