import type * as aws from "@pulumi/aws";

import { type ShiftSettings, type TrafficShift, trafficShift } from "../../../aws/trafficShift";

/** How a new revision replaces the one that runs, in the words of the configuration. */
export interface RolloutSettings extends ShiftSettings {
  /** Part of the count that must stay healthy meanwhile, rounded up. */
  readonly minimumHealthyPercent: number;
  /** Part of the count that may run meanwhile, rounded down. */
  readonly maximumPercent: number;
  /** Minutes after which a deployment has failed, besides those in which its requests shift. */
  readonly timeoutMinutes: number;
  /** Whether a person must approve each deployment. */
  readonly approval: boolean;
}

/** How a service rolls out, in the words of the ECS API. */
export interface Rollout {
  readonly deploymentMinimumHealthyPercent: number;
  readonly deploymentMaximumPercent: number;
  readonly availabilityZoneRebalancing: "ENABLED" | "DISABLED";
  readonly deploymentCircuitBreaker: { readonly enable: true; readonly rollback: true };
  /** @default - rolling, which a new service is by itself */
  readonly deploymentConfiguration?: aws.types.input.ecs.ServiceDeploymentConfiguration;
}

/**
 * A deployment that ECS takes back by itself when its tasks do not become healthy.
 *
 * @param shiftsNow whether the service that runs shifts its requests: what is left out stays as it is.
 */
export function rollout(settings: RolloutSettings, shiftsNow: boolean): Rollout {
  const shift = trafficShift(settings);
  return {
    deploymentMinimumHealthyPercent: settings.minimumHealthyPercent,
    deploymentMaximumPercent: settings.maximumPercent,
    // ECS refuses it at 100 percent: a task is started elsewhere before one is stopped.
    availabilityZoneRebalancing: settings.maximumPercent > 100 ? "ENABLED" : "DISABLED",
    deploymentCircuitBreaker: { enable: true, rollback: true },
    ...(shift !== undefined && { deploymentConfiguration: shiftConfiguration(shift) }),
    ...(shift === undefined && shiftsNow && { deploymentConfiguration: { strategy: "ROLLING" } }),
  };
}

/** The provider takes minutes as texts. */
function shiftConfiguration(
  shift: TrafficShift,
): aws.types.input.ecs.ServiceDeploymentConfiguration {
  const bakeTimeInMinutes = String(shift.bakeMinutes);
  const stepMinutes = String(shift.waitMinutes);
  switch (shift.strategy) {
    case "blue-green":
      return { strategy: "BLUE_GREEN", bakeTimeInMinutes };
    case "linear":
      return {
        strategy: "LINEAR",
        bakeTimeInMinutes,
        linearConfiguration: { stepPercent: shift.percent, stepBakeTimeInMinutes: stepMinutes },
      };
    case "canary":
      return {
        strategy: "CANARY",
        bakeTimeInMinutes,
        canaryConfiguration: {
          canaryPercent: shift.percent,
          canaryBakeTimeInMinutes: stepMinutes,
        },
      };
  }
}

/** Minutes after which a deployment has failed, those in which its requests shift included. */
export function deploymentMinutes(settings: RolloutSettings): number {
  return settings.timeoutMinutes + (trafficShift(settings)?.minutes ?? 0);
}

/** What decides how long a deployment may take. */
export interface DeploymentTimes {
  /** Minutes after which a deployment has failed. */
  readonly timeoutMinutes: number;
  /** Seconds that a stopping task may finish its requests; 0 where nothing drains. */
  readonly drainSeconds: number;
  /** Seconds between SIGTERM and SIGKILL of the slowest container. */
  readonly stopTimeoutSeconds: number;
}

/**
 * How long Pulumi waits for a service, as `customTimeouts`.
 *
 * Create and update wait until the new tasks are healthy and the old ones are gone: the time that a
 * deployment may take, and one drain. Delete waits for the drain, and ten minutes for ECS to notice.
 * Pulumi's own limits are fixed, and shorter than a long drain.
 */
export function serviceTimeouts(times: DeploymentTimes) {
  const drain = Math.ceil((times.drainSeconds + times.stopTimeoutSeconds) / 60);
  const change = `${times.timeoutMinutes + drain}m`;
  return { create: change, update: change, delete: `${10 + drain}m` };
}

/** Copies of an app in different zones; within a zone as few hosts as possible, so that empty ones can go. */
export const placement: aws.types.input.ecs.ServiceOrderedPlacementStrategy[] = [
  { type: "spread", field: "attribute:ecs.availability-zone" },
  { type: "binpack", field: "memory" },
];
