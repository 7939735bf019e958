import { type CodePipelineClient } from "@aws-sdk/client-codepipeline";

import { type AppPlace } from "../apps";
import { waitingApproval } from "../aws/approvals";
import { executionsOf, type Execution } from "../aws/executions";
import { failedAction } from "../aws/failedActions";
import { rollbacksOf } from "../aws/rollbacks";
import { servicesOf } from "../aws/services";
import { imagesOf, taskDefinitionOf } from "../aws/taskDefinitions";
import { type Invocation } from "../command";
import { type HistoryOptions } from "../commands/history";
import { type Connection } from "../connection";
import { releasesOf, runs, type Release } from "../releases";
import { rollbackTimes } from "../rolledBack";
import { together } from "../together";
import { type ExitCode } from "../userError";
import { outcomesOf, type Memory, type Outcome } from "./outcome";
import { historyTable } from "./render";

/** One line of an app's history; the shape of `slipway history --json`. */
export interface HistoryEntry extends Omit<Release, "date"> {
  readonly date: string;
  readonly outcome: Outcome;
  /** Whether the service is to run this commit's images. */
  readonly live: boolean;
}

const defaultLimit = 20;
const mostExecutions = 100;

/** Who released what and when, and what became of it. */
export async function history(invocation: Invocation<HistoryOptions>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const entries = await entriesOf(connection, place, options.limit ?? defaultLimit);
  if (global.json) {
    const { stack } = connection.parameter;
    io.stdout(`${JSON.stringify({ stack, app: place.key, releases: entries }, null, 2)}\n`);
  } else if (entries.length === 0) {
    io.stdout(`${place.key} was never released: ${place.path} does not exist.\n`);
  } else {
    const width = io.isTTY ? io.width : Number.POSITIVE_INFINITY;
    io.stdout(historyTable(entries, io.colors, io.now(), width));
  }
  return 0;
}

async function entriesOf(
  { clients, store }: Connection,
  place: AppPlace,
  limit: number,
): Promise<HistoryEntry[]> {
  const [ecs, pipelines] = await Promise.all([clients.ecs(), clients.codePipeline()]);
  const live = async () => {
    const service = (await servicesOf(ecs, [place])).get(place.key);
    if (service?.taskDefinition === undefined) {
      return { service, images: [], rollbacks: [] };
    }
    const [definition, rollbacks] = await Promise.all([
      taskDefinitionOf(ecs, service.taskDefinition),
      rollbacksOf(ecs, place),
    ]);
    return { service, images: imagesOf(definition), rollbacks };
  };
  const [{ service, images, rollbacks }, releases, known] = await Promise.all([
    live(),
    collected(releasesOf(store, place, limit)),
    executionsOf(pipelines, place.pipelineName, mostExecutions),
  ]);
  const executions = known ?? [];
  const shown = executions.filter(({ commitId }) =>
    releases.some((release) => release.commitId === commitId),
  );
  const [failures, waiting] = await Promise.all([
    failuresOf(pipelines, place, shown),
    shown.some(({ status }) => status === "InProgress")
      ? waitingApproval(pipelines, place.pipelineName)
      : undefined,
  ]);
  const memory: Memory = {
    executions,
    isCut: known === undefined || known.length >= mostExecutions,
    waiting: waiting?.executionId,
    failures,
    rollbacks,
    rollbackTimes: rollbackTimes(service),
  };
  const outcomes = outcomesOf(releases, memory);
  const running = releases.flatMap((release, index) => (runs(release, images) ? [index] : []));
  // The same images may be released again and still wait: then it is the commit before that runs.
  const liveIndex =
    running.find((index) => outcomes[index]?.state === "succeeded") ?? running[0] ?? -1;
  return releases.flatMap((release, index) => {
    const outcome = outcomes[index];
    const date = release.date.toISOString();
    return outcome === undefined ? [] : [{ ...release, date, outcome, live: index === liveIndex }];
  });
}

async function failuresOf(
  pipelines: Pick<CodePipelineClient, "send">,
  { pipelineName }: AppPlace,
  executions: readonly Execution[],
): Promise<Memory["failures"]> {
  const failed = executions.filter(({ status }) => status === "Failed");
  const found = await together(failed, async ({ id }) => ({
    id,
    action: await failedAction(pipelines, pipelineName, id),
  }));
  return new Map(
    found.flatMap(({ id, action }) => (action === undefined ? [] : [[id, action] as const])),
  );
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
