/** What decides how long a deployment may take. */
export interface DeploymentTimes {
  /** Minutes after which a deployment has failed. */
  readonly timeoutMinutes: number;
  /** Seconds that a stopping task may finish its requests. */
  readonly deregistrationDelaySeconds: number;
  /** Seconds between SIGTERM and SIGKILL of the slowest container. */
  readonly stopTimeoutSeconds: number;
}

/**
 * How long Pulumi waits for a service, as `customTimeouts`.
 *
 * Create and update wait until the new tasks are well and the old ones are gone: the time that a
 * deployment may take, and one drain. Delete waits for the drain, and ten minutes for ECS to notice.
 * Pulumi's own limits are fixed, and shorter than a long drain.
 */
export function serviceTimeouts(times: DeploymentTimes) {
  const drain = Math.ceil((times.deregistrationDelaySeconds + times.stopTimeoutSeconds) / 60);
  const change = `${times.timeoutMinutes + drain}m`;
  return { create: change, update: change, delete: `${10 + drain}m` };
}
