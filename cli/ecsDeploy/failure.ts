import { type ServicePlace } from "../../delivery/aws/ecs";
import { type RevisionChange } from "../../delivery/deployment/serviceChange";
import { autopsyText } from "../../delivery/failure/autopsyText";
import { causeOf } from "../../delivery/failure/causes";
import { evidenceOf, taskId } from "../../delivery/failure/evidence";
import { type Io } from "../io";
import { type Watched } from "./watch";
import { type World } from "./world";

const mostTasks = 3;

/** The report of slipway: tasks, targets, events, last lines of the log. What may not be read is a gap in it. */
export async function failureText(
  { outcome, seen }: Watched,
  { revision, askedAt }: RevisionChange,
  at: ServicePlace,
  world: World,
  io: Io,
): Promise<string> {
  const isNews =
    outcome.kind !== "failed" ||
    (outcome.failure.why !== "replaced" && outcome.failure.why !== "no service");
  if (!isNews) {
    return "";
  }
  const evidence = await evidenceOf(at, { ...seen, startedAt: askedAt }, await world.archive());
  const name = revision.slice(revision.lastIndexOf("/") + 1);
  return autopsyText(
    {
      app: `${at.cluster}/${at.service}`,
      stack: "",
      commit: "",
      images: {},
      runs: undefined,
      outcome: "rolled back",
      summary: `${name} does not run in ${at.cluster}/${at.service}.`,
      cause: causeOf(evidence, []),
      tasks: [...evidence.stopped, ...evidence.running].slice(0, mostTasks).map((task) => ({
        id: taskId(task.arn),
        stopped: task.lastStatus === "STOPPED",
        reason: task.stoppedReason,
        containers: task.containers,
      })),
      targets: evidence.targets.map(({ id, reason, description }) => ({
        id,
        reason: description ?? reason ?? "unhealthy",
      })),
      events: evidence.events.map(({ at: when, message }) => ({ at: when.toISOString(), message })),
      logs: evidence.logs,
      gaps: evidence.gaps,
      next: [`aws ecs describe-services --cluster ${at.cluster} --services ${at.service}`],
    },
    io.colors,
  );
}
