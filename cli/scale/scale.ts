import { serviceTasks } from "../../aws/limits";
import { type AppPlace, serviceOf, servicePlaceOf } from "../apps";
import { type Invocation } from "../command";
import { type Io } from "../io";
import { progress, type Step } from "../progress";
import { UserError, type ExitCode } from "../userError";
import { counted } from "../words";
import { appToScale, type AppToScale } from "./appToScale";
import { noteCount } from "./noteCount";
import { settled, type Settled } from "./settled";

export interface ScaleValues {
  readonly noWait: boolean;
  /** Seconds. */
  readonly timeout: number | undefined;
}

const defaultTimeoutSeconds = 600;

/** Lets ECS keep another number of tasks running. */
export async function scale(invocation: Invocation<ScaleValues>): Promise<ExitCode> {
  const count = countFrom(invocation.args[1] ?? "");
  const app = await appToScale(invocation);
  const service = await serviceOf(app.ecs, app.place);
  const before = service.desired;
  const first = count === 0 && before > 0 ? { first: noteCount(app, service) } : {};
  return scaleTo(count, { ...app, before }, invocation, first);
}

/**
 * Asks for the number, and waits until it is there.
 *
 * @param around what else is to be done, before and after ECS is asked.
 */
export async function scaleTo(
  count: number,
  { connection, place, ecs, before }: Omit<AppToScale, "tags"> & { readonly before: number },
  { io, options, global }: Invocation<ScaleValues>,
  around: { readonly first?: Step; readonly then?: Step } = {},
): Promise<ExitCode> {
  const at = servicePlaceOf(place);
  const askedAt = io.now();
  let end: Settled | undefined;
  const ask: Step = {
    title: `Scale ${place.key} from ${before} to ${counted(count, "task")}`,
    run: async () => {
      await ecs.update(at, { desiredCount: count });
      return undefined;
    },
  };
  const wait: Step = {
    title: count === 0 ? "Wait until all tasks have stopped" : "Wait until they run",
    run: async (report) => {
      const timeoutMs = (options.timeout ?? defaultTimeoutSeconds) * 1000;
      end = await settled(count, askedAt, () => ecs.service(at), io, { timeoutMs, report });
      return end.at === "there" ? undefined : "not yet";
    },
  };
  const { first, then } = around;
  await progress(io, [
    ...(first === undefined ? [] : [first]),
    ask,
    ...(then === undefined ? [] : [then]),
    ...(options.noWait ? [] : [wait]),
  ]);
  const { stack } = connection.parameter;
  if (global.json) {
    const outcome = end?.at ?? "asked for";
    const running = end?.running;
    const result = { stack, app: place.key, before, count, running, outcome };
    io.stdout(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    io.stdout(resultText(count, end, place, io));
  }
  return end === undefined || end.at === "there" ? 0 : 1;
}

function resultText(
  count: number,
  end: Settled | undefined,
  { key }: AppPlace,
  { colors: { green, yellow } }: Io,
): string {
  switch (end?.at) {
    case undefined:
      return `${green("✓")} ECS is to run ${counted(count, "task")} of ${key}; slipway status ${key} shows how many do.\n`;
    case "there":
      return `${green("✓")} ${key} runs ${counted(count, "task")}.\n`;
    case "interrupted":
    case "timed out": {
      const why = end.at === "interrupted" ? "No longer watching" : "Not there in the time given";
      const told = end.told === undefined ? "" : ` ECS says: ${end.told}`;
      return `${yellow("…")} ${why}: ${end.running} of ${counted(count, "task")} of ${key} run, and ECS goes on.${told}\n`;
    }
  }
}

function countFrom(typed: string): number {
  const { from, to } = serviceTasks;
  const count = Number(typed);
  if (!/^\d+$/.test(typed) || count < from || count > to) {
    throw new UserError(`count must be an integer from ${from} to ${to}, got "${typed}".`, {
      hint: "slipway status shows how many tasks each app has.",
    });
  }
  return count;
}
