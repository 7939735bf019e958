import assert from "node:assert/strict";

import { failedDeployments } from "../../../components/delivery/events";
import { failedDeploymentOf } from "../../../functions/afterFailedDeployment/event";
import { stateEvent } from "../../gateway/ecs/stateEvent";
import { matches } from "../../gateway/events/pattern";
import { serviceArn } from "./fixtures";

const clusterArn = "arn:aws:ecs:eu-west-1:000000000000:cluster/test-main";
const now = new Date("2026-11-02T12:00:00.123Z");
const failed = stateEvent(
  serviceArn,
  clusterArn,
  {
    name: "FAILED",
    deploymentId: "ecs-svc/2",
    reason: "ECS deployment circuit breaker: task failed to start.",
  },
  now,
);

describe("an event of a deployment", () => {
  it("has the shape that AWS sends", () => {
    const { id, ...event } = failed;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(event, {
      version: "0",
      "detail-type": "ECS Deployment State Change",
      source: "aws.ecs",
      account: "000000000000",
      time: "2026-11-02T12:00:00Z",
      region: "eu-west-1",
      resources: [serviceArn],
      detail: {
        eventType: "ERROR",
        eventName: "SERVICE_DEPLOYMENT_FAILED",
        clusterArn,
        deploymentId: "ecs-svc/2",
        updatedAt: "2026-11-02T12:00:00Z",
        reason: "ECS deployment circuit breaker: task failed to start.",
      },
    });
  });

  it("is no error unless the deployment failed", () => {
    const change = { name: "COMPLETED", deploymentId: "ecs-svc/2", reason: "" } as const;
    assert.equal(stateEvent(serviceArn, clusterArn, change, now).detail["eventType"], "INFO");
  });

  it("reaches the function that takes back revisions, and is read by it", () => {
    const pattern = failedDeployments([serviceArn.replace(/[^/]*$/, "")]);
    assert.equal(matches(pattern, failed), true);
    assert.deepEqual(failedDeploymentOf(failed), {
      cluster: "test-main",
      service: "test-main-web",
      deploymentId: "ecs-svc/2",
    });
  });
});
