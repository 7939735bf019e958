/** What a deployment may be told. */
export const deploymentLimits = {
  minimumHealthyPercent: { from: 0, to: 100 },
  maximumPercent: { from: 100, to: 200 },
  /** The pipeline's own limit is 60. */
  timeoutMinutes: { from: 5, to: 60 },
} as const;

/** How many tasks run while a deployment replaces them. */
export interface DeploymentRoom {
  readonly mustRun: number;
  readonly mayRun: number;
  /** Whether one may stop or start; if not, the deployment waits for ever. */
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
