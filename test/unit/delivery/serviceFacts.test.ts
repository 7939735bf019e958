import assert from "node:assert/strict";

import { failedDeploymentReason } from "../../../delivery/pipeline";
import { rollbackTimes, wasRolledBack } from "../../../delivery/serviceFacts";
import { commitId, execution } from "../../support/cliFixtures";

function at(minute: number): Date {
  return new Date(Date.UTC(2026, 10, 20, 12, minute));
}

describe("a rollback by ECS", () => {
  it("is read from the service's events", () => {
    const events = [
      { at: at(2), message: "(service web) rolling back to deployment ecs-svc/1." },
      { at: at(1), message: "(service web) has reached a steady state." },
    ];
    assert.deepEqual(rollbackTimes({ events }), [at(2)]);
    assert.deepEqual(rollbackTimes(undefined), []);
  });

  // b ran from 10 to 20, c was queued behind it from 12 and deployed until 30; d runs since 31.
  const b = execution("b", { status: "Failed", startedAt: at(10), updatedAt: at(20) });
  const c = execution("c", { startedAt: at(12), updatedAt: at(30) });
  const d = execution("d", { status: "InProgress", startedAt: at(31), updatedAt: at(31) });
  const executions = [d, c, b];

  const table: readonly (readonly [minute: number, whose: string | undefined])[] = [
    [9, undefined],
    [15, "execution-b"],
    [25, "execution-c"],
    [40, "execution-d"],
  ];
  for (const [minute, whose] of table) {
    it(`at minute ${minute} is charged to ${whose ?? "nobody"}`, () => {
      const record = { releases: [], executions, rollbackTimes: [at(minute)] };
      const charged = executions.filter((one) => wasRolledBack(one.commitId ?? "", record));
      assert.deepEqual(
        charged.map(({ id }) => id),
        whose === undefined ? [] : [whose],
      );
    });
  }

  it("is known by the reason that its execution was abandoned with", () => {
    const summary = failedDeploymentReason("ecs-svc/2");
    const whose = (changes: Parameters<typeof execution>[1]) => {
      const one = execution("e", changes);
      return wasRolledBack(commitId("e"), { releases: [], executions: [one], rollbackTimes: [] });
    };
    assert.equal(whose({ status: "Stopped", summary }), true);
    assert.equal(whose({ status: "Stopped", summary: "rollback by Ben" }), false);
    assert.equal(whose({ status: "Stopped" }), false);
  });
});
