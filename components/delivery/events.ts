/** Which events of AWS delivery listens to: patterns of EventBridge, as pure data. */

/** A pattern in the words of EventBridge. */
export type EventPattern = Readonly<Record<string, unknown>>;

/** Commits that arrive at the branch. */
export function branchChanges(repositoryArn: string, branch: string): EventPattern {
  return {
    source: ["aws.codecommit"],
    "detail-type": ["CodeCommit Repository State Change"],
    resources: [repositoryArn],
    detail: {
      event: ["referenceCreated", "referenceUpdated"],
      referenceType: ["branch"],
      referenceName: [branch],
    },
  };
}

/** New versions of one file in S3. */
export function objectChanges(bucket: string, key: string): EventPattern {
  return {
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [bucket] }, object: { key: [key] } },
  };
}

/** Stages of one pipeline that failed: a build, or what its tests found. */
export function failedStagesOf(pipeline: string): EventPattern {
  return {
    source: ["aws.codepipeline"],
    "detail-type": ["CodePipeline Stage Execution State Change"],
    detail: { pipeline: [pipeline], state: ["FAILED"] },
  };
}

/** Stages that failed: a wrong revision, a refusal, a deployment that took too long. */
export function failedStages(pipelinePrefix: string): EventPattern {
  return {
    source: ["aws.codepipeline"],
    "detail-type": ["CodePipeline Stage Execution State Change"],
    detail: { pipeline: [{ prefix: pipelinePrefix }], state: ["FAILED"] },
  };
}

/** Deployments that ECS gave up: its circuit breaker went off. */
export function failedDeployments(clusterServiceArns: readonly string[]): EventPattern {
  return {
    source: ["aws.ecs"],
    "detail-type": ["ECS Deployment State Change"],
    resources: clusterServiceArns.map((prefix) => ({ prefix })),
    detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
  };
}

/** Once the essential containers of a run have ended, ECS sends SIGTERM (143), then SIGKILL (137), to the others. */
const stoppedByEcs = [0, 137, 143];

/**
 * Runs of a family in which a container failed, or that never began. The name and the exit code are of one container:
 * EventBridge matches fields of one element of a list (github.com/aws/event-ruler, ACFinder).
 *
 * @param family started by no service: ECS names the group of such a task after it.
 */
export function failedRuns(
  clusterArn: string,
  family: string,
  {
    mustSucceed,
    sidecars,
  }: { readonly mustSucceed: readonly string[]; readonly sidecars: readonly string[] },
): EventPattern {
  const ended = (names: readonly string[], expected: readonly number[]) => ({
    containers: { name: [...names], exitCode: [{ "anything-but": [...expected] }] },
  });
  return {
    source: ["aws.ecs"],
    "detail-type": ["ECS Task State Change"],
    detail: {
      clusterArn: [clusterArn],
      group: [`family:${family}`],
      lastStatus: ["STOPPED"],
      $or: [
        ended(mustSucceed, [0]),
        ...(sidecars.length === 0 ? [] : [ended(sidecars, stoppedByEcs)]),
        { stopCode: ["TaskFailedToStart"] },
      ],
    },
  };
}
