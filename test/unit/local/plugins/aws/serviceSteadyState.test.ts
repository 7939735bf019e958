import assert from "node:assert/strict";
import { waitForSteadyState } from "../../../../../local/plugins/aws/serviceSteadyState";
import type { Clients } from "../../../../../local/plugins/clients";

/** A service without a task at the first look and with all of them afterwards. */
function clientsWith(stoppedAt: Date): Clients {
  let running = 0;
  const ecs = {
    describeServices: () => {
      const service = {
        serviceName: "web",
        status: "ACTIVE",
        desiredCount: 2,
        runningCount: running,
        deployments: [{ id: "one", status: "PRIMARY", rolloutState: "COMPLETED" }],
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      };
      running = 2;
      return Promise.resolve({ services: [service] });
    },
    listTasks: () => Promise.resolve({ taskArns: ["1", "2", "3"] }),
    describeTasks: () =>
      Promise.resolve({
        tasks: [1, 2, 3].map(() => ({ stoppedAt, stoppedReason: "Essential container exited" })),
      }),
  };
  return { ecs: () => Promise.resolve(ecs) } as unknown as Clients;
}

describe("waiting for a service", () => {
  it("ends with the reason when its tasks keep stopping", async () => {
    await assert.rejects(waitForSteadyState(clientsWith(new Date()), "web", "main"), {
      message:
        "ECS service deployment failed: 3 tasks stopped, the last one: Essential container exited",
    });
  });

  it("does not count tasks that stopped before", async () => {
    await waitForSteadyState(clientsWith(new Date(Date.now() - 3_600_000)), "web", "main");
  });
});
