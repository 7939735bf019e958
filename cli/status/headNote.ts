import { type ExecutionStatus } from "../../delivery/aws/codePipeline";
import { rollbackTimes, wasRolledBack } from "../../delivery/serviceFacts";
import { shortCommit } from "../../delivery/words";
import { releasedImages } from "../releases";
import { ago } from "../words";
import { type AppFacts, type Note } from "./facts";

/**
 * Why the head does not run, where it does not. The head may wait, be queued or have been rolled back; it is
 * reported and never acted on.
 */
export function headNote(
  { app, service, releases, executions = [], waiting }: AppFacts,
  headRuns: boolean,
  now: Date,
): Note[] {
  const [head] = releases;
  if (service === undefined || headRuns) {
    return [];
  }
  if (head === undefined) {
    return [{ says: "has no release in the deployment repository yet" }];
  }
  const what = `the head, ${shortCommit(head.commitId)} by ${head.author} ${ago(head.date, now)}, does not run`;
  const [problem] = head.problems;
  if (problem !== undefined) {
    return [
      {
        says: `${what}: its revision.json is wrong: ${problem}`,
        next: `slipway history ${app}`,
      },
    ];
  }
  const execution = executions.find(({ commitId }) => commitId === head.commitId);
  const [refusal] = head.refusals;
  if (execution === undefined && refusal !== undefined) {
    return [
      { says: `${what}: the trigger refuses it: ${refusal}`, next: `slipway history ${app}` },
    ];
  }
  if (execution === undefined) {
    return [{ says: `${what}: no pipeline was started for it yet` }];
  }
  if (execution.id === waiting) {
    return [{ says: `${what}: it waits for approval`, next: `slipway approve ${app}` }];
  }
  const record = {
    releases: releases.map(releasedImages),
    executions,
    rollbackTimes: rollbackTimes(service),
  };
  if (wasRolledBack(head.commitId, record)) {
    return [{ says: `${what}: ECS rolled it back`, next: `slipway history ${app}` }];
  }
  const before = executions.find(({ id }) => id === waiting);
  if (execution.status === "InProgress" && before !== undefined) {
    const other = before.commitId === undefined ? "another" : shortCommit(before.commitId);
    const says = `${what}: it is queued behind ${other}, which waits for approval`;
    return [{ says, next: `slipway approve ${app}` }];
  }
  const says = `${what}: ${reasons[execution.status]}`;
  return [isOver(execution.status) ? { says, next: `slipway history ${app}` } : { says }];
}

const reasons: Readonly<Record<ExecutionStatus, string>> = {
  InProgress: "it is being deployed, or is queued behind a deployment",
  Stopping: "its pipeline is being stopped",
  Failed: "its deployment failed",
  Stopped: "its pipeline was stopped",
  Cancelled: "its pipeline was cancelled",
  Superseded: "its pipeline was superseded",
  Succeeded: "it was deployed, and something else changed the service since",
};

function isOver(status: ExecutionStatus): boolean {
  return status !== "InProgress" && status !== "Stopping";
}
