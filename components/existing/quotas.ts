import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { type LookUps } from "./lookUps";

/** A cluster, as far as it says what its tasks take on Fargate. */
export interface SizedCluster {
  readonly capacity?:
    | { readonly type: "ec2" }
    | { readonly type: "fargate"; readonly spotPercent: number }
    | undefined;
  readonly apps: Readonly<Record<string, SizedApp>>;
}

interface SizedApp {
  /** 1024 are one vCPU. */
  readonly cpuUnits?: number | undefined;
  /** Tasks that run all the time. @default 0 - a schedule runs them */
  readonly count?: number | undefined;
  readonly scaling?: { readonly min: number } | undefined;
}

/** The account's quotas of vCPUs in a region, which running tasks share. */
const quotas = [
  { code: "L-3032A538", name: "Fargate On-Demand vCPU resource count", isSpot: false },
  { code: "L-36FBB829", name: "Fargate Spot vCPU resource count", isSpot: true },
] as const;

/** The least that AWS gives a new account: what takes no more needs no question. */
const leastQuota = 6;

/** Refuses more tasks on Fargate than the account may run at all, without those of a deployment. */
export async function refuseBeyondQuota(
  clusters: Readonly<Record<string, SizedCluster>>,
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  const named = Object.entries(clusters).flatMap(([key, { capacity }]) =>
    capacity?.type === "fargate"
      ? [{ key: `slipway:clusters.${key}.capacity`, value: "fargate" }]
      : [],
  );
  await Promise.all(
    quotas.map(async ({ code, name, isSpot }) => {
      const wanted = Object.values(clusters).reduce(
        (sum, cluster) => sum + vcpusOf(cluster, isSpot),
        0,
      );
      if (wanted <= leastQuota) {
        return;
      }
      try {
        const { value } = await aws.servicequotas.getServiceQuota(
          { serviceCode: "fargate", quotaCode: code },
          opts,
        );
        if (wanted > value) {
          lookUps.refuse(
            named,
            `the tasks of all apps need ${wanted} vCPUs, and this account may run ${value} in this region (${name}). Ask for more (aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${code} --desired-value ${Math.ceil(wanted)}), or lower count or cpuUnits.`,
          );
        }
      } catch (error) {
        lookUps.leaveOpen(named, error);
      }
    }),
  );
}

function vcpusOf({ capacity, apps }: SizedCluster, isSpot: boolean): number {
  if (capacity?.type !== "fargate") {
    return 0;
  }
  const share = isSpot ? capacity.spotPercent : 100 - capacity.spotPercent;
  const units = Object.values(apps).reduce(
    (sum, { cpuUnits = 0, count = 0, scaling }) => sum + cpuUnits * (scaling?.min ?? count),
    0,
  );
  return (units * share) / 100 / 1024;
}
