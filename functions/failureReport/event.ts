import { failedDeploymentOf, type FailedDeployment } from "../afterFailedDeployment/event";

/** What the function hears of. */
export type Heard =
  | {
      readonly kind: "deployment";
      readonly failed: FailedDeployment;
      /** What ECS says. */
      readonly reason: string | undefined;
      readonly at: Date;
    }
  | {
      readonly kind: "stage";
      readonly pipeline: string;
      readonly executionId: string;
      readonly stage: string;
      readonly at: Date;
    };

/**
 * Reads an event of EventBridge: a deployment that ECS gave up, or a stage of a pipeline that failed.
 *
 * @throws Error when it is another event.
 */
export function heardOf(body: string): Heard {
  const event = recordOf(JSON.parse(body));
  const detail = recordOf(event["detail"]);
  const at = new Date(textOf(event["time"]) ?? Number.NaN);
  if (event["detail-type"] !== "CodePipeline Stage Execution State Change") {
    const failed = failedDeploymentOf(event);
    return { kind: "deployment", failed, reason: textOf(detail["reason"]), at };
  }
  const pipeline = textOf(detail["pipeline"]);
  const executionId = textOf(detail["execution-id"]);
  const stage = textOf(detail["stage"]);
  if (
    pipeline === undefined ||
    executionId === undefined ||
    stage === undefined ||
    detail["state"] !== "FAILED"
  ) {
    throw new Error(`The event is not that of a stage that failed: ${body}`);
  }
  return { kind: "stage", pipeline, executionId, stage, at };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
