import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

import { type Delivery } from "./delivery";
import { deliverySection, deliveryTable } from "./deliveryReport";
import { ecsDeploySection, type EcsDeploy } from "./ecsDeploy";
import { type Run } from "./measure";
import { median } from "./median";
import { ratio } from "./ratio";
import { type UnchangedComparison, unchangedSection, unchangedTable } from "./unchangedReport";

/** Part of the time of a preview with an empty pack that the rules may add. */
const rulesMayAdd = 0.05;

/** Runs of Slipway beside those of other programs, round by round. */
export interface Comparison {
  readonly title: string;
  readonly ours: readonly Run[];
  readonly others: readonly { readonly name: string; readonly runs: readonly Run[] }[];
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

/** What the rules cost beside a pack without any, and what such a pack costs. */
export function pack(judged: Comparison, empty: Comparison): string {
  const added = ({ ours, others }: Comparison): string => {
    const part = ratio(ours, others[0]?.runs ?? [], (run) => run.seconds) - 1;
    return `${(part * 100).toFixed(0)} %`;
  };
  const memory = median(judged.ours.map((run) => run.packMiB));
  return `A pack without any policy adds ${added(empty)} to the time of a preview: Node.js starts, and is called twice for
each resource. The rules add ${added(judged)} to that; they may add ${rulesMayAdd * 100} %. The pack's process takes ${memory.toFixed(0)} MiB.`;
}

/** Everything that is measured. */
export interface Measurements {
  /** Previews without the policy pack. */
  readonly comparisons: readonly [small: Comparison, large: Comparison, huge: Comparison];
  /** Previews with the policy pack beside those with a pack that has no policy. */
  readonly judged: Comparison;
  /** Previews with a pack that has no policy beside those without any pack. */
  readonly emptyPack: Comparison;
  readonly unchanged: readonly UnchangedComparison[];
  readonly delivery: Delivery;
  readonly ecsDeploy: EcsDeploy;
}

/** Writes docs/benchmarks.md and prints its tables. */
export function writeReport(measurements: Measurements, rounds: number): void {
  const { comparisons, judged, emptyPack, unchanged, delivery, ecsDeploy } = measurements;
  const [small, large, huge] = comparisons;
  const growths = `100 apps take ${growth(small, large)}, compared with 10; 500 apps ${growth(large, huge)}, compared with 100.`;
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

${growths} The 500 apps are on five clusters for Slipway, because a load balancer takes 100
routes, and on one by hand, which AWS would refuse.

${pack(judged, emptyPack)}

${unchangedSection(unchanged)}
${deliverySection(delivery)}
${ecsDeploySection(ecsDeploy)}## Machine

Measured on ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node.js ${process.version}.
`,
  );
  console.log(
    `\n${table}\n\n${growths}\n${pack(judged, emptyPack)}\n\n${unchangedTable(unchanged)}\n\n${deliveryTable(delivery)}\n\n${ecsDeploySection(ecsDeploy)}`,
  );
}
