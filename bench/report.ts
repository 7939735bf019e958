import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

import { type Delivery } from "./delivery";
import { deliverySection, deliveryTable } from "./deliveryReport";
import { type Run } from "./measure";
import { median } from "./median";

/** Part of the time of a preview that the policy pack may add. */
const packMayAdd = 0.2;

/** Runs of Slipway beside those of other programs, round by round. */
export interface Comparison {
  readonly title: string;
  readonly ours: readonly Run[];
  readonly others: readonly { readonly name: string; readonly runs: readonly Run[] }[];
}

/** Median of the ratios round by round. */
export function ratio(
  ours: readonly Run[],
  theirs: readonly Run[],
  value: (run: Run) => number,
): number {
  return median(
    ours.map((run, round) => {
      const other = theirs[round];
      if (other === undefined) {
        throw new RangeError(`Round ${round + 1} has no run to compare with.`);
      }
      return value(run) / value(other);
    }),
  );
}

/** The rows of the table, one for each program that is compared with. */
export function rows(comparisons: readonly Comparison[]): string[] {
  const seconds = (run: Run) => run.seconds;
  const memory = (run: Run) => run.programMiB;
  return comparisons.flatMap(({ title, ours, others }) =>
    others.map(({ name, runs }) =>
      [
        "",
        title,
        name,
        `${median(ours.map(seconds)).toFixed(2)} s`,
        `${median(runs.map(seconds)).toFixed(2)} s`,
        `**${ratio(ours, runs, seconds).toFixed(2)}**`,
        `${median(ours.map(memory)).toFixed(0)} MiB`,
        `${median(runs.map(memory)).toFixed(0)} MiB`,
        `**${ratio(ours, runs, memory).toFixed(2)}**`,
        "",
      ]
        .join(" | ")
        .trim(),
    ),
  );
}

/** How much longer the larger stack takes, for Slipway and for the first program beside it. */
export function growth(small: Comparison, large: Comparison): string {
  const times = (few: readonly Run[], many: readonly Run[]) =>
    (median(many.map((run) => run.seconds)) / median(few.map((run) => run.seconds))).toFixed(1);
  const other = times(small.others[0]?.runs ?? [], large.others[0]?.runs ?? []);
  return `${times(small.ours, large.ours)} times as long for Slipway, ${other} times by hand`;
}

/** What the policy pack costs, beside what it may cost and what one without any policy costs. */
export function pack(judged: Comparison, empty: Comparison): string {
  const added = ({ ours, others }: Comparison): string => {
    const part = ratio(ours, others[0]?.runs ?? [], (run) => run.seconds) - 1;
    return `${(part * 100).toFixed(0)} %`;
  };
  const memory = median(judged.ours.map((run) => run.packMiB));
  return `The policy pack adds ${added(judged)} to the time; it may add ${packMayAdd * 100} %. A pack without any policy adds ${added(empty)}:
Node.js starts, and is called twice for each resource. The pack's process takes ${memory.toFixed(0)} MiB.`;
}

/** Everything that is measured. */
export interface Measurements {
  /** Previews without the policy pack. */
  readonly comparisons: readonly [small: Comparison, large: Comparison];
  /** Previews with the policy pack beside those without. */
  readonly judged: Comparison;
  /** Previews with a pack that has no policy beside those without any pack. */
  readonly emptyPack: Comparison;
  readonly delivery: Delivery;
}

/** Writes docs/benchmarks.md and prints its tables. */
export function writeReport(measurements: Measurements, rounds: number): void {
  const { comparisons, judged, emptyPack, delivery } = measurements;
  const table = [
    "| Stack | Compared with | Slipway | Other | Time, ratio | Slipway | Other | Memory, ratio |",
    "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows([...comparisons, judged, emptyPack]),
  ].join("\n");
  writeFileSync(
    join(__dirname, "..", "docs", "benchmarks.md"),
    `# Benchmarks

Written by \`make bench\`. Each figure is the median of ${rounds === 1 ? "one round" : `${rounds} rounds`}; in a round all that is compared runs one
after the other, and a ratio or a difference is taken within its round. Ratios carry over to other
machines, seconds do not.

## Preview

\`pulumi preview\` of a stack that does not exist yet, the whole command: engine, program and plugins,
here with the stand-in plugins of local AWS. "By hand" is [bench/raw](../bench/raw/index.ts), which
makes the same AWS resources without Slipway; "compiled" before the run, or by Pulumi's default, which
checks types at every start. With the policy pack every rule of staging runs and none is broken.
Memory is the peak of the process that runs the program.

${table}

100 apps take ${growth(...comparisons)}.

${pack(judged, emptyPack)}

${deliverySection(delivery)}
## Machine

Measured on ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node.js ${process.version}.
`,
  );
  console.log(
    `\n${table}\n\n100 apps take ${growth(...comparisons)}.\n${pack(judged, emptyPack)}\n\n${deliveryTable(delivery)}`,
  );
}
