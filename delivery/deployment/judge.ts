import { type ActionExecution, type PipelineExecution } from "../aws/codePipeline";
import { failureOfActions, type Failure } from "../failure/failure";
import { approval, deploy, isFailedDeploymentReason, sourceAction } from "../pipeline";
import { type ServiceChange } from "./serviceChange";
import {
  noMemory,
  rollbackOf,
  rollbackReason,
  serviceVerdict,
  type Judged,
  type Memory,
} from "./serviceVerdict";
import { type Asked, type Look, type Phase, type Verdict } from "./verdict";

/**
 * What a look at a pipeline and its service means: the service's own verdict, within what the pipeline
 * has done so far.
 */
export function judge(asked: Asked, look: Look, memory: Memory = noMemory): Judged {
  const { execution } = look;
  if (execution === undefined) {
    // The trigger starts the newest commit of a file; those before it are passed over.
    const verdict: Verdict =
      look.newer === undefined
        ? waiting({ at: "trigger" })
        : failed({ why: "superseded", by: look.newer.commitId });
    return { verdict, memory };
  }
  const change = changeBy(asked, look, execution);
  const service = serviceVerdict(change, look, memory);
  return {
    verdict: withinPipeline(service, change, look, execution),
    memory: service.memory,
  };
}

/** The change of the service that an execution makes. */
function changeBy(
  { images }: Asked,
  { actions, newer }: Look,
  { status, startedAt }: PipelineExecution,
): ServiceChange {
  const isMade = status === "Succeeded";
  const beganAt = actionOf(actions, deploy)?.startedAt ?? (isMade ? startedAt : undefined);
  return { images, askedAt: startedAt, beganAt, isMade, newer };
}

function withinPipeline(
  { verdict, memory: { deployment, missingSince } }: Judged,
  change: ServiceChange,
  look: Look,
  execution: PipelineExecution,
): Verdict {
  // The pipeline's own failure, a timeout above all, ends what ECS would still go on with.
  const isOver =
    verdict.kind === "failed" || (verdict.kind === "succeeded" && execution.status !== "Failed");
  if (deployment !== undefined && isOver) {
    return verdict;
  }
  const failure = pipelineFailure(change, look, execution);
  if (failure !== undefined) {
    return failure;
  }
  const hasBegun = deployment !== undefined || missingSince !== undefined;
  return verdict.kind === "waiting" && !hasBegun ? waiting(pipelinePhase(look)) : verdict;
}

function pipelineFailure(
  change: ServiceChange,
  look: Look,
  execution: PipelineExecution,
): Verdict | undefined {
  switch (execution.status) {
    case "Superseded":
      return failed({ why: "superseded", by: look.newer?.commitId });
    case "Stopped":
    case "Stopping":
    case "Cancelled":
      if (isFailedDeploymentReason(execution.summary)) {
        const reason = rollbackOf(change, look)?.reason ?? rollbackReason(change, look);
        return failed({ why: "rolled back", reason: reason ?? execution.summary });
      }
      return failed({ why: "stopped", summary: execution.summary });
    case "Failed":
      return failed(failureOfActions(look.actions));
    default:
      return undefined;
  }
}

function pipelinePhase({ actions, older }: Look): Phase {
  const source = actionOf(actions, sourceAction);
  if (source?.status !== "Succeeded") {
    return { at: "source" };
  }
  if (actionOf(actions, approval)?.status === "InProgress") {
    return { at: "approval" };
  }
  if (actionOf(actions, deploy) !== undefined) {
    return { at: "deploy" };
  }
  return { at: "queue", behind: older?.commitId };
}

function actionOf(actions: readonly ActionExecution[], name: string): ActionExecution | undefined {
  return actions.find(({ action }) => action === name);
}

function waiting(phase: Phase): Verdict {
  return { kind: "waiting", phase };
}

function failed(failure: Failure): Verdict {
  return { kind: "failed", failure };
}
