import { type Delivery, type DeliveryRound } from "./delivery";
import { median } from "./median";

/** Most seconds from the arrival of a commit until the service is told. */
const mayTakeToUpdateService = 2;
/** Most seconds that a deployment by a commit may take longer than one by hand. */
const mayTakeLonger = 3;

/** The rows of the table about deployments: what, how long it may take, how long it took. */
export function deliveryRows({ rounds, predictedSeconds }: Delivery): string[] {
  const of = (value: (round: DeliveryRound) => number): string =>
    `${median(rounds.map(value)).toFixed(1)} s`;
  const rows = [
    [
      "From the commit to `UpdateService`",
      `at most ${mayTakeToUpdateService} s`,
      `**${of(({ toUpdateService }) => toUpdateService)}**`,
    ],
    ["From the commit to new tasks alone", "", of(({ byCommit }) => byCommit)],
    ["From `UpdateService` by hand to new tasks alone", "", of(({ byHand }) => byHand)],
    [
      "By commit longer than by hand",
      `at most ${mayTakeLonger} s`,
      `**${of(({ byCommit, byHand }) => byCommit - byHand)}**`,
    ],
    ["By commit, predicted for the slow case", "", `${predictedSeconds.toFixed(1)} s`],
  ];
  return rows.map((cells) => `| ${cells.join(" | ")} |`);
}

/** The section of docs/benchmarks.md about deployments. */
export function deliverySection(delivery: Delivery): string {
  const { rounds, drainSeconds } = delivery;
  return `## Delivery

The app of \`Pulumi.local.yaml\` on local AWS gets another image, by a commit and by hand in turn, ${rounds.length}
times each. By hand is \`UpdateService\` alone, to a revision that is registered already. The clock starts
when the call is answered, by the log of the gateway, and stops when the new tasks are healthy and the old ones
gone. Old tasks drain for ${drainSeconds} s on both sides, not for the default of 30 s. The prediction is that of
\`slipway\` before a release, with the times of this machine: each new task waits for a whole interval and timeout
of the health check.

${deliveryTable(delivery)}
`;
}

export function deliveryTable(delivery: Delivery): string {
  return ["| What | Target | Measured |", "| --- | ---: | ---: |", ...deliveryRows(delivery)].join(
    "\n",
  );
}
