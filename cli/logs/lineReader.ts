import { type CloudWatchLogs } from "../../delivery/aws/logs";
import { linesOf, type LogLine, type LogPlace } from "./lines";

/** FilterLogEvents is limited to a few calls a second for a whole account. */
export const pollMs = 2000;
/** Lines arrive late, and out of order across tasks. */
const latestArrivalMs = 15_000;

/**
 * Reads the lines that it has not read before, oldest first, whenever it is called.
 *
 * @param task one task alone, by its id or the beginning of it. @default - all
 */
export function lineReader(
  logs: Pick<CloudWatchLogs, "events">,
  place: LogPlace,
  since: Date,
  task?: string,
): (now: Date) => AsyncGenerator<LogLine> {
  const known = new Map<string, number>();
  let from: Date | undefined;
  return async function* (now) {
    from =
      from === undefined
        ? since
        : new Date(Math.max(from.getTime(), now.getTime() - latestArrivalMs));
    for (const [id, at] of known) {
      if (at < from.getTime()) {
        known.delete(id);
      }
    }
    for await (const line of linesOf(logs, place, from, task)) {
      if (!known.has(line.id)) {
        known.set(line.id, line.timestamp.getTime());
        yield line;
      }
    }
  };
}
