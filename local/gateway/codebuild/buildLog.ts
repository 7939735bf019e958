import { AwsCallError } from "../codepipeline/awsCalls";
import { type BuildCalls } from "./calls";
import { type Place } from "./place";

/** The log of a build. */
export interface BuildLog {
  write(line: string): void;
  /** Everything written so far is with CloudWatch Logs when this ends. */
  flush(): Promise<void>;
}

/** Lines that come close together are written together. */
const pauseMs = 200;

/** CloudWatch Logs takes this many lines at once. */
const largestBatch = 1000;

/**
 * Writes to a stream of CloudWatch Logs with the role of the project. A log that cannot be written is reported, and
 * fails no build.
 */
export function buildLog(
  calls: Pick<BuildCalls, "json">,
  { region, account }: Place,
  role: string,
  where: { readonly group: string; readonly stream: string } | undefined,
  report: (sentence: string) => void,
): BuildLog {
  if (where === undefined) {
    return { write: () => undefined, flush: () => Promise.resolve() };
  }
  const { group: logGroupName, stream: logStreamName } = where;
  const arn = `arn:aws:logs:${region}:${account}:log-group:${logGroupName}:log-stream:${logStreamName}`;
  const call = (action: string, input: object): Promise<unknown> =>
    calls.json(role, "logs", action, { logGroupName, ...input }, arn);
  const open = async (): Promise<void> => {
    try {
      await call("CreateLogStream", { logStreamName });
    } catch (error) {
      if (!(error instanceof AwsCallError) || error.code !== "ResourceNotFoundException") {
        throw error;
      }
      await call("CreateLogGroup", {});
      await call("CreateLogStream", { logStreamName });
    }
  };
  let lines: { timestamp: number; message: string }[] = [];
  let opened: Promise<void> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const put = async (): Promise<void> => {
    await (opened ??= open());
    while (lines.length > 0) {
      const logEvents = lines.slice(0, largestBatch);
      lines = lines.slice(largestBatch);
      await call("PutLogEvents", { logStreamName, logEvents });
    }
  };
  const flush = (): Promise<void> =>
    (writing = writing.then(put).catch((error: unknown) => {
      report(`The log ${logGroupName}/${logStreamName} cannot be written: ${String(error)}`);
    }));
  return {
    flush,
    write: (line) => {
      // An event without text is refused.
      lines.push({ timestamp: Date.now(), message: line === "" ? " " : line });
      if (lines.length === 1) {
        setTimeout(() => void flush(), pauseMs).unref();
      }
    },
  };
}
