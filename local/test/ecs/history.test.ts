import assert from "node:assert/strict";

import { observe, type ServiceHistory } from "../../gateway/ecs/history";
import { type Change } from "../../gateway/ecs/serviceDeployment";
import { type ServiceSnapshot } from "../../gateway/ecs/snapshot";
import { completed, countingIds, deployment, snapshot, steady, told } from "./fixtures";

/** What a row of looks leaves behind: the last deployment's status, and the names of all events. */
function after(
  looks: readonly ServiceSnapshot[],
  from: ServiceHistory | "nothing" = steady,
): { history: ServiceHistory; statuses: string[]; events: string[]; changes: Change[] } {
  const names = countingIds(from === "nothing" ? 0 : from.deployments.length);
  let history = from === "nothing" ? undefined : from;
  const changes: Change[] = [];
  for (const [index, seen] of looks.entries()) {
    const next = observe(history, seen, 100 + index, names);
    history = next.history;
    changes.push(...next.changes);
  }
  assert.ok(history);
  return {
    history,
    statuses: history.deployments.map(({ status }) => status),
    events: changes.map(({ name, deploymentId }) => `${name} ${deploymentId}`),
    changes,
  };
}

const old = deployment(1, { ...completed, status: "ACTIVE" });
const next = deployment(2);
const failing = deployment(2, { status: "ACTIVE", rolloutState: "FAILED", desiredCount: 0 });
const back = deployment(1, { runningCount: 2 });

describe("the history of a service's deployments", () => {
  it("begins with the first deployment of a new service", () => {
    const { statuses, events, history } = after(
      [snapshot([deployment(1)]), snapshot([deployment(1, completed)])],
      "nothing",
    );
    assert.deepEqual(statuses, ["SUCCESSFUL"]);
    assert.deepEqual(events, ["IN_PROGRESS ecs-svc/1", "COMPLETED ecs-svc/1"]);
    assert.equal(history.deployments[0]?.source, undefined);
  });

  it("reports a deployment from what to what it goes, once", () => {
    const look = snapshot([next, old]);
    const { history, events } = after([look, look, look]);
    assert.deepEqual(events, ["IN_PROGRESS ecs-svc/2"]);
    const { source, target, status } = history.deployments[1] ?? {};
    assert.deepEqual([source, target, status], ["1", "2", "IN_PROGRESS"]);
  });

  it("ends it when it is complete", () => {
    const { history, events } = after([
      snapshot([next, old]),
      snapshot([deployment(2, completed)]),
    ]);
    assert.deepEqual(events, ["IN_PROGRESS ecs-svc/2", "COMPLETED ecs-svc/2"]);
    assert.deepEqual(
      [history.deployments[1]?.status, history.deployments[1]?.finishedAt],
      ["SUCCESSFUL", 101],
    );
  });

  it("follows a failure back to the deployment before", () => {
    const { history, events, changes } = after([
      snapshot([next, old]),
      snapshot([back, failing]),
      snapshot([deployment(1, completed)]),
    ]);
    assert.deepEqual(events, [
      "IN_PROGRESS ecs-svc/2",
      "FAILED ecs-svc/2",
      "IN_PROGRESS ecs-svc/1",
      "COMPLETED ecs-svc/1",
    ]);
    assert.equal(
      changes[2]?.reason,
      "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.",
    );
    const { status, rollback, statusReason } = history.deployments[1] ?? {};
    assert.equal(status, "ROLLBACK_SUCCESSFUL");
    assert.equal(rollback?.to, "1");
    assert.match(String(statusReason), /circuit breaker/);
    assert.equal(history.deployments.length, 2, "the way back is no deployment of its own");
  });

  it("sees the same when all of it happened between two looks", () => {
    const { statuses, events } = after([
      snapshot([next, old]),
      snapshot([deployment(1, completed)], {
        events: [told("(deployment ecs-svc/2) deployment failed: tasks failed to start.")],
      }),
    ]);
    assert.deepEqual(statuses, ["SUCCESSFUL", "ROLLBACK_SUCCESSFUL"]);
    assert.deepEqual(events, [
      "IN_PROGRESS ecs-svc/2",
      "FAILED ecs-svc/2",
      "IN_PROGRESS ecs-svc/1",
      "COMPLETED ecs-svc/1",
    ]);
  });

  it("takes a first deployment that failed for stopped: there is nothing to go back to", () => {
    const failed = deployment(1, { rolloutState: "FAILED", desiredCount: 0 });
    const { statuses, events } = after([snapshot([deployment(1)]), snapshot([failed])], "nothing");
    assert.deepEqual(statuses, ["STOPPED"]);
    assert.deepEqual(events, ["IN_PROGRESS ecs-svc/1", "FAILED ecs-svc/1"]);
  });

  it("takes a deployment for stopped that a newer one replaced, without an event of failure", () => {
    const replaced = { ...next, status: "ACTIVE" };
    const { statuses, events, history } = after([
      snapshot([next, old]),
      snapshot([deployment(3), replaced, old]),
    ]);
    assert.deepEqual(statuses, ["SUCCESSFUL", "STOPPED", "IN_PROGRESS"]);
    assert.deepEqual(events, ["IN_PROGRESS ecs-svc/2", "IN_PROGRESS ecs-svc/3"]);
    assert.equal(history.deployments[2]?.source, "1", "what runs is still the first");
  });

  it("counts one as successful that was complete before the newer one came", () => {
    const { statuses } = after([
      snapshot([next, old]),
      snapshot([deployment(3), { ...next, ...completed, status: "ACTIVE" }]),
    ]);
    assert.deepEqual(statuses, ["SUCCESSFUL", "SUCCESSFUL", "IN_PROGRESS"]);
  });

  it("sends no event of failure for a rollback that was asked for", () => {
    const { history } = after([snapshot([next, old])]);
    const requested: ServiceHistory = {
      ...history,
      deployments: history.deployments.map((one) =>
        one.id === "d2" ? { ...one, status: "ROLLBACK_REQUESTED" } : one,
      ),
    };
    const { events, statuses } = after(
      [snapshot([back, failing]), snapshot([deployment(1, completed)])],
      requested,
    );
    assert.deepEqual(events, ["IN_PROGRESS ecs-svc/1", "COMPLETED ecs-svc/1"]);
    assert.deepEqual(statuses, ["SUCCESSFUL", "ROLLBACK_SUCCESSFUL"]);
  });

  it("ends a rollback that a newer deployment cuts off", () => {
    const { statuses } = after([
      snapshot([next, old]),
      snapshot([back, failing]),
      snapshot([deployment(3), { ...back, status: "ACTIVE" }]),
    ]);
    assert.deepEqual(statuses, ["SUCCESSFUL", "STOPPED", "IN_PROGRESS"]);
  });

  it("starts anew with a service that was deleted and made again", () => {
    const { history } = after([snapshot([deployment(9)], { createdAt: 9 })]);
    assert.deepEqual(
      history.deployments.map(({ deploymentId }) => deploymentId),
      ["ecs-svc/9"],
    );
  });

  it("ends what was under way when the service is deleted", () => {
    const { statuses } = after([snapshot([next, old]), snapshot([next], { status: "INACTIVE" })]);
    assert.deepEqual(statuses, ["SUCCESSFUL", "STOPPED"]);
  });

  it("keeps the last hundred, and the revisions that these name", () => {
    const looks = Array.from({ length: 120 }, (_, index) =>
      snapshot([deployment(index + 2, completed)]),
    );
    const { history } = after(looks);
    assert.equal(history.deployments.length, 100);
    assert.ok(history.revisions.length <= 101, String(history.revisions.length));
    assert.equal(history.deployments.at(-1)?.deploymentId, "ecs-svc/121");
  });
});
