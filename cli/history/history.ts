import {
  codePipelineAdapter,
  type PipelineExecution,
  type Pipelines,
} from "../../delivery/aws/codePipeline";
import { ecsAdapter } from "../../delivery/aws/ecs";
import { imagesOfDefinition } from "../../delivery/images";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { type Connection } from "../connection";
import { pastOf } from "../deployment/past";
import { type Io } from "../io";
import { runs } from "../releases";
import { type ExitCode } from "../userError";
import { failedActionOf, outcomesOf, type Details, type HistoryEntry } from "./outcome";
import { historyTable } from "./render";

const defaultLimit = 20;
/** Of every app, when none is named. */
const briefLimit = 5;
/** Apps that are looked at side by side. */
const atOnce = 4;

export interface HistoryValues {
  readonly limit: number | undefined;
}

/** Who released what and when, and what became of it. */
export async function history(invocation: Invocation<HistoryValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const connection = await connect();
  const { stack } = connection.parameter;
  const [name] = args;
  if (name !== undefined) {
    const place = connection.app(name);
    const entries = await entriesOf(connection, place, options.limit ?? defaultLimit);
    io.stdout(
      global.json
        ? `${JSON.stringify({ stack, app: place.key, releases: entries }, null, 2)}\n`
        : pageOf(place, entries, io),
    );
    return 0;
  }
  const limit = options.limit ?? briefLimit;
  const all = await mapConcurrent(
    connection.apps,
    async (place) => ({ place, entries: await entriesOf(connection, place, limit) }),
    atOnce,
  );
  const apps = all.map(({ place, entries }) => ({ app: place.key, releases: entries }));
  io.stdout(
    global.json
      ? `${JSON.stringify({ stack, apps }, null, 2)}\n`
      : all
          .map(
            ({ place, entries }) => `${io.colors.bold(place.key)}\n${pageOf(place, entries, io)}`,
          )
          .join("\n"),
  );
  return 0;
}

function pageOf({ key, path }: AppPlace, entries: readonly HistoryEntry[], io: Io): string {
  const width = io.isTTY ? io.width : Number.POSITIVE_INFINITY;
  return entries.length === 0
    ? `${key} was never released: ${path} does not exist.\n`
    : historyTable(entries, io.colors, io.now(), width);
}

async function entriesOf(
  { clients, store }: Connection,
  place: AppPlace,
  limit: number,
): Promise<HistoryEntry[]> {
  const ecs = ecsAdapter(await clients.ecs());
  const pipelines = codePipelineAdapter(await clients.codePipeline());
  const past = await pastOf(place, { services: ecs, pipelines, store }, limit);
  const { releases, record, service } = past;
  const shown = record.executions.filter(({ commitId }) =>
    releases.some((release) => release.commitId === commitId),
  );
  const [images, failures, waiting] = await Promise.all([
    service === undefined ? {} : ecs.definition(service.taskDefinition).then(imagesOfDefinition),
    failuresOf(pipelines, place, shown),
    shown.some(({ status }) => status === "InProgress")
      ? pipelines.waitingApproval(place.pipelineName)
      : undefined,
  ]);
  const outcomes = outcomesOf(past, { waiting: waiting?.executionId, failures });
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
): Promise<Details["failures"]> {
  const failed = executions.filter(({ status }) => status === "Failed");
  const found = await mapConcurrent(failed, async ({ id }) => ({
    id,
    action: failedActionOf(await pipelines.actions(pipelineName, id)),
  }));
  return new Map(
    found.flatMap(({ id, action }) => (action === undefined ? [] : [[id, action] as const])),
  );
}
