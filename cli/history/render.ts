import type { Colors } from "../io";
import { table } from "../table";
import { ago, shortCommit, shortImage, subject } from "../words";
import type { HistoryEntry } from "./history";
import type { Outcome } from "./outcome";

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
  const marked = entries.some(({ live }) => live);
  return (
    table(
      titles.map((title) => ({ title: colors.dim(title) })),
      rows,
      width,
    ) +
    (marked
      ? `\n${colors.green("▶")} runs now\n`
      : `\n${colors.yellow("!")} none of these commits runs now\n`)
  );
}

const longestDetail = 60;

function outcomeText({ state, detail }: Outcome, colors: Colors): string {
  const whole = detail === null || detail === "" ? state : `${state} ${detail}`;
  const text =
    whole.length > longestDetail ? `${whole.slice(0, longestDetail - 1).trimEnd()}…` : whole;
  if (["failed", "rolled back", "wrong revision", "rejected"].includes(state)) {
    return colors.red(text);
  }
  return ["in progress", "waits for approval"].includes(state) ? colors.yellow(text) : text;
}
