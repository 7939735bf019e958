import { type Service, type ServiceEvent, type ServicePlace } from "../../delivery/aws/ecs";
import { followService, type Followed } from "../../delivery/deployment/follow";
import { type RevisionChange } from "../../delivery/deployment/serviceChange";
import { type Phase } from "../../delivery/deployment/verdict";
import { reportText } from "../../delivery/text";
import { phaseText } from "../deployment/phaseText";
import { type Io } from "../io";
import { type World } from "./world";

/** How it ended, in which stage, and the service as it was seen last. */
export interface Watched extends Followed {
  readonly stage: "start" | "completion";
  readonly service: Service | undefined;
}

export interface WatchOptions {
  /** For each of the two: until the tasks run, and from there until the deployment is complete. */
  readonly timeoutMs: number;
  /** Ends it when the new tasks run. */
  readonly untilRunning: boolean;
  /** Told once, when the new tasks run. */
  readonly onRunning: () => void;
  /** Told what is new. */
  readonly note: (text: string) => void;
}

/** Watches a service until its change is complete or has failed, or until the time is up by the clock. */
export async function watch(
  at: ServicePlace,
  change: RevisionChange,
  world: Pick<World, "ecs" | "archive">,
  io: Io,
  { timeoutMs, untilRunning, onRunning, note }: WatchOptions,
): Promise<Watched> {
  let service: Service | undefined;
  const told = new Set<string>();
  const look = async (): Promise<Service | undefined> => {
    service = await world.ecs.service(at);
    for (const { message } of newEvents(service, change.askedAt, told)) {
      note(reportText(message));
    }
    return service;
  };
  const sight = {
    services: { service: look },
    targets: { health: async (arn: string) => (await world.archive()).targets.health(arn) },
    clock: io,
    now: () => io.now(),
  };
  const options = {
    timeoutMs,
    report: onceEach(at, note),
    onHiccup: (error: Error) => {
      note(`AWS cannot be asked for a moment: ${reportText(error.message)}`);
    },
  };
  const start = await followService(at, change, sight, { ...options, untilRunning: true });
  if (start.outcome.kind !== "succeeded") {
    return { ...start, stage: "start", service };
  }
  onRunning();
  if (untilRunning) {
    return { ...start, stage: "completion", service };
  }
  const { memory } = start;
  const end = await followService(at, change, sight, { ...options, memory });
  return { ...end, stage: "completion", service };
}

/** Where it stands, when that is something else than before. */
function onceEach({ service }: ServicePlace, note: (text: string) => void) {
  let last = "";
  return (phase: Phase): void => {
    // ECS does not show yet what it has taken.
    const text = phase.at === "deploy" ? last : phaseText(phase, service);
    if (text !== last) {
      note(text);
    }
    last = text;
  };
}

function newEvents(
  service: Service | undefined,
  since: Date,
  told: Set<string>,
): readonly ServiceEvent[] {
  const fresh = (service?.events ?? []).filter(({ at, message }) => {
    const key = `${at.toISOString()} ${message}`;
    return at >= since && !told.has(key) && told.add(key);
  });
  return fresh.reverse();
}
