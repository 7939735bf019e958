import {
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type CloudWatchLogsClient,
} from "@aws-sdk/client-cloudwatch-logs";

import { unlessAbsent } from "../../aws/awsAnswer";
import { pagesOf } from "./pages";

/** One line in a log group. */
export interface LogEvent {
  readonly id: string;
  readonly at: Date;
  readonly stream: string;
  readonly message: string;
}

/** What explaining a failure asks of logs; tests hand in literals. */
export interface Logs {
  /** The last lines of a stream, oldest first; none when there is no such stream. */
  tail(group: string, stream: string, limit: number): Promise<readonly string[]>;
}

export interface CloudWatchLogs extends Logs {
  /**
   * Lines of a group since a moment. A group that does not exist is an error.
   *
   * @param streamPrefix beginning of the streams' names. @default - all streams
   */
  events(group: string, since: Date, streamPrefix?: string): AsyncIterable<LogEvent>;
}

/** CloudWatch Logs. Throttling is left to the client's own retries. */
export function logsAdapter(client: Pick<CloudWatchLogsClient, "send">): CloudWatchLogs {
  return {
    tail: async (logGroupName, logStreamName, limit) => {
      const request = { logGroupName, logStreamName, limit, startFromHead: false };
      const answer = await unlessAbsent(
        () => client.send(new GetLogEventsCommand(request)),
        "ResourceNotFoundException",
      );
      return (answer?.events ?? []).map(({ message = "" }) => message.trimEnd());
    },
    events: async function* (logGroupName, since, logStreamNamePrefix) {
      const request = {
        logGroupName,
        startTime: since.getTime(),
        ...(logStreamNamePrefix !== undefined && { logStreamNamePrefix }),
      };
      const pages = pagesOf(
        (nextToken) => client.send(new FilterLogEventsCommand({ ...request, nextToken })),
        (page) => page.nextToken,
      );
      for await (const { events = [] } of pages) {
        for (const { eventId, timestamp = 0, logStreamName: stream = "", message = "" } of events) {
          yield {
            id: eventId ?? `${stream} ${timestamp} ${message}`,
            at: new Date(timestamp),
            stream,
            message: message.trimEnd(),
          };
        }
      }
    },
  };
}
