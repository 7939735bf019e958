import { FilterLogEventsCommand, type CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { type TaskDefinition } from "@aws-sdk/client-ecs";

import { isAnswer } from "../../aws/awsAnswer";
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
export function logPlaceOf(definition: TaskDefinition): LogPlace | undefined {
  const found = (definition.containerDefinitions ?? []).flatMap(({ name, logConfiguration }) => {
    const group = logConfiguration?.options?.["awslogs-group"];
    const prefix = logConfiguration?.options?.["awslogs-stream-prefix"];
    return group === undefined || prefix === undefined || name === undefined
      ? []
      : [{ group, stream: `${prefix}/${name}/` }];
  });
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
  logs: Pick<CloudWatchLogsClient, "send">,
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
  logs: Pick<CloudWatchLogsClient, "send">,
  logGroupName: string,
  since: Date,
  logStreamNamePrefix?: string,
): AsyncGenerator<LogLine> {
  let nextToken: string | undefined;
  do {
    const page = await logs
      .send(
        new FilterLogEventsCommand({
          logGroupName,
          startTime: since.getTime(),
          nextToken,
          ...(logStreamNamePrefix !== undefined && { logStreamNamePrefix }),
        }),
      )
      .catch((error: unknown) => {
        if (!isAnswer(error, "ResourceNotFoundException")) {
          throw error;
        }
        throw new UserError(`The log group "${logGroupName}" does not exist.`, {
          hint: "pulumi up makes it.",
          cause: error,
        });
      });
    for (const { eventId, timestamp = 0, logStreamName = "", message = "" } of page.events ?? []) {
      const [task = "", container = ""] = logStreamName.split("/").reverse();
      yield {
        id: eventId ?? `${logStreamName} ${timestamp} ${message}`,
        timestamp: new Date(timestamp),
        task,
        container,
        message: message.trimEnd(),
      };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
