import { type Fields, given } from "../fields";
import { exactSecondsOf, type Reader } from "../reader";
import { type Context } from "./context";

/** `count` or `scaling` of a service, from Copilot's `count`: a number, `spot`, or a range with what to hold. */
export function countFields(count: Reader, context: Context): Fields {
  const fixed = count.kind === "mapping" ? count.at("spot").integer() : count.integer();
  if (fixed !== undefined) {
    return { count: fixed };
  }
  const bounds = count.at("range");
  const range = rangeOf(bounds);
  if (range === undefined) {
    return {};
  }
  remarkOnQueue(count.at("queue_delay"), context);
  const held = given({
    cpuPercent: target(count.at("cpu_percentage")),
    memoryPercent: target(count.at("memory_percentage")),
    requestsPerTarget: target(count.at("requests")),
  });
  if (Object.keys(held).length > 0) {
    return { scaling: { ...range, ...held } };
  }
  (bounds.kind === "mapping" ? bounds.at("max") : bounds).remark(nothingHeld);
  return { count: range.min };
}

const nothingHeld =
  "Nothing is held within the range: Copilot keeps the lower bound, and so does count.";

/** Whether tasks run on Fargate Spot: all of them, or those above a number. */
export function wantsSpot(count: Reader): boolean {
  return count.at("spot").isGiven || count.at("range", "spot_from").isGiven;
}

function rangeOf(range: Reader): { readonly min: number; readonly max: number } | undefined {
  if (range.kind !== "mapping") {
    return range.read((text) => {
      const [, min, max] = /^(\d+)-(\d+)$/.exec(text) ?? [];
      return min === undefined || max === undefined
        ? undefined
        : { min: Number(min), max: Number(max) };
    });
  }
  if (!range.at("min").isScalar || !range.at("max").isScalar) {
    return undefined;
  }
  const [min, max] = [range.at("min").integer(), range.at("max").integer()];
  return min === undefined || max === undefined ? undefined : { min, max };
}

/** A value to hold: a number, or a mapping with its own cooldown. */
function target(reader: Reader): number | undefined {
  return reader.kind === "mapping" ? reader.at("value").integer() : reader.integer();
}

/** Copilot makes the queue; its backlog a task is the time that a message may wait by the time that one takes. */
function remarkOnQueue(delay: Reader, { application, environment }: Context): void {
  const [limit, time] = [delay.at("acceptable_latency"), delay.at("msg_processing_time")];
  if (!limit.isScalar || !time.isScalar) {
    return;
  }
  const [latency, processing] = [limit.read(exactSecondsOf), time.read(exactSecondsOf)];
  if (latency !== undefined && processing !== undefined && processing > 0) {
    const advice = `Write scaling.queue with the ARN of the queue that Copilot made (its name begins with ${application}-${environment}-) and messagesPerTask: ${Math.max(1, Math.floor(latency / processing))}.`;
    limit.remark(advice);
    time.remark(advice);
  }
}
