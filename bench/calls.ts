import { readFileSync } from "node:fs";

/** One line of the call log of local AWS, as far as it is read here. */
export interface Call {
  /** When the call was answered. */
  readonly time: string;
  /** Whose call it was. @default - not known */
  readonly accessKey?: string;
  readonly service: string;
  readonly action?: string;
  readonly status: number;
}

/** Calls of local AWS from the line `from` on. */
export function callsIn(file: string, from = 0): readonly Call[] {
  const lines = readFileSync(file, "utf8").split("\n");
  // What follows the last line break is being written.
  return lines.slice(from, -1).map((line) => JSON.parse(line) as Call);
}

/**
 * When the only call of an action that succeeded was answered, in milliseconds.
 *
 * @throws Error when there is none, or more than one: it would not be known which one is meant.
 */
export function answeredAt(calls: readonly Call[], service: string, action: string): number {
  const [call, ...others] = calls.filter(
    (one) => one.service === service && one.action === action && one.status < 300,
  );
  if (call === undefined || others.length > 0) {
    const count = call === undefined ? 0 : 1 + others.length;
    throw new Error(`Expected one call of ${service}:${action} in the log, found ${count}.`);
  }
  return Date.parse(call.time);
}

/** How many calls with this access key each service had, the most called first. */
export function callsByService(
  calls: readonly Call[],
  accessKey: string,
): readonly (readonly [service: string, calls: number])[] {
  const counts = new Map<string, number>();
  for (const { service } of calls.filter((call) => call.accessKey === accessKey)) {
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
}
