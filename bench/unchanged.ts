import { join } from "node:path";

import { deliveryClients } from "../test/e2e/support/deliveryClients";
import { until } from "../test/support/until";
import { callsByService, callsIn } from "./calls";
import { preview, pulumi, type Run } from "./measure";
import { type Program } from "./programs";

/** Previews of a stack in which nothing changed, and what they ask AWS. */
export interface Unchanged {
  readonly apps: number;
  readonly runs: readonly Run[];
  /** Calls of AWS that one preview makes, by service, the most called first. */
  readonly calls: readonly (readonly [service: string, calls: number])[];
}

/** Its calls are told by it from those that functions, pipelines and the emulator make meanwhile. */
const accessKey = "bench";

/**
 * Makes a program's stack on the local AWS that runs and previews it again.
 *
 * @throws Error when something would change, or when two previews ask AWS for different things.
 */
export async function measureUnchanged(
  program: Program,
  { apps, rounds }: { readonly apps: number; readonly rounds: number },
): Promise<Unchanged> {
  await pulumi(program, ["up", "--yes", "--skip-preview", "--suppress-outputs"]);
  await firstExecutionsEnded(program.stack);
  const log = join(process.env.SLIPWAY_STATE ?? "", "calls.jsonl");
  const runs: Run[] = [];
  const counted: Unchanged["calls"][] = [];
  for (let round = 1; round <= rounds; round++) {
    const seen = callsIn(log).length;
    const run = await preview(program, { expectNoChanges: true, accessKey });
    const calls = callsByService(callsIn(log, seen), accessKey);
    const total = calls.reduce((sum, [, count]) => sum + count, 0);
    console.log(
      `Unchanged, ${program.stack}, round ${round} of ${rounds}: ` +
        `${run.seconds.toFixed(2)} s, ${run.programMiB.toFixed(0)} MiB, ${total} calls of AWS`,
    );
    runs.push(run);
    counted.push(calls);
  }
  const [calls = [], ...others] = counted;
  const differing = others.find((other) => JSON.stringify(other) !== JSON.stringify(calls));
  if (differing !== undefined) {
    throw new Error(
      `Previews of ${program.stack} make different calls: ${JSON.stringify(calls)}, ${JSON.stringify(differing)}.`,
    );
  }
  return { apps, runs, calls };
}

/** An update is refused while a pipeline deploys, and each first execution deploys. */
async function firstExecutionsEnded(stack: string): Promise<void> {
  const { codePipeline } = deliveryClients(process.env.AWS_ENDPOINT_URL ?? "", stack);
  await until(
    `the first executions of ${stack}`,
    async () => {
      const { pipelines = [] } = await codePipeline.listPipelines({ maxResults: 1000 });
      const states = await Promise.all(
        pipelines.map(({ name }) => codePipeline.listPipelineExecutions({ pipelineName: name })),
      );
      const statuses = states.map(
        ({ pipelineExecutionSummaries: [newest] = [] }) => newest?.status,
      );
      return statuses.every((status) => status === "Succeeded") ? statuses : undefined;
    },
    { seconds: 900, everyMilliseconds: 1000 },
  );
}
