import { type TimeParameters } from "./deploymentTime";

/** What no setting says and only a measurement can. */
export type Timings = Pick<
  TimeParameters,
  "startSeconds" | "bootSeconds" | "exitSeconds" | "reactionSeconds" | "pipelineSeconds"
>;

/**
 * Assumptions for AWS, on the slow side, for as long as nothing was measured: a few megabytes of
 * image to pull, an app that answers within a second or two and ends when it is told to. Where tasks
 * run, their own start is measured and takes the place of `startSeconds`.
 */
export const ec2Timings: Timings = {
  startSeconds: 12,
  bootSeconds: 2,
  exitSeconds: 2,
  reactionSeconds: 5,
  pipelineSeconds: 20,
};

/** Fargate prepares a machine and a network interface for each task. */
export const fargateTimings: Timings = { ...ec2Timings, startSeconds: 40 };

/** A network load balancer asks a new target only after this time, on every zone's node. */
export const networkRegistrationSeconds = 120;
