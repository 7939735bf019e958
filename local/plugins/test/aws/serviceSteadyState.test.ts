import assert from "node:assert/strict";

import { waitForSteadyState } from "../../aws/serviceSteadyState";
import { type Clients } from "../../clients";

/** A service whose deployment fails at the second look, or is complete then. */
function clientsWith(outcome: "COMPLETED" | "FAILED", stoppedAt: Date): Clients {
  let rolloutState = "IN_PROGRESS";
  const ecs = {
    describeServices: () => {
      const failed = outcome === "FAILED" && rolloutState === "FAILED";
      const service = {
        serviceName: "web",
        status: "ACTIVE",
        desiredCount: 2,
        runningCount: failed ? 0 : 2,
        deployments: [
          {
            id: "one",
            status: "PRIMARY",
            rolloutState,
            rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
          },
        ],
      };
      rolloutState = outcome;
      return Promise.resolve({ services: [service] });
    },
    listTasks: () => Promise.resolve({ taskArns: ["1"] }),
    describeTasks: () =>
      Promise.resolve({
        tasks: [{ stoppedAt, stoppedReason: "Essential container in task exited" }],
      }),
  };
  return { ecs: () => Promise.resolve(ecs) } as unknown as Clients;
}

describe("waiting for a service", function () {
  // Two looks, two seconds apart.
  this.timeout(10_000);

  it("ends with AWS's reason and that of the last task when the deployment fails", async () => {
    await assert.rejects(waitForSteadyState(clientsWith("FAILED", new Date()), "web", "main"), {
      message:
        "ECS service deployment failed: ECS deployment circuit breaker: tasks failed to start. The last task that stopped: Essential container in task exited",
    });
  });

  it("says nothing of tasks that stopped before", async () => {
    const anHourAgo = new Date(Date.now() - 3_600_000);
    await assert.rejects(waitForSteadyState(clientsWith("FAILED", anHourAgo), "web", "main"), {
      message:
        "ECS service deployment failed: ECS deployment circuit breaker: tasks failed to start.",
    });
  });

  it("waits until the deployment is complete", async () => {
    await waitForSteadyState(clientsWith("COMPLETED", new Date()), "web", "main");
  });
});
