import { initialHealth, nextHealth, type Health, type HealthCheck } from "./healthCheck";
import { probe, type Target } from "./probe";

/** What the watch asks the emulator for. */
export interface TargetSource {
  /** The group's health check; `undefined` when the group is gone. */
  check(): Promise<HealthCheck | undefined>;
  targets(): Promise<readonly Target[]>;
}

/** Probes the targets of one group in the background and knows their health. */
export interface TargetWatch {
  /** Health of a target after at least one probe of it. */
  health(target: Target): Promise<Health>;
  /** Another target has this address now: what was found there counts no more. */
  forget(target: Target): void;
}

/** Nobody asked for this long: the probing ends. */
const idleMilliseconds = 5 * 60_000;

/** Starts to watch; `ended` is called when the group is gone or nobody asks any more. */
export function targetWatch(source: TargetSource, ended: () => void): TargetWatch {
  const known = new Map<string, Health>();
  let lastAsked = Date.now();
  let round = Promise.resolve();

  const probeAll = async (): Promise<number | undefined> => {
    const check = await source.check();
    if (check === undefined) {
      return undefined;
    }
    const targets = await source.targets();
    const keys = new Set(targets.map(keyOf));
    for (const key of known.keys()) {
      if (!keys.has(key)) {
        known.delete(key);
      }
    }
    await Promise.all(
      targets.map(async (target) => {
        const before = known.get(keyOf(target)) ?? initialHealth;
        const outcome = check.enabled ? await probe(target, check) : ({ passed: true } as const);
        known.set(keyOf(target), nextHealth(before, outcome, check));
      }),
    );
    return check.intervalSeconds * 1000;
  };

  const tick = (): Promise<void> =>
    probeAll().then(
      (wait) => {
        if (wait === undefined || Date.now() - lastAsked > idleMilliseconds) {
          ended();
        } else {
          again(wait);
        }
      },
      // The emulator is busy or gone: the next asker starts a new watch.
      () => {
        ended();
      },
    );
  const again = (wait: number): void => {
    setTimeout(() => {
      round = tick();
    }, wait).unref();
  };
  round = tick();

  return {
    health: async (target) => {
      lastAsked = Date.now();
      if (!known.has(keyOf(target))) {
        await round;
      }
      return known.get(keyOf(target)) ?? initialHealth;
    },
    forget: (target) => known.delete(keyOf(target)),
  };
}

function keyOf({ id, port }: Target): string {
  return `${id}:${port}`;
}
