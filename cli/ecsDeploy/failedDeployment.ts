import { type ServicePlace } from "../../delivery/aws/ecs";
import { type RevisionChange } from "../../delivery/deployment/serviceChange";
import { primaryOf } from "../../delivery/serviceFacts";
import { type Io } from "../io";
import { failureText } from "./failure";
import { type Output } from "./output";
import { type ExitCode } from "./refusal";
import { type Settings } from "./settings";
import { watch, type Watched } from "./watch";
import { type World } from "./world";

/** A change that has been made. */
export function changeTo(
  revision: string,
  before: RevisionChange["before"],
  since: Date,
): RevisionChange {
  return { revision, before, askedAt: since, beganAt: since, isMade: true };
}

/** Says why, goes back where that was asked for, and waits for it. */
export async function failed(
  watched: Watched,
  change: RevisionChange,
  at: ServicePlace,
  settings: Settings,
  world: World,
  io: Io,
  output: Output,
): Promise<ExitCode> {
  const { outcome } = watched;
  const message = sentenceOf(watched, at, settings);
  output.line(`ERROR: ${message}`);
  output.result.error = message;
  if (outcome.kind === "interrupted") {
    return 1;
  }
  io.stderr(await failureText(watched, change, at, world, io));
  const primary = primaryOf(watched.service);
  // What another tool has deployed meanwhile is not ours to undo, and what ECS has rolled back is back.
  const isOurs = primary?.taskDefinition === change.revision;
  const isBack = outcome.kind === "failed" && outcome.failure.why === "rolled back";
  if (settings.rollback && !settings.force && (isOurs || isBack)) {
    await goBack(change, isOurs ? primary.id : undefined, at, settings, world, io, output);
  }
  return 1;
}

/** @param ours id of the deployment to undo. @default - ECS itself goes back */
async function goBack(
  { before, revision }: RevisionChange,
  ours: string | undefined,
  at: ServicePlace,
  settings: Settings,
  world: World,
  io: Io,
  output: Output,
): Promise<void> {
  const since = io.now();
  output.line(`Rolling back to ${before.revision}`);
  if (ours !== undefined) {
    await world.changes.update(at, { taskDefinition: before.revision });
  }
  const back = changeTo(before.revision, { id: ours, revision }, since);
  const { outcome } = await watch(at, back, world, io, {
    timeoutMs: settings.timeoutSeconds * 1000,
    untilRunning: false,
    onRunning: () => undefined,
    note: output.note,
  });
  if (outcome.kind === "succeeded") {
    output.line(`Rolled back to ${before.revision}`);
    output.result.rolledBackTo = before.revision;
  } else {
    output.line(`ERROR: The rollback to ${before.revision} is not complete`);
  }
}

function sentenceOf(
  { outcome, stage }: Watched,
  at: ServicePlace,
  { timeoutSeconds }: Settings,
): string {
  if (outcome.kind === "interrupted") {
    return `No longer watching: the deployment of "${at.service}" goes on`;
  }
  if (outcome.kind !== "failed") {
    return stage === "start"
      ? `New task definition not running within ${timeoutSeconds} seconds`
      : `The service deployment is not complete within ${timeoutSeconds} seconds; it goes on`;
  }
  const { failure } = outcome;
  switch (failure.why) {
    case "replaced":
      return `Another deployment took its place: ${failure.by}`;
    case "no service":
      return `The service "${at.service}" is gone`;
    default: {
      const reason = "reason" in failure ? failure.reason : undefined;
      return `The deployment failed and was rolled back${reason === undefined ? "" : `: ${reason}`}`;
    }
  }
}
