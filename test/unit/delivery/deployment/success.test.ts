import fc from "fast-check";
import assert from "node:assert/strict";

import { judge } from "../../../../delivery/deployment/judge";
import { serviceVerdict } from "../../../../delivery/deployment/serviceVerdict";
import {
  action,
  asked,
  at,
  deploying,
  execution,
  fetched,
  imageOf,
  look,
  ours,
  service,
} from "./looks";

const image = fc.constantFrom("a", "b", "c").map(imageOf);
const anyDeployment = fc
  .record({
    id: fc.constantFrom("ecs-svc/1", "ecs-svc/2", "ecs-svc/3"),
    status: fc.constantFrom("PRIMARY", "ACTIVE", "INACTIVE"),
    rolloutState: fc.constantFrom("IN_PROGRESS", "COMPLETED", "FAILED"),
    running: fc.nat(3),
    pending: fc.nat(2),
    failed: fc.nat(3),
    createdAt: fc.integer({ min: -100, max: 100 }).map(at),
    web: image,
    taskDefinition: fc.constantFrom("web:1", "web:2", "web:3"),
  })
  .map(({ web, ...rest }) => ours({ ...rest, images: { web } }));
const anyLook = fc
  .record({
    status: fc.constantFrom(
      "InProgress",
      "Succeeded",
      "Failed",
      "Superseded",
      "Stopped",
      "Stopping",
      "Cancelled",
    ),
    actions: fc.subarray([deploying, fetched, action("Approval")]),
    deployments: fc.array(anyDeployment, { maxLength: 3 }),
    at: fc.integer({ min: 0, max: 500 }).map(at),
  })
  .map(({ status, actions, deployments, at: when }) =>
    look({
      execution: execution({ status }),
      actions,
      service: service(...deployments),
      at: when,
    }),
  );

describe("success", () => {
  it("is never told of another image, of a deployment that is not complete, or with old tasks left", () => {
    let successes = 0;
    fc.assert(
      fc.property(fc.array(anyLook, { minLength: 1, maxLength: 5 }), (looks) => {
        let memory: Parameters<typeof judge>[2];
        for (const one of looks) {
          const judged = judge(asked, one, memory);
          memory = judged.memory;
          if (judged.verdict.kind !== "succeeded") {
            continue;
          }
          successes++;
          const { deployment } = judged.verdict;
          const { deployments = [] } = one.service ?? {};
          assert.ok(deployments.includes(deployment));
          assert.deepEqual(deployment.images, asked.images);
          assert.equal(deployment.status, "PRIMARY");
          assert.equal(deployment.rolloutState, "COMPLETED");
          const others = deployments.filter(({ id }) => id !== deployment.id);
          assert.ok(others.every(({ running, pending }) => running + pending === 0));
        }
      }),
      { numRuns: 3000, seed: 4 },
    );
    assert.ok(successes > 0, "the property was never put to the test");
  });

  it("of a revision is said only of its own, completed deployment, whatever the looks before have shown", () => {
    let successes = 0;
    const change = {
      revision: "web:2",
      before: { id: "ecs-svc/1", revision: "web:1" },
      askedAt: at(0),
      beganAt: at(0),
      isMade: true,
    };
    fc.assert(
      fc.property(fc.array(anyLook, { minLength: 1, maxLength: 4 }), (looks) => {
        let memory: Parameters<typeof serviceVerdict>[2];
        for (const one of looks) {
          const { verdict, memory: next } = serviceVerdict(change, one, memory);
          memory = next;
          if (verdict.kind !== "succeeded") {
            continue;
          }
          successes++;
          const { deployments = [] } = one.service ?? {};
          const { id, taskDefinition, status, rolloutState } = verdict.deployment;
          assert.deepEqual(
            [taskDefinition, status, rolloutState],
            ["web:2", "PRIMARY", "COMPLETED"],
          );
          assert.notEqual(id, "ecs-svc/1");
          const others = deployments.filter((other) => other.id !== id);
          assert.ok(others.every(({ running, pending }) => running + pending === 0));
        }
      }),
      { numRuns: 3000, seed: 4 },
    );
    assert.ok(successes > 0, "the property was never put to the test");
  });
});
