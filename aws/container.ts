import { type Range } from "./limits";

/** Containers of a task: ECS API, ContainerDefinition. */

/** Its name, as a part of a pattern. */
export const containerName = "[A-Za-z0-9_-]{1,255}";
export const containerNamePattern = new RegExp(`^${containerName}$`);

/** CPU units of a container, 1024 a vCPU; 0 takes what is left over. A task has at least one. */
export const containerCpuUnits: Range = { from: 0, to: 32768 };
export const taskCpuUnits: Range = { from: 1, to: containerCpuUnits.to };

/** Docker gives no container less memory. */
export const leastContainerMiB = 6;

/** Docker's names of limits, as the ECS API takes them. On Fargate only the first can be set. */
export const ulimitNames: readonly string[] = [
  ...["nofile", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue"],
  ...["nice", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"],
];

/** Seconds between SIGTERM and SIGKILL; an hour is as long as a team can mean on EC2, where ECS has no limit. */
export const stopTimeoutSeconds: Range = { from: 2, to: 3600 };
export const longestFargateStopSeconds = 120;
/** What ECS takes where none is said. */
export const defaultStopSeconds = 30;

/** ECS API, HealthCheck. */
export const containerHealthCheckLimits = {
  intervalSeconds: { from: 5, to: 300 },
  timeoutSeconds: { from: 2, to: 60 },
  retries: { from: 1, to: 10 },
  startPeriodSeconds: { from: 0, to: 300 },
} as const;

/** What ECS takes for a field of a health check that is left out. */
export const containerHealthCheckDefaults = {
  interval: 30,
  timeout: 5,
  retries: 3,
  startPeriod: 0,
} as const;
