import { ecsAdapter } from "../../delivery/aws/ecs";
import { logsAdapter } from "../../delivery/aws/logs";
import { printableLines } from "../../delivery/text";
import { serviceOf } from "../apps";
import { type Invocation } from "../command";
import { type Io } from "../io";
import { UserError, type ExitCode } from "../userError";
import { timestamp } from "../words";
import { credentialFilter } from "./credentialFilter";
import { lineReader, pollMs } from "./lineReader";
import { logPlaceOf, type LogLine } from "./lines";

const defaultSinceSeconds = 600;

export interface LogsValues {
  readonly follow: boolean;
  /** Seconds. */
  readonly since: number | undefined;
  readonly task: string | undefined;
}

/** What the tasks of an app write, those of stopped tasks included. */
export async function logs(invocation: Invocation<LogsValues>): Promise<ExitCode> {
  const { io, args, options, global, connect } = invocation;
  const task = taskIdOf(options.task);
  const connection = await connect();
  const place = connection.app(args[0] ?? "");
  const ecs = ecsAdapter(await connection.clients.ecs());
  const client = logsAdapter(await connection.clients.logs());
  const { taskDefinition } = await serviceOf(ecs, place);
  const definition = await ecs.definition(taskDefinition);
  const logPlace = logPlaceOf(definition);
  if (logPlace === undefined) {
    throw new UserError(`The containers of ${place.key} do not write to CloudWatch Logs.`, {
      hint: "Look where their log driver writes.",
    });
  }
  const withoutCredentials = credentialFilter();
  const show = (written: LogLine) => {
    const message = withoutCredentials(
      `${written.container}/${written.task}`,
      printableLines(written.message),
    );
    const line = { ...written, message };
    io.stdout(global.json ? `${JSON.stringify(line)}\n` : lineText(line, io));
  };
  const sinceMs = (options.since ?? defaultSinceSeconds) * 1000;
  // The API knows no time before 1970.
  const since = new Date(Math.max(0, io.now().getTime() - sinceMs));
  const newLines = lineReader(client, logPlace, since, task);
  const isOver = () => io.signal.aborted;
  let shown = 0;
  for (;;) {
    for await (const line of newLines(io.now())) {
      if (isOver()) {
        break;
      }
      shown++;
      show(line);
    }
    if (!options.follow || isOver()) {
      break;
    }
    await io.wait(pollMs);
    if (isOver()) {
      break;
    }
  }
  if (shown === 0 && !options.follow) {
    const whose = task === undefined ? place.key : `task ${task} of ${place.key}`;
    io.stderr(`No lines of ${whose} since ${timestamp(since)}; --since looks further back.\n`);
  }
  return 0;
}

/** The id of a task, of which the console and the AWS CLI show the ARN. */
function taskIdOf(typed: string | undefined): string | undefined {
  const id = typed?.slice(typed.lastIndexOf("/") + 1);
  if (typed === undefined || id === undefined || /^[A-Za-z0-9-]+$/.test(id)) {
    return id;
  }
  throw new UserError(`--task must be a task's id, its beginning or its ARN, got "${typed}".`, {
    hint: "Every line of slipway logs begins with its time and its task.",
  });
}

const shortTask = 8;

function lineText({ timestamp: at, task, container, message }: LogLine, { colors }: Io): string {
  const head = colors.dim(`${timestamp(at)} ${task.slice(0, shortTask)} ${container}`);
  // Each line of a stack trace says whose it is, so that no line can pass for another task's.
  return message
    .split("\n")
    .map((one) => `${head} ${one}\n`)
    .join("");
}
