import assert from "node:assert/strict";

import { type CallMocks } from "../../../support/graph";
import { asked, existingOf, refuses, withApps } from "./fixture";

const quota = "aws:servicequotas/getServiceQuota:getServiceQuota";

/** An account with these quotas of vCPUs. */
const having = (onDemand: number, spot = onDemand): CallMocks => ({
  [quota]: ({ quotaCode }) => ({ value: quotaCode === "L-3032A538" ? onDemand : spot }),
});

const clusters = (capacity: { type: "ec2" } | { type: "fargate"; spotPercent: number }) => ({
  main: {
    capacity,
    apps:
      withApps({
        web: { cpuUnits: 2048, count: 4 },
        jobs: { cpuUnits: 1024, count: 9, scaling: { min: 2 } },
        report: { cpuUnits: 4096 },
      }).main?.apps ?? {},
  },
});

const onDemand = { type: "fargate", spotPercent: 0 } as const;

describe("the quota of vCPUs on Fargate", () => {
  it("is enough for all tasks that run all the time, or refused before anything is made", async () => {
    await existingOf({ clusters: clusters(onDemand) }, having(10));
    await assert.rejects(
      existingOf({ clusters: clusters(onDemand) }, having(9)),
      refuses(
        'slipway:clusters.main.capacity "fargate": the tasks of all apps need 10 vCPUs, and this account may run 9 in this region (Fargate On-Demand vCPU resource count). Ask for more (aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value 10), or lower count or cpuUnits.',
      ),
    );
  });

  it("is another one for spare capacity", async () => {
    const spare = clusters({ type: "fargate", spotPercent: 80 });
    await existingOf({ clusters: spare }, having(6, 8));
    await assert.rejects(
      existingOf({ clusters: spare }, having(6, 7)),
      /need 8 vCPUs, and this account may run 7 in this region \(Fargate Spot/,
    );
  });

  it("is not asked for where every account has enough, nor for hosts", async () => {
    const few = clusters({ type: "fargate", spotPercent: 45 });
    for (const some of [few, clusters({ type: "ec2" })]) {
      const [, graph] = await existingOf({ clusters: some });
      assert.deepEqual(asked(graph, quota), []);
    }
  });

  it("stands in nobody's way who may not look at it", async () => {
    await existingOf(
      { clusters: clusters(onDemand) },
      {
        [quota]: () => {
          throw new Error("AccessDeniedException: no servicequotas:GetServiceQuota");
        },
      },
    );
  });
});
