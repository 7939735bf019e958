import { type ActionExecution } from "../aws/codePipeline";
import { approval } from "../pipeline";

/** Why a deployment did not come to its end. */
export type Failure =
  | { readonly why: "superseded"; readonly by: string | undefined }
  | {
      readonly why: "pipeline";
      readonly stage: string;
      readonly action: string;
      readonly message: string;
    }
  | { readonly why: "rejected"; readonly summary: string | undefined }
  | { readonly why: "stopped"; readonly summary: string | undefined }
  | { readonly why: "rolled back"; readonly reason: string | undefined }
  | { readonly why: "replaced"; readonly by: string }
  | { readonly why: "no service" };

/** Why an execution of a pipeline failed by itself, from its actions. */
export function failureOfActions(actions: readonly ActionExecution[]): Failure {
  const action = actions.find(({ status }) => status === "Failed");
  if (action?.stage === approval) {
    return { why: "rejected", summary: action.summary };
  }
  return {
    why: "pipeline",
    stage: action?.stage ?? "",
    action: action?.action ?? "",
    message: action?.error?.message ?? action?.summary ?? "the pipeline gives no reason",
  };
}
