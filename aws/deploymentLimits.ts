/** CodePipeline, ECS deploy action: its timeout in minutes. */
export const deployActionMinutes = { from: 1, to: 60 } as const;

/** What a deployment may be told. */
export const deploymentLimits = {
  minimumHealthyPercent: { from: 0, to: 100 },
  maximumPercent: { from: 100, to: 200 },
  timeoutMinutes: { from: 5, to: deployActionMinutes.to },
  /** ECS API, LinearConfiguration and CanaryConfiguration: part of the traffic. */
  stepPercent: { from: 3, to: 100 },
  canaryPercent: { from: 1, to: 99 },
  bakeMinutes: { from: 0, to: 1440 },
} as const;

/** ECS API, DeploymentConfiguration: what a service has that was not told. */
export const deploymentDefaults = { minimumHealthyPercent: 100, maximumPercent: 200 } as const;

/** Why a deployment can never progress, if so. */
export function neverProgresses(
  count: number,
  minimumHealthyPercent: number,
  maximumPercent: number,
): string | undefined {
  const room = deploymentRoom(count, minimumHealthyPercent, maximumPercent);
  return room.canProgress
    ? undefined
    : `deployment can never progress: with count ${count}, ${room.mustRun} tasks must stay healthy (${minimumHealthyPercent} %) and only ${room.mayRun} may run (${maximumPercent} %); lower minimumHealthyPercent or raise maximumPercent`;
}

/** How many tasks run while a deployment replaces them. */
export interface DeploymentRoom {
  readonly mustRun: number;
  readonly mayRun: number;
  /** Whether one may stop or start; if not, the deployment never ends. */
  readonly canProgress: boolean;
}

/** ECS rounds the minimum up and the maximum down (service deployment parameters). */
export function deploymentRoom(
  count: number,
  minimumHealthyPercent: number,
  maximumPercent: number,
): DeploymentRoom {
  const mustRun = Math.ceil((count * minimumHealthyPercent) / 100);
  const mayRun = Math.floor((count * maximumPercent) / 100);
  return { mustRun, mayRun, canProgress: count === 0 || mustRun < mayRun };
}
