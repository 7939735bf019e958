import { unlessAbsent } from "../../aws/awsAnswer";
import {
  codePipelineAdapter,
  type PipelineExecution,
  type Pipelines,
} from "../../delivery/aws/codePipeline";
import { ecsAdapter } from "../../delivery/aws/ecs";
import { collect } from "../../delivery/aws/pages";
import { imagesOfDefinition } from "../../delivery/images";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { rollbackTimes } from "../../delivery/serviceFacts";
import { servicePlaceOf, type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { rolledBackImages } from "../deployment/rolledBack";
import { releasesOf, runs } from "../releases";
import { type ExitCode } from "../userError";
import { failedActionOf, outcomesOf, type HistoryEntry, type Memory } from "./outcome";
import { historyTable } from "./render";

const defaultLimit = 20;
const mostExecutions = 100;

export interface HistoryValues {
  readonly limit: number | undefined;
}

/** Who released what and when, and what became of it. */
export async function history(invocation: Invocation<HistoryValues>): Promise<ExitCode> {
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
  const ecs = ecsAdapter(await clients.ecs());
  const pipelines = codePipelineAdapter(await clients.codePipeline());
  const at = servicePlaceOf(place);
  const live = async () => {
    const service = await ecs.service(at);
    if (service === undefined) {
      return { service, images: {}, rolledBack: [] };
    }
    const [definition, rolledBack] = await Promise.all([
      ecs.definition(service.taskDefinition),
      rolledBackImages(ecs, at),
    ]);
    return { service, images: imagesOfDefinition(definition), rolledBack };
  };
  const [{ service, images, rolledBack }, releases, known] = await Promise.all([
    live(),
    collect(releasesOf(store, place, limit)),
    unlessAbsent(
      () => collect(pipelines.executions(place.pipelineName, mostExecutions)),
      "PipelineNotFoundException",
    ),
  ]);
  const executions = known ?? [];
  const shown = executions.filter(({ commitId }) =>
    releases.some((release) => release.commitId === commitId),
  );
  const [failures, waiting] = await Promise.all([
    failuresOf(pipelines, place, shown),
    shown.some(({ status }) => status === "InProgress")
      ? pipelines.waitingApproval(place.pipelineName)
      : undefined,
  ]);
  const memory: Memory = {
    executions,
    isCut: known === undefined || known.length >= mostExecutions,
    waiting: waiting?.executionId,
    failures,
    rolledBack,
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
  pipelines: Pick<Pipelines, "actions">,
  { pipelineName }: AppPlace,
  executions: readonly PipelineExecution[],
): Promise<Memory["failures"]> {
  const failed = executions.filter(({ status }) => status === "Failed");
  const found = await mapConcurrent(failed, async ({ id }) => ({
    id,
    action: failedActionOf(await pipelines.actions(pipelineName, id)),
  }));
  return new Map(
    found.flatMap(({ id, action }) => (action === undefined ? [] : [[id, action] as const])),
  );
}
