import assert from "node:assert/strict";

import { isSteady, serviceIn } from "../../gateway/codepipeline/actions/steadyState";

const deployment = (taskDefinition: string, runningCount: number, rolloutState = "COMPLETED") => ({
  taskDefinition,
  desiredCount: 2,
  runningCount,
  pendingCount: 0,
  rolloutState,
});

describe("a service in a steady state", () => {
  const cases: [string, boolean, ReturnType<typeof deployment>[]][] = [
    ["runs the revision alone, with all its tasks", true, [deployment("web:2", 2)]],
    ["lacks a task", false, [deployment("web:2", 1)]],
    ["still runs the one before", false, [deployment("web:2", 2), deployment("web:1", 1)]],
    ["has the one before without tasks", false, [deployment("web:2", 2), deployment("web:1", 0)]],
    ["runs another revision", false, [deployment("web:1", 2)]],
    [
      "is remembered to have failed before",
      true,
      [deployment("web:2", 2), deployment("web:1", 0, "FAILED")],
    ],
    [
      "still runs tasks of a deployment that failed",
      false,
      [deployment("web:2", 2), deployment("web:1", 1, "FAILED")],
    ],
    ["has no deployment", false, []],
  ];
  for (const [what, steady, deployments] of cases) {
    it(`${steady ? "" : "is not one that "}${what}`, () => {
      assert.equal(isSteady({ deployments }, "web:2"), steady);
    });
  }

  it("is looked for among services that are not deleted", () => {
    const services = [{ status: "INACTIVE" }, { status: "ACTIVE", taskDefinition: "web:1" }];
    assert.equal(serviceIn({ services })?.taskDefinition, "web:1");
    assert.equal(serviceIn({ services: services.slice(0, 1) }), undefined);
    assert.equal(serviceIn({}), undefined);
  });
});
