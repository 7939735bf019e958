import { ecsAdapter, type Task, type TaskDefinition } from "../../delivery/aws/ecs";
import { ecsChangesAdapter } from "../../delivery/aws/ecsChanges";
import { servicePlacement } from "../../delivery/aws/ecsPlacement";
import { logsAdapter } from "../../delivery/aws/logs";
import { retryTransient } from "../../delivery/deployment/retry";
import { causeOf } from "../../delivery/failure/causes";
import { taskId } from "../../delivery/failure/evidence";
import { printableLines, reportText } from "../../delivery/text";
import { type AppPlace, noService, servicePlaceOf } from "../apps";
import { type Invocation } from "../command";
import { type Io } from "../io";
import { credentialFilter } from "../logs/credentialFilter";
import { lineReader, pollMs } from "../logs/lineReader";
import { logPlaceOf } from "../logs/lines";
import { UserError } from "../userError";

export interface RunValues {
  readonly detach: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}

/** Lines of a task may arrive seconds after its end. */
const looksAfterTheEnd = 3;

/** Runs a command in a task of its own; returns its exit code. */
export async function run(invocation: Invocation<RunValues>): Promise<number> {
  const { io, args, options, global, connect } = invocation;
  const [name = "", ...words] = args;
  const command = words.flatMap((word) => word ?? []);
  const { clients, parameter, app } = await connect();
  const place = app(name);
  const { clusterName: cluster, containerName } = place;
  const client = await clients.ecs();
  const [ecs, changes] = [ecsAdapter(client), ecsChangesAdapter(client)];
  const placement = await servicePlacement(client, servicePlaceOf(place));
  if (placement === undefined) {
    throw noService(place);
  }
  const definition = await ecs.definition(placement.taskDefinition ?? "");
  const began = io.now();
  const started = await changes.runTask({
    cluster,
    ...placement,
    count: 1,
    startedBy: "slipway run",
    ...(command.length > 0 && {
      overrides: { containerOverrides: [{ name: containerName, command }] },
    }),
  });
  if (typeof started !== "string") {
    throw new UserError(`ECS started no task of ${place.key}: ${reportText(started.reason)}.`, {
      hint: `slipway verify ${place.key} shows whether a host has room for one.`,
      exitCode: 1,
    });
  }
  const id = taskId(started);
  const about = { stack: parameter.stack, app: place.key, task: id, command };
  if (options.detach) {
    io.stdout(global.json ? `${JSON.stringify(about, null, 2)}\n` : `${id}\n`);
    return 0;
  }
  io.stderr(`Task ${id} of ${place.key} starts …\n`);
  const logPlace = logPlaceOf(definition);
  const newLines = logPlace && lineReader(logsAdapter(await clients.logs()), logPlace, began, id);
  const withoutCredentials = credentialFilter();
  const showNew = async () => {
    for await (const { container, message } of newLines?.(io.now()) ?? []) {
      const text = withoutCredentials(container, printableLines(message));
      if (container === containerName && !global.json) {
        io.stdout(`${text}\n`);
      } else {
        io.stderr(`${io.colors.dim(container)} ${text}\n`);
      }
    }
  };
  const timeoutMs = (options.timeout ?? Number.POSITIVE_INFINITY) * 1000;
  for (let after = 0; ;) {
    const task = await retryTransient(io, () => changes.task(cluster, started));
    await showNew();
    const isOver = task === undefined || task.lastStatus === "STOPPED";
    if (isOver && ++after > looksAfterTheEnd) {
      return conclude(task, definition, { ...about, place, json: global.json }, io);
    }
    if (!isOver && (io.signal.aborted || io.now().getTime() - began.getTime() >= timeoutMs)) {
      io.stderr(
        `${io.colors.yellow("…")} No longer watching; the task goes on: slipway logs ${place.key} --task ${id} --follow\n`,
      );
      return 1;
    }
    await io.wait(pollMs);
  }
}

interface About {
  readonly stack: string;
  readonly task: string;
  readonly command: readonly string[];
  readonly place: AppPlace;
  readonly json: boolean;
}

function conclude(
  task: Task | undefined,
  definition: TaskDefinition,
  { stack, task: id, command, place, json }: About,
  io: Io,
): number {
  const container = task?.containers.find(({ name }) => name === place.containerName);
  const { exitCode, reason = task?.stoppedReason } = container ?? {};
  // A container that never ran has no exit code, and its task a reason.
  const cause =
    exitCode === undefined && task !== undefined
      ? causeOf(evidenceFrom(task, definition), [place.containerName])
      : undefined;
  if (json) {
    const result = { stack, app: place.key, task: id, command, exitCode, reason, cause };
    io.stdout(`${JSON.stringify(result, null, 2)}\n`);
    return exitCode ?? 1;
  }
  const { green, red } = io.colors;
  if (exitCode === 0) {
    io.stderr(`${green("✓")} Task ${id} ended with exit code 0.\n`);
  } else if (exitCode !== undefined) {
    const why = reason === undefined ? "" : ` (${reportText(reason)})`;
    io.stderr(`${red("✗")} Task ${id} ended with exit code ${exitCode}${why}.\n`);
  } else {
    const why = reason === undefined ? "ECS gives no reason" : reportText(reason);
    io.stderr(`${red("✗")} Task ${id} did not run: ${why}\n`);
  }
  if (cause !== undefined) {
    io.stderr(`  ${cause.sentence}\n  ${cause.remedy}\n`);
  }
  return exitCode ?? 1;
}

function evidenceFrom(task: Task, definition: TaskDefinition): Parameters<typeof causeOf>[0] {
  return {
    stopped: [task],
    running: [],
    definition,
    targets: [],
    events: [],
    logs: undefined,
    gaps: [],
  };
}
