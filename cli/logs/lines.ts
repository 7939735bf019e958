import { isAnswer } from "../../aws/awsAnswer";
import { type TaskDefinition } from "../../delivery/aws/ecs";
import { type CloudWatchLogs, type LogEvent } from "../../delivery/aws/logs";
import { UserError } from "../userError";

/** One line that a task wrote. */
export interface LogLine {
  readonly id: string;
  readonly timestamp: Date;
  readonly task: string;
  readonly container: string;
  readonly message: string;
}

/** Where the containers of a task definition write: a group, and streams `<prefix>/<container>/<task>`. */
export interface LogPlace {
  readonly group: string;
  /** Beginnings of the streams' names, without the task. */
  readonly streams: readonly string[];
}

/** Where the lines of a task definition go; containers that use another log driver are left out. */
export function logPlaceOf({ containers }: TaskDefinition): LogPlace | undefined {
  const found = containers.flatMap(({ name, logs }) =>
    logs === undefined ? [] : [{ group: logs.group, stream: `${logs.prefix}/${name}/` }],
  );
  const [first] = found;
  if (first === undefined) {
    return undefined;
  }
  const { group } = first;
  return {
    group,
    streams: found.filter((one) => one.group === group).map(({ stream }) => stream),
  };
}

/** Lines of a group since a moment, oldest first; those of one task where it is named. */
export async function* linesOf(
  logs: Pick<CloudWatchLogs, "events">,
  place: LogPlace,
  since: Date,
  task?: string,
): AsyncGenerator<LogLine> {
  if (task === undefined) {
    yield* linesIn(logs, place.group, since);
    return;
  }
  const all: LogLine[] = [];
  for (const stream of place.streams) {
    for await (const line of linesIn(logs, place.group, since, stream + task)) {
      all.push(line);
    }
  }
  yield* all.sort((one, other) => one.timestamp.getTime() - other.timestamp.getTime());
}

async function* linesIn(
  logs: Pick<CloudWatchLogs, "events">,
  group: string,
  since: Date,
  streamPrefix?: string,
): AsyncGenerator<LogLine> {
  try {
    for await (const event of logs.events(group, since, streamPrefix)) {
      yield lineOf(event);
    }
  } catch (error) {
    if (!isAnswer(error, "ResourceNotFoundException")) {
      throw error;
    }
    throw new UserError(`The log group "${group}" does not exist.`, {
      hint: "pulumi up makes it.",
      cause: error,
    });
  }
}

function lineOf({ id, at, stream, message }: LogEvent): LogLine {
  const [task = "", container = ""] = stream.split("/").reverse();
  return { id, timestamp: at, task, container, message };
}
