import { type Service } from "@aws-sdk/client-ecs";
import assert from "node:assert/strict";

import { entries } from "../../aws/service";
import { createRequest, serviceOutputs, updateRequest } from "../../aws/serviceShape";
import { failureOf, isSteady } from "../../aws/serviceSteadyState";
import { awsError, context, entryOf, fakeClients } from "./fakeClients";

const entry = entryOf(entries, "Service");
const cluster = "arn:aws:ecs:eu-west-1:000000000000:cluster/main";
const id = "arn:aws:ecs:eu-west-1:000000000000:service/main/web";
const definition = "arn:aws:ecs:eu-west-1:000000000000:task-definition/web:3";

describe("another capacity of a service", () => {
  it("replaces it unless the program forces new deployments, as the real provider does", () => {
    const shares = [{ capacityProvider: "FARGATE", weight: 1, base: 0 }];
    const inPlace = (inputs: Record<string, unknown>) =>
      entry.updatesInPlace?.("capacityProviderStrategies", inputs);
    assert.ok(entry.replaceOn.includes("capacityProviderStrategies"));
    assert.equal(inPlace({ capacityProviderStrategies: shares }), false);
    assert.equal(inPlace({ capacityProviderStrategies: shares, forceNewDeployment: true }), true);
    assert.equal(inPlace({ capacityProviderStrategies: [], forceNewDeployment: true }), false);
  });

  it("leaves every other reason to replace as it is", () => {
    assert.equal(entry.updatesInPlace?.("cluster", { forceNewDeployment: true }), false);
  });
});

describe("requests for a service", () => {
  it("asks for no tasks when none are said, as the real provider does", () => {
    assert.equal(createRequest({ name: "web" })["desiredCount"], 0);
    assert.equal(
      createRequest({ name: "web", schedulingStrategy: "DAEMON" })["desiredCount"],
      undefined,
    );
  });

  it("puts percentages, breaker and alarms into the one deployment configuration", () => {
    const breaker = { enable: true, rollback: true };
    assert.deepEqual(
      createRequest({
        name: "web",
        deploymentCircuitBreaker: breaker,
        deploymentMaximumPercent: 200,
        deploymentMinimumHealthyPercent: 100,
        deploymentConfiguration: { strategy: "ROLLING", bakeTimeInMinutes: "5" },
      })["deploymentConfiguration"],
      {
        strategy: "ROLLING",
        bakeTimeInMinutes: 5,
        deploymentCircuitBreaker: breaker,
        maximumPercent: 200,
        minimumHealthyPercent: 100,
      },
    );
  });

  it("sends the minutes of a shift as numbers", () => {
    const linearConfiguration = { stepPercent: 20, stepBakeTimeInMinutes: "2" };
    assert.deepEqual(
      createRequest({
        deploymentConfiguration: { strategy: "LINEAR", linearConfiguration },
      })["deploymentConfiguration"],
      {
        strategy: "LINEAR",
        linearConfiguration: { stepPercent: 20, stepBakeTimeInMinutes: 2 },
      },
    );
  });

  it("sends of an update only what changed", () => {
    const inputs = { taskDefinition: definition, desiredCount: 2, deploymentMaximumPercent: 200 };
    assert.deepEqual(updateRequest(inputs, ["taskDefinition"]), { taskDefinition: definition });
  });

  it("removes load balancers and strategies with empty lists, and the breaker by turning it off", () => {
    const changed = ["loadBalancers", "orderedPlacementStrategies", "deploymentCircuitBreaker"];
    const request = updateRequest({}, changed);
    assert.deepEqual(request["loadBalancers"], []);
    assert.deepEqual(request["placementStrategy"], []);
    assert.deepEqual(request["deploymentConfiguration"], {
      deploymentCircuitBreaker: { enable: false, rollback: false },
    });
  });
});

describe("a service in the provider's shape", () => {
  const found: Service = {
    serviceArn: id,
    serviceName: "web",
    clusterArn: cluster,
    taskDefinition: definition,
    status: "ACTIVE",
    networkConfiguration: {},
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false } },
  };

  it("names cluster and task definition in the form in which they were declared", () => {
    const byArn = serviceOutputs(found, { cluster, taskDefinition: definition });
    assert.deepEqual([byArn["cluster"], byArn["taskDefinition"]], [cluster, definition]);
    const byName = serviceOutputs(found, { cluster: "main", taskDefinition: "web:2" });
    assert.deepEqual([byName["cluster"], byName["taskDefinition"]], ["main", "web:3"]);
    assert.equal(serviceOutputs(found, { taskDefinition: "web" })["taskDefinition"], "web");
  });

  it("takes a breaker that is off for one that is not declared", () => {
    assert.equal(serviceOutputs(found, {})["deploymentCircuitBreaker"], null);
  });

  it("leaves out what the emulator does not give back, so that it keeps its value", () => {
    const outputs = serviceOutputs(found, {});
    assert.equal("orderedPlacementStrategies" in outputs, false);
    assert.equal("propagateTags" in outputs, false);
  });
});

describe("steady state", () => {
  const service = (deployments: Service["deployments"], runningCount = 1): Service => ({
    deployments,
    runningCount,
    desiredCount: 1,
  });

  it("is one complete deployment with all its tasks", () => {
    const done = { id: "d", status: "PRIMARY", rolloutState: "COMPLETED" as const };
    assert.equal(isSteady(service([done]), "d"), true);
    assert.equal(isSteady(service([done], 0), "d"), false);
    assert.equal(isSteady(service([{ ...done, rolloutState: "IN_PROGRESS" }]), "d"), false);
    assert.equal(isSteady(service([done, { id: "old", status: "ACTIVE" }]), "d"), false);
  });

  it("never comes when the breaker gave up or rolled back", () => {
    const failed = {
      id: "d",
      status: "ACTIVE",
      rolloutState: "FAILED" as const,
      rolloutStateReason: "circuit breaker",
    };
    assert.equal(failureOf(service([failed]), "d"), "circuit breaker");
    const other = { id: "e", status: "PRIMARY" };
    assert.equal(failureOf(service([other]), "d"), "deployment d was replaced by e");
    assert.equal(failureOf(service([other]), "e"), undefined);
  });
});

describe("deleting a service", () => {
  it("scales to zero, deletes, and waits until it is INACTIVE", async () => {
    const calls: string[] = [];
    let status = "ACTIVE";
    const clients = fakeClients({
      ecs: {
        describeServices: () => ({ services: [{ status }] }),
        updateService: ({ desiredCount }: { desiredCount: number }) => {
          calls.push(`scale to ${desiredCount}`);
        },
        deleteService: ({ force }: { force: boolean }) => {
          calls.push(`delete, force ${String(force)}`);
          status = "INACTIVE";
        },
      },
    });
    await entry.delete(clients, id, { cluster }, context);
    assert.deepEqual(calls, ["scale to 0", "delete, force false"]);
  });

  it("does nothing when the service or its cluster is gone", async () => {
    const clients = fakeClients({
      ecs: {
        describeServices: () => {
          throw awsError("ClusterNotFoundException");
        },
      },
    });
    await entry.delete(clients, id, { cluster }, context);
    assert.equal(await entry.read(clients, id, { cluster }), undefined);
  });

  it("takes a service that is no longer ACTIVE for gone", async () => {
    const clients = fakeClients({
      ecs: { describeServices: () => ({ services: [{ status: "INACTIVE" }] }) },
    });
    assert.equal(await entry.read(clients, id, {}), undefined);
  });
});

describe("creating a service", () => {
  it("fails at once on a refusal that does not pass", async () => {
    let calls = 0;
    const clients = fakeClients({
      ecs: {
        createService: () => {
          calls += 1;
          throw awsError("InvalidParameterException", "The container web does not exist");
        },
      },
    });
    await assert.rejects(entry.create(clients, { name: "web" }, context), /does not exist/);
    assert.equal(calls, 1);
  });

  it("keeps the service under its id when it does not become steady", async () => {
    const clients = fakeClients({
      ecs: {
        createService: () => ({ service: { serviceArn: id } }),
        describeServices: () => ({
          services: [
            {
              status: "ACTIVE",
              deployments: [
                {
                  id: "d",
                  status: "PRIMARY",
                  rolloutState: "FAILED",
                  rolloutStateReason: "no image",
                },
              ],
            },
          ],
        }),
        listTasks: () => ({ taskArns: [] }),
      },
    });
    await assert.rejects(
      entry.create(clients, { name: "web", cluster, waitForSteadyState: true }, context),
      { name: "PartialCreateError", id, message: "ECS service deployment failed: no image" },
    );
  });
});
