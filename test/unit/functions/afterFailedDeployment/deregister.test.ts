import assert from "node:assert/strict";

import { type RolledBackDeployment, type Service } from "../../../../delivery/aws/ecs";
import { serviceFrom } from "../../../../delivery/aws/ecsAnswers";
import { deregister } from "../../../../functions/afterFailedDeployment/deregister";
import { memoryLog } from "../trigger/fakes";
import { deployment, failure, recordOf, revision, rolledBack } from "./fixtures";

async function run(
  states: readonly (Service | undefined)[],
  { recorded }: { recorded?: RolledBackDeployment } = {},
) {
  const deregistered: string[] = [];
  const log = memoryLog();
  let looks = 0;
  let waits = 0;
  await deregister(failure, {
    ecs: {
      service: (at) => {
        assert.deepEqual([at.cluster, at.service], ["prod-main", "prod-main-web"]);
        return Promise.resolve(states[Math.min(looks++, states.length - 1)]);
      },
      rolledBack: () => Promise.resolve(recorded === undefined ? [] : [recorded]),
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
    const before = serviceFrom({
      taskDefinition: revision(2),
      deployments: [
        deployment(2, { rolloutState: "FAILED" }),
        deployment(1, { id: "ecs-svc/1", rolloutState: "COMPLETED" }),
      ],
    });
    const { deregistered, waits } = await run([before, before, rolledBack]);
    assert.deepEqual([deregistered, waits], [[revision(2)], 2]);
  });

  it("the only revision there is stays: a first deployment has nothing to go back to", async () => {
    const only = serviceFrom({
      taskDefinition: revision(2),
      deployments: [deployment(2, { rolloutState: "FAILED" })],
    });
    const { deregistered, log } = await run([only]);
    assert.deepEqual(deregistered, []);
    assert.match(log, /^in use /);
  });

  it("a revision that is deployed again meanwhile stays", async () => {
    const again = serviceFrom({
      taskDefinition: revision(1),
      deployments: [
        deployment(2, { rolloutState: "FAILED" }),
        deployment(2, { id: "ecs-svc/4", rolloutState: "IN_PROGRESS" }),
      ],
    });
    assert.deepEqual((await run([again])).deregistered, []);
  });

  it("ECS's record of the rollback tells the revision when the deployment itself is forgotten", async () => {
    const forgotten = { ...rolledBack, deployments: rolledBack.deployments.slice(0, 1) };
    assert.deepEqual((await run([forgotten], { recorded: recordOf(revision(2)) })).deregistered, [
      revision(2),
    ]);
    const unknown = await run([forgotten]);
    assert.deepEqual(unknown.deregistered, []);
    assert.match(unknown.log, /^revision not known /);
  });

  it("revisions of another family stay", async () => {
    const forgotten = { ...rolledBack, deployments: [] };
    const { deregistered } = await run([forgotten], {
      recorded: recordOf(revision(2, "other")),
    });
    assert.deepEqual(deregistered, []);
  });

  it("a service that is gone needs nothing", async () => {
    assert.match((await run([undefined])).log, /^no service /);
  });
});
