import { hasService } from "../../delivery/stackParameter";
import { shortCommit, shortImage } from "../../delivery/words";
import { type DeploymentTime } from "../deployment/deploymentTime";
import { timeText } from "../deployment/estimate";
import { type Colors } from "../io";
import { ago, subject, timestamp } from "../words";
import { type AppStatus, type CommitFacts } from "./appStatus";
import { deploymentText, noteText, pipelineText } from "./render";

/** One app in full. */
export function appPage(
  status: AppStatus,
  colors: Colors,
  now: Date,
  next?: DeploymentTime,
): string {
  const { images, tasks, targets, deployment } = status;
  const lines: (readonly [string, string])[] = [
    ["kind", status.kind],
    ...images.map(({ name, imageUri }) => [`image of ${name}`, imageUri] as const),
    ["runs commit", commitText(status.commit, now)],
    ["head commit", status.headRuns ? "the same" : commitText(status.head, now)],
    ["pipeline", pipelineText(status, colors)],
    ...(hasService(status.kind)
      ? ([
          ["deployment", deploymentText(status, colors) + detail(deployment.reason)],
          ["tasks", `${tasks.running} running, ${tasks.desired} wanted`],
        ] as const)
      : ([
          ["tasks", `${tasks.running} running`],
          ["next run", nextRunText(status)],
        ] as const)),
    ...(targets === null
      ? []
      : ([["targets", `${targets.healthy} of ${targets.total} healthy`]] as const)),
    ...(status.taskDefinition === null
      ? []
      : ([["definition", shortImage(status.taskDefinition)]] as const)),
    ...(next === undefined ? [] : ([["next deployment", `takes ${timeText(next)}`]] as const)),
  ];
  const widest = Math.max(...lines.map(([what]) => what.length));
  const notes = status.notes.map((note) => `${colors.yellow("!")} ${noteText(note)}\n`);
  return [
    `${colors.bold(status.app)}\n`,
    ...lines.map(([what, value]) => `  ${colors.dim(what.padEnd(widest))}  ${value}\n`),
    ...notes,
  ].join("");
}

function nextRunText({ schedule }: AppStatus): string {
  if (schedule === null) {
    return "none: the schedule is gone; pulumi up makes it";
  }
  const { enabled, nextRun, expression, timezone } = schedule;
  const when =
    nextRun === null ? (enabled ? "never again" : "none: disabled") : timestamp(new Date(nextRun));
  return `${when} (${expression} ${timezone})`;
}

function commitText(commit: CommitFacts | null, now: Date): string {
  if (commit === null) {
    return "–";
  }
  const { commitId, author, date, message } = commit;
  return `${shortCommit(commitId)}  ${author}, ${ago(new Date(date), now)}: ${subject(message)}`;
}

function detail(reason: string | null): string {
  return reason === null ? "" : ` (${reason})`;
}
