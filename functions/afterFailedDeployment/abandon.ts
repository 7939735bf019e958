import { clockSkewMs } from "../../aws/limits";
import { pipelineName, serviceName } from "../../aws/naming";
import { type CodePipeline } from "../../delivery/aws/codePipeline";
import { type Ecs } from "../../delivery/aws/ecs";
import { deploy, failedDeploymentReason } from "../../delivery/pipeline";
import { describedApps, type StackParameter } from "../../delivery/stackParameter";
import { type Log } from "../log";
import { type FailedDeployment } from "./event";

export interface World {
  readonly ecs: Pick<Ecs, "service" | "rolledBack">;
  readonly pipelines: Pick<CodePipeline, "deployingExecution" | "actions" | "abandon">;
  stack(): Promise<Pick<StackParameter, "stack" | "repository" | "branch" | "clusters">>;
  readonly log: Log;
}

/**
 * Abandons the execution whose deployment failed. CodePipeline's deploy action does not notice ECS's
 * circuit breaker: it would wait for its timeout and hold up the next release until then.
 *
 * With SUPERSEDED one execution at a time is in the stage. One that began to deploy after the failed
 * deployment was made is another one, and is never touched.
 */
export async function abandon(failure: FailedDeployment, world: World): Promise<void> {
  const { log, pipelines } = world;
  const fields = { service: failure.service, deployment: failure.deploymentId };
  const pipeline = await pipelineOf(failure, world);
  if (pipeline === undefined) {
    log.info("no such app", fields);
    return;
  }
  const executionId = await pipelines.deployingExecution(pipeline);
  const startedAt =
    executionId === undefined ? undefined : await deployStart(pipeline, executionId, pipelines);
  if (executionId === undefined || startedAt === undefined) {
    log.info("nothing in the pipeline", { ...fields, pipeline });
    return;
  }
  const createdAt = await creationOf(failure, world);
  if (createdAt === undefined || startedAt.getTime() > createdAt.getTime() + clockSkewMs) {
    const times = { startedAt: startedAt.toISOString(), createdAt: createdAt?.toISOString() };
    log.info("another execution deploys", { ...fields, pipeline, executionId, ...times });
    return;
  }
  const reason = failedDeploymentReason(failure.deploymentId);
  const stopped = await pipelines.abandon(pipeline, executionId, reason);
  log.info(stopped ? "abandoned" : "ended already", { ...fields, pipeline, executionId });
}

/** The state of a pipeline has the time of an action's last change; only the history has its start. */
async function deployStart(
  pipeline: string,
  executionId: string,
  pipelines: World["pipelines"],
): Promise<Date | undefined> {
  const actions = await pipelines.actions(pipeline, executionId);
  const isDeploying = ({ stage, action, status }: (typeof actions)[number]) =>
    stage === deploy && action === deploy && status === "InProgress";
  return actions.find(isDeploying)?.startedAt;
}

async function pipelineOf(
  { service }: FailedDeployment,
  world: World,
): Promise<string | undefined> {
  const described = await world.stack();
  const { stack, repository, branch } = described;
  const found = describedApps(described).find(
    ({ cluster, app }) => serviceName(stack, cluster, app) === service,
  );
  return found && pipelineName(repository, branch, found.cluster, found.app);
}

/** ECS forgets a failed deployment once it has no tasks; its record of the rollback stays. */
async function creationOf(failure: FailedDeployment, { ecs }: World): Promise<Date | undefined> {
  const service = await ecs.service(failure);
  const deployment = service?.deployments.find(({ id }) => id === failure.deploymentId);
  if (deployment !== undefined || service === undefined) {
    return deployment?.createdAt;
  }
  const [newest] = await ecs.rolledBack(failure);
  return newest?.createdAt;
}
