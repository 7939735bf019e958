import { ServiceError } from "../serviceError";
import { operation, seconds, type Operation } from "./call";
import { checkStage } from "./executing";

interface Transition {
  readonly pipelineName: string;
  readonly stageName: string;
  readonly transitionType: "Inbound" | "Outbound";
}

interface Result extends Omit<Transition, "transitionType"> {
  readonly actionName: string;
  readonly token: string;
  readonly result: { readonly status: "Approved" | "Rejected"; readonly summary: string };
}

const putApprovalResult = operation<Result>((call, input) => {
  const { pipelineName, stageName, actionName, token, result } = input;
  const pipeline = call.pipelines.get(pipelineName);
  checkStage(pipeline, stageName);
  const stage = pipeline.definition.stages.find(({ name }) => name === stageName);
  if (!stage?.actions.some(({ name }) => name === actionName)) {
    throw new ServiceError(
      "ActionNotFoundException",
      `The stage '${stageName}' has no action with the name '${actionName}'`,
    );
  }
  const run = pipeline
    .executions()
    .flatMap(({ actions }) => actions)
    .find(
      (other) =>
        other.stage === stageName &&
        other.action === actionName &&
        other.progress?.["token"] === token,
    );
  if (run === undefined) {
    throw new ServiceError("InvalidApprovalTokenException", "The approval token is not valid");
  }
  const decision = {
    approved: result.status === "Approved",
    summary: result.summary,
    by: call.caller.arn,
  };
  if (run.status !== "InProgress" || !call.approvals.decide(token, decision)) {
    throw new ServiceError(
      "ApprovalAlreadyCompletedException",
      "The approval has been completed already",
    );
  }
  return { approvedAt: seconds(call.clock.now()) };
});

const disableStageTransition = operation<Transition & { readonly reason: string }>(
  (call, { pipelineName, stageName, transitionType, reason }) => {
    const pipeline = call.pipelines.get(pipelineName);
    checkStage(pipeline, stageName);
    checkInbound(transitionType);
    const transition = { reason, by: call.caller.arn, at: call.clock.now() };
    pipeline.update({ disabled: { ...pipeline.facts.disabled, [stageName]: transition } });
    return {};
  },
);

const enableStageTransition = operation<Transition>(
  (call, { pipelineName, stageName, transitionType }) => {
    const pipeline = call.pipelines.get(pipelineName);
    checkStage(pipeline, stageName);
    checkInbound(transitionType);
    const { [stageName]: enabled, ...disabled } = pipeline.facts.disabled;
    if (enabled !== undefined) {
      pipeline.update({ disabled });
    }
    call.engine.advance(pipeline);
    return {};
  },
);

function checkInbound(type: Transition["transitionType"]): void {
  if (type === "Outbound") {
    throw new ServiceError(
      "ValidationException",
      "The CodePipeline of local AWS serves inbound transitions only",
    );
  }
}

export const deciding: Readonly<Record<string, Operation>> = {
  PutApprovalResult: putApprovalResult,
  DisableStageTransition: disableStageTransition,
  EnableStageTransition: enableStageTransition,
};
