import { approvalMs, clockSkewMs } from "../../aws/limits";
import { pipelineName, serviceName } from "../../aws/naming";
import { type CodePipeline, type PipelineExecution } from "../../delivery/aws/codePipeline";
import { type Deployment, type ServicePlace } from "../../delivery/aws/ecs";
import { collect as all } from "../../delivery/aws/pages";
import { autopsyOf, type Autopsy } from "../../delivery/failure/autopsy";
import { evidenceOf, type Archive, type Evidence } from "../../delivery/failure/evidence";
import { failureOfActions, type Failure } from "../../delivery/failure/failure";
import { parseRevision } from "../../delivery/format";
import { imagesOfDefinition, imagesOfRevision, type Images } from "../../delivery/images";
import { revisionPath } from "../../delivery/paths";
import { approval, deploy, failedDeploymentReason } from "../../delivery/pipeline";
import { hasImages, primaryOf } from "../../delivery/serviceFacts";
import {
  describedApps,
  hasService,
  imageOrigins,
  type DescribedApp,
  type StackParameter,
} from "../../delivery/stackParameter";
import { type Heard } from "./event";

/** What a report is made from. */
export interface Sources extends Archive {
  readonly pipelines: Pick<CodePipeline, "executions" | "actions">;
  /** The text of a file at a commit; undefined where the commit has none. */
  file(stack: StackParameter, path: string, commitId: string): Promise<string | undefined>;
}

/** Executions among which the one that deployed is looked for. */
const depth = 20;

const noEvidence: Evidence = {
  stopped: [],
  running: [],
  definition: undefined,
  targets: [],
  events: [],
  logs: undefined,
  gaps: [],
};

/** The report of what was heard of; undefined where it is about no app of the stack, or was reported already. */
export async function collect(
  heard: Heard,
  stack: StackParameter,
  sources: Sources,
): Promise<Autopsy | undefined> {
  const app = describedApps(stack).find((one) =>
    heard.kind === "deployment"
      ? serviceName(stack.stack, one.cluster, one.app) === heard.failed.service
      : pipelineOf(stack, one) === heard.pipeline,
  );
  if (app === undefined) {
    return undefined;
  }
  return heard.kind === "deployment"
    ? deploymentReport(heard, app, stack, sources)
    : stageReport(heard, app, stack, sources);
}

async function deploymentReport(
  { failed, reason, at }: Extract<Heard, { readonly kind: "deployment" }>,
  app: DescribedApp,
  stack: StackParameter,
  sources: Sources,
): Promise<Autopsy> {
  const { services, pipelines } = sources;
  const service = await services.service(failed);
  const there = service?.deployments.find(({ id }) => id === failed.deploymentId);
  // ECS forgets a failed deployment once it has no tasks; its record of the rollback stays.
  const [record] = there === undefined ? await services.rolledBack(failed) : [];
  const deployment = there ?? withId(failed.deploymentId, record);
  const evidence = await evidenceOf(failed, { deployment, unhealthy: [], startedAt: at }, sources);
  const own = [...imageOrigins(stack, app).repositories.keys()];
  const images = imagesOf(evidence.definition, own);
  const pipeline = pipelineOf(stack, app);
  const executions = await all(pipelines.executions(pipeline, depth));
  const execution = executions.find((one) => isOf(failed.deploymentId, deployment, one));
  const failure: Failure = { why: "rolled back", reason: reason ?? record?.reason };
  const runs = primaryOf(service)?.taskDefinition;
  return autopsyOf(
    {
      ...subjectOf(stack, app),
      commitId: execution?.commitId ?? "",
      images,
      runs:
        runs === undefined || runs === deployment?.taskDefinition
          ? undefined
          : imagesOf(await services.definition(runs), own),
    },
    failure,
    evidence,
  );
}

async function stageReport(
  { pipeline, executionId, stage, at }: Extract<Heard, { readonly kind: "stage" }>,
  app: DescribedApp,
  stack: StackParameter,
  sources: Sources,
): Promise<Autopsy | undefined> {
  const { services, pipelines } = sources;
  const [executions, actions] = await Promise.all([
    all(pipelines.executions(pipeline, depth)),
    pipelines.actions(pipeline, executionId),
  ]);
  const execution = executions.find(({ id }) => id === executionId);
  const commitId = execution?.commitId ?? "";
  const images = await imagesAt(commitId, app, stack, sources);
  const startedAt = actions.find((one) => one.stage === stage)?.startedAt ?? at;
  const place: ServicePlace = {
    cluster: stack.clusters[app.cluster]?.name ?? "",
    service: serviceName(stack.stack, app.cluster, app.app),
  };
  let evidence = noEvidence;
  if (stage === deploy && hasService(app.kind)) {
    const since = new Date(startedAt.getTime() - clockSkewMs);
    const given = await services.rolledBack(place, since);
    if (given.some((one) => hasImages(one.images, images))) {
      // ECS said so itself, and that was reported.
      return undefined;
    }
    const primary = primaryOf(await services.service(place));
    const deployment = primary !== undefined && primary.createdAt >= since ? primary : undefined;
    evidence = await evidenceOf(place, { deployment, unhealthy: [], startedAt }, sources);
  }
  const failure: Failure =
    stage === approval && at.getTime() - startedAt.getTime() >= approvalMs
      ? { why: "pipeline", stage, action: stage, message: "nobody decided within 7 days" }
      : failureOfActions(actions);
  return autopsyOf(
    { ...subjectOf(stack, app), commitId, images, runs: undefined },
    failure,
    evidence,
  );
}

function subjectOf(stack: StackParameter, app: DescribedApp) {
  const key = `${app.cluster}/${app.app}`;
  return { app: key, stack: stack.stack, pipeline: pipelineOf(stack, app) };
}

function pipelineOf({ repository, branch }: StackParameter, app: DescribedApp): string {
  return pipelineName(repository, branch, app.cluster, app.app);
}

function withId(
  id: string,
  record: { readonly createdAt: Date; readonly taskDefinition: string | undefined } | undefined,
): Pick<Deployment, "id" | "taskDefinition" | "createdAt"> | undefined {
  return record?.taskDefinition === undefined
    ? undefined
    : { id, taskDefinition: record.taskDefinition, createdAt: record.createdAt };
}

/** Whether an execution began a deployment: the newest one before it, or the one that was abandoned because of it. */
function isOf(
  deploymentId: string,
  deployment: { readonly createdAt: Date } | undefined,
  { status, summary, startedAt }: PipelineExecution,
): boolean {
  if (summary === failedDeploymentReason(deploymentId)) {
    return true;
  }
  const isBefore =
    deployment !== undefined && startedAt.getTime() <= deployment.createdAt.getTime() + clockSkewMs;
  return status === "InProgress" && isBefore;
}

/** Images of the containers that a release brings. */
function imagesOf(
  definition: Parameters<typeof imagesOfDefinition>[0] | undefined,
  own: readonly string[],
): Images {
  const found = definition === undefined ? {} : imagesOfDefinition(definition);
  return Object.fromEntries(Object.entries(found).filter(([name]) => own.includes(name)));
}

/** What the commit says; nothing where it has no right file, which is what the pipeline failed of then. */
async function imagesAt(
  commitId: string,
  { cluster, app }: DescribedApp,
  stack: StackParameter,
  { file }: Pick<Sources, "file">,
): Promise<Images> {
  const path = revisionPath(cluster, app);
  try {
    const text = commitId === "" ? undefined : await file(stack, path, commitId);
    return text === undefined ? {} : imagesOfRevision(parseRevision(text, { path }));
  } catch {
    return {};
  }
}
