import assert from "node:assert/strict";

import { serviceFrom } from "../../../../delivery/aws/ecsAnswers";

describe("a service as ECS describes it", () => {
  it("moves its requests with its tasks, unless its strategy is another", () => {
    assert.equal(serviceFrom({}).shift, undefined);
    assert.equal(
      serviceFrom({ deploymentConfiguration: { strategy: "ROLLING" } }).shift,
      undefined,
    );
  });

  const table = [
    [{ strategy: "BLUE_GREEN", bakeTimeInMinutes: 0 }, 0, 0, 0],
    [{ strategy: "LINEAR" }, 9, 6, 15],
    [
      {
        strategy: "LINEAR",
        linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 1 },
        bakeTimeInMinutes: 2,
      },
      3,
      1,
      2,
    ],
    [{ strategy: "CANARY", canaryConfiguration: { canaryBakeTimeInMinutes: 4 } }, 1, 4, 15],
  ] as const;
  for (const [deploymentConfiguration, waits, waitMinutes, bakeMinutes] of table) {
    it(`moves them in ${waits} waits of ${waitMinutes} minutes, then bakes for ${bakeMinutes}`, () => {
      const { shift } = serviceFrom({ deploymentConfiguration: { ...deploymentConfiguration } });
      assert.deepEqual(shift, { waits, waitMinutes, bakeMinutes });
    });
  }

  it("has two target groups where requests move between them: its targets are in either", () => {
    const { targetGroups } = serviceFrom({
      loadBalancers: [
        {
          targetGroupArn: "blue",
          containerName: "web",
          containerPort: 80,
          advancedConfiguration: { alternateTargetGroupArn: "green" },
        },
      ],
    });
    assert.deepEqual(
      targetGroups.map(({ arn }) => arn),
      ["blue", "green"],
    );
  });
});
