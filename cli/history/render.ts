import { shortCommit, shortImage } from "../../delivery/words";
import { type Colors } from "../io";
import { table } from "../table";
import { ago, subject } from "../words";
import { type HistoryEntry, type Outcome } from "./outcome";

/** Newest first; the commit that runs is marked. */
export function historyTable(
  entries: readonly HistoryEntry[],
  colors: Colors,
  now: Date,
  width: number,
): string {
  const titles = ["", "COMMIT", "WHEN", "WHO", "IMAGE", "OUTCOME", "MESSAGE"];
  const rows = entries.map((entry) => [
    entry.live ? colors.green("▶") : "",
    shortCommit(entry.commitId),
    ago(new Date(entry.date), now),
    entry.author,
    entry.images.map(({ imageUri }) => shortImage(imageUri)).join(", ") || "–",
    outcomeText(entry.outcome, colors),
    subject(entry.message),
  ]);
  const live = entries.some((entry) => entry.live)
    ? `${colors.green("▶")} runs now`
    : `${colors.yellow("!")} none of these commits runs now`;
  return `${table(
    titles.map((title) => ({ title: colors.dim(title) })),
    rows,
    width,
  )}\n${live}\n${details(entries, colors)}`;
}

/** Why releases ended as they did, in full. */
function details(entries: readonly HistoryEntry[], colors: Colors): string {
  return entries
    .flatMap(({ commitId, outcome: { state, detail } }) =>
      isBrief(state) || detail === null || detail === ""
        ? []
        : [`${colors.yellow("!")} ${shortCommit(commitId)} ${state}: ${detail}\n`],
    )
    .join("");
}

/** Outcomes whose detail is a few words, which fit into the table. */
function isBrief(state: Outcome["state"]): boolean {
  return state === "superseded" || state === "in progress";
}

function outcomeText({ state, detail }: Outcome, colors: Colors): string {
  const text = isBrief(state) && detail !== null ? `${state} ${detail}` : state;
  if (["failed", "rolled back", "wrong revision", "rejected"].includes(state)) {
    return colors.red(text);
  }
  return ["in progress", "waits for approval"].includes(state) ? colors.yellow(text) : text;
}
