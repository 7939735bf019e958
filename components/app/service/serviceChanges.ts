import type * as aws from "@pulumi/aws";

import { type Rollout } from "./rollout";

/** The inputs of a service that are known before anything is made. */
export interface PlainService extends Rollout {
  /** @default - scaling decides */
  readonly desiredCount?: number | undefined;
  readonly healthCheckGracePeriodSeconds?: number | undefined;
}

/** What the provider read of a service, as far as it is compared. */
export type ReadService = Pick<
  aws.ecs.GetServiceResult,
  | "desiredCount"
  | "healthCheckGracePeriodSeconds"
  | "availabilityZoneRebalancing"
  | "deploymentConfigurations"
>;

/**
 * In what a service that runs differs from what is wanted, as far as that is known before anything is
 * made: networks, target groups and capacity have names that AWS gives.
 */
export function serviceChanges(wanted: PlainService, live: ReadService | undefined): string[] {
  if (live === undefined) {
    return [];
  }
  const [deployment] = live.deploymentConfigurations;
  const pairs: readonly (readonly [key: string, wanted: unknown, live: unknown])[] = [
    ["desired count", wanted.desiredCount ?? live.desiredCount, live.desiredCount],
    [
      "health check grace period",
      wanted.healthCheckGracePeriodSeconds ?? 0,
      live.healthCheckGracePeriodSeconds,
    ],
    [
      "rebalancing of Availability Zones",
      wanted.availabilityZoneRebalancing,
      live.availabilityZoneRebalancing,
    ],
    [
      "minimum healthy percent",
      wanted.deploymentMinimumHealthyPercent,
      deployment?.minimumHealthyPercent,
    ],
    ["maximum percent", wanted.deploymentMaximumPercent, deployment?.maximumPercent],
  ];
  return pairs.flatMap(([key, now, before]) => (now === before ? [] : [key]));
}
