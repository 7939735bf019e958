import { hasService } from "../../delivery/stackParameter";
import { shortCommit, shortImage } from "../../delivery/words";
import { type Colors } from "../io";
import { table } from "../table";
import { type AppStatus } from "./appStatus";
import { type Note } from "./facts";

const columns = [
  { title: "APP" },
  { title: "IMAGE" },
  { title: "COMMIT" },
  { title: "PIPELINE" },
  { title: "DEPLOYMENT" },
  { title: "TASKS", align: "right" },
  { title: "HEALTHY", align: "right" },
] as const;

/** All apps in a table, and below it what a person should know about each. */
export function statusTable(statuses: readonly AppStatus[], colors: Colors, width: number): string {
  const rows = statuses.map((status) => rowOf(status, colors));
  const notes = statuses.flatMap(({ app, notes }) =>
    notes.map((note) => `${colors.yellow("!")} ${app}: ${noteText(note)}\n`),
  );
  const titles = columns.map((column) => ({ ...column, title: colors.dim(column.title) }));
  return table(titles, rows, width) + (notes.length > 0 ? `\n${notes.join("")}` : "");
}

function rowOf(status: AppStatus, colors: Colors): string[] {
  const { app, commit, targets, tasks } = status;
  const own = status.images.find(({ name }) => name === app.slice(app.indexOf("/") + 1));
  return [
    app,
    own === undefined ? "–" : shortImage(own.imageUri),
    commit === null ? "–" : shortCommit(commit.commitId),
    pipelineText(status, colors),
    deploymentText(status, colors),
    hasService(status.kind) ? whole(tasks.running, tasks.desired, colors) : String(tasks.running),
    targets === null ? "–" : whole(targets.healthy, targets.total, colors),
  ];
}

/** The pipeline's newest execution, with the commit when it is not the one that runs. */
export function pipelineText({ pipeline, commit }: AppStatus, colors: Colors): string {
  if (pipeline === null) {
    return "–";
  }
  const other =
    pipeline.commitId === null || pipeline.commitId === commit?.commitId
      ? ""
      : ` ${shortCommit(pipeline.commitId)}`;
  if (pipeline.waitsForApproval) {
    return colors.yellow(`waits for approval${other}`);
  }
  const words = `${pipeline.status.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()}${other}`;
  if (pipeline.status === "Failed") {
    return colors.red(words);
  }
  return pipeline.status === "Succeeded" ? words : colors.yellow(words);
}

export function deploymentText({ kind, deployment }: AppStatus, colors: Colors): string {
  if (!hasService(kind)) {
    return "–";
  }
  const { state } = deployment;
  if (state === "failed") {
    return colors.red(state);
  }
  return state === "in progress" ? colors.yellow(state) : state === "none" ? "–" : state;
}

function whole(part: number, of: number, colors: Colors): string {
  const text = `${part}/${of}`;
  return part < of ? colors.red(text) : text;
}

export function noteText({ says, next }: Note): string {
  return next === undefined ? says : `${says} → ${next}`;
}
