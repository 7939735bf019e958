import { median } from "./median";
import { ratio } from "./ratio";
import { type Unchanged } from "./unchanged";

/** Most calls of AWS that a preview of a stack without a change may make. */
const callsAnApp = 2.5;
const callsAStack = 30;

/** The same stack made by Slipway and by hand. */
export interface UnchangedComparison {
  readonly ours: Unchanged;
  readonly byHand: Unchanged;
}

/** How many calls a preview makes over all services. */
export function callsOf({ calls }: Unchanged): number {
  return calls.reduce((sum, [, count]) => sum + count, 0);
}

/** The rows of the table, one for each size of stack. */
export function unchangedRows(comparisons: readonly UnchangedComparison[]): string[] {
  return comparisons.map(({ ours, byHand }) => {
    const seconds = ({ runs }: Unchanged): string =>
      `${median(runs.map((run) => run.seconds)).toFixed(2)} s`;
    const cells = [
      `${ours.apps} apps`,
      seconds(ours),
      seconds(byHand),
      `**${ratio(ours.runs, byHand.runs, (run) => run.seconds).toFixed(2)}**`,
      `**${callsOf(ours)}**`,
      `at most ${callsAnApp * ours.apps + callsAStack}`,
      String(callsOf(byHand)),
      ours.calls.map(([service, count]) => `${service} ${count}`).join(", "),
    ];
    return `| ${cells.join(" | ")} |`;
  });
}

/** The section of docs/benchmarks.md about stacks in which nothing changed. */
export function unchangedSection(comparisons: readonly UnchangedComparison[]): string {
  return `## Preview without a change

The same command on a stack that was made on local AWS, each app with its pipeline and no running task; it fails when
something would change. Calls are those with the preview's own access key in the log of the gateway. By hand, a
preview compares with Pulumi's state alone, so it asks for nothing that a deployment may have changed.

${unchangedTable(comparisons)}
`;
}

export function unchangedTable(comparisons: readonly UnchangedComparison[]): string {
  return [
    "| Stack | Slipway | By hand | Time, ratio | Calls of AWS | Target | By hand | Slipway's calls by service |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ...unchangedRows(comparisons),
  ].join("\n");
}
