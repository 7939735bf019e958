import type * as aws from "@pulumi/aws";

/** The inputs of a service that are known before anything is made. */
export type PlainService = Pick<
  aws.ecs.ServiceArgs,
  | "desiredCount"
  | "enableExecuteCommand"
  | "healthCheckGracePeriodSeconds"
  | "availabilityZoneRebalancing"
  | "deploymentMinimumHealthyPercent"
  | "deploymentMaximumPercent"
>;

/** What the provider read of a service, as far as it is compared. */
export type ReadService = Pick<
  aws.ecs.GetServiceResult,
  | "desiredCount"
  | "enableExecuteCommand"
  | "healthCheckGracePeriodSeconds"
  | "availabilityZoneRebalancing"
  | "deploymentConfigurations"
>;

/**
 * In what a service that runs differs from what is wanted, as far as that is known before anything is
 * made: networks, target groups and capacity have names that AWS gives.
 *
 * @param ignored inputs that another owner changes, as in `ignoreChanges`.
 */
export function serviceChanges(
  wanted: PlainService,
  live: ReadService | undefined,
  ignored: readonly string[] = [],
): string[] {
  if (live === undefined) {
    return [];
  }
  // A service without a grace period is read as one of 0 seconds.
  const now: PlainService = {
    healthCheckGracePeriodSeconds: 0,
    enableExecuteCommand: false,
    ...wanted,
  };
  const [deployment] = live.deploymentConfigurations;
  const running: readonly (readonly [input: keyof PlainService, title: string, value: unknown])[] =
    [
      ["desiredCount", "desired count", live.desiredCount],
      ["enableExecuteCommand", "ECS Exec", live.enableExecuteCommand],
      [
        "healthCheckGracePeriodSeconds",
        "health check grace period",
        live.healthCheckGracePeriodSeconds,
      ],
      [
        "availabilityZoneRebalancing",
        "rebalancing of Availability Zones",
        live.availabilityZoneRebalancing,
      ],
      [
        "deploymentMinimumHealthyPercent",
        "minimum healthy percent",
        deployment?.minimumHealthyPercent,
      ],
      ["deploymentMaximumPercent", "maximum percent", deployment?.maximumPercent],
    ];
  return running
    .filter(([input]) => !ignored.includes(input))
    .filter(([input, , value]) => now[input] !== undefined && now[input] !== value)
    .map(([, title]) => title);
}
