import { type Service } from "../../delivery/aws/ecs";
import { type Clock } from "../../delivery/deployment/clock";
import { retryTransient } from "../../delivery/deployment/retry";
import { tasksBeside, primaryOf } from "../../delivery/serviceFacts";
import { reportText } from "../../delivery/text";
import { UserError } from "../userError";

/** How waiting for a number of tasks ended. */
export interface Settled {
  readonly at: "there" | "timed out" | "interrupted";
  readonly running: number;
  /** What ECS said last since it was asked. */
  readonly told: string | undefined;
}

const pauseMs = 3000;

/** Waits until so many tasks run, all of the newest deployment, and no other. */
export async function settled(
  count: number,
  since: Date,
  look: () => Promise<Service | undefined>,
  clock: Clock,
  { timeoutMs, report }: { timeoutMs: number; report: (detail: string) => void },
): Promise<Settled> {
  for (;;) {
    const service = await retryTransient(clock, look);
    if (service === undefined) {
      throw new UserError("The service was deleted meanwhile.", {
        hint: "slipway status shows what there is.",
        exitCode: 1,
      });
    }
    const { running, desired } = service;
    const event = service.events.find(({ at }) => at >= since);
    const told = event && reportText(event.message);
    const end = (at: Settled["at"]): Settled => ({ at, running, told });
    if (desired === count && runsExactly(count, service)) {
      return end("there");
    }
    if (clock.signal.aborted) {
      return end("interrupted");
    }
    const left = timeoutMs - (clock.now().getTime() - since.getTime());
    if (left <= 0) {
      return end("timed out");
    }
    report(`${running} of ${desired} run${told === undefined ? "" : `; ECS: ${told}`}`);
    await clock.wait(Math.min(pauseMs, left));
  }
}

function runsExactly(count: number, service: Service): boolean {
  const primary = primaryOf(service);
  return primary === undefined
    ? service.running === count
    : primary.running === count && primary.pending === 0 && tasksBeside(service, primary.id) === 0;
}
