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
