import { type BranchName } from "../../delivery/aws/codeCommit";

/** What a message in the queue asks for. */
export type Scope =
  /** Every app: the schedule, or a branch whose earlier state is not known. */
  | { readonly kind: "all"; readonly reason: string }
  /** The apps whose files differ between two commits. */
  | { readonly kind: "between"; readonly from: string; readonly to: string }
  /** Nothing of this stack's branch. */
  | { readonly kind: "none"; readonly reason: string };

/**
 * Reads an event of EventBridge: a change of a branch, or the schedule.
 *
 * @throws Error for anything else. Who put it there must hear of it, so it ends in the dead-letter queue.
 */
export function scopeOf(body: string, { repository, branch }: BranchName): Scope {
  const event = recordOf(JSON.parse(body));
  const kind = event["detail-type"];
  if (kind === "Scheduled Event") {
    return { kind: "all", reason: "schedule" };
  }
  if (kind !== "CodeCommit Repository State Change") {
    throw new Error(`The message is no event that the trigger knows: detail-type ${shown(kind)}.`);
  }
  const detail = recordOf(event["detail"]);
  if (detail["repositoryName"] !== repository || detail["referenceName"] !== branch) {
    return { kind: "none", reason: "another branch" };
  }
  if (detail["event"] === "referenceDeleted") {
    return { kind: "none", reason: "branch deleted" };
  }
  const { oldCommitId: from, commitId: to } = detail;
  return typeof from === "string" && typeof to === "string"
    ? { kind: "between", from, to }
    : { kind: "all", reason: "branch created" };
}

/** Seconds until a message that failed comes again: 2, 4, 8, … up to a minute. */
export function retryAfterSeconds(receiveCount: number): number {
  return Math.min(60, 2 ** Math.max(1, receiveCount));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
