import { type Clock } from "../clock";
import { type EventDelivery } from "../events/eventDelivery";
import { type Histories } from "./histories";
import { isLive, observe, type Ids, type ServiceHistory } from "./history";
import { type ServiceSnapshot } from "./snapshot";
import { stateEvent } from "./stateEvent";

/** What the watch needs. */
export interface WatchOptions {
  readonly histories: Histories;
  /** What a service looks like now; undefined when it is not there. */
  readonly look: (serviceArn: string) => Promise<ServiceSnapshot | undefined>;
  readonly events: Pick<EventDelivery, "emit">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly report: (sentence: string) => void;
}

/** Follows the deployments of services while there are any, and tells what becomes of them. */
export interface DeploymentWatch {
  /** Something was asked of a service: looks until its deployments have ended. */
  follow(serviceArn: string): void;
  /** Takes one look now. */
  look(serviceArn: string): Promise<ServiceHistory | undefined>;
  /** Goes on with what an earlier gateway left behind. */
  resume(): void;
}

const lookEveryMs = 300;

/** While the emulator does not answer. */
const retryEveryMs = 2000;

export function deploymentWatch(options: WatchOptions): DeploymentWatch {
  const { histories, clock, report } = options;
  const never = new AbortController().signal;
  /** By service: whether it was asked for again since the last look. */
  const followed = new Map<string, { again: boolean }>();
  /** Looks at one service come one after the other: each goes on from what the one before found. */
  const looks = new Map<string, Promise<unknown>>();

  const look = (serviceArn: string): Promise<ServiceHistory | undefined> => {
    const next = (looks.get(serviceArn) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => lookOnce(serviceArn));
    looks.set(serviceArn, next);
    return next;
  };
  const lookOnce = async (serviceArn: string): Promise<ServiceHistory | undefined> => {
    const seen = await options.look(serviceArn);
    if (seen === undefined) {
      histories.drop(serviceArn);
      return undefined;
    }
    const now = clock.now();
    const before = histories.of(serviceArn);
    const { history, changes } = observe(before, seen, now / 1000, options.ids);
    histories.put(history);
    for (const change of changes) {
      options.events.emit(stateEvent(serviceArn, seen.clusterArn, change, new Date(now)));
    }
    return history;
  };
  const run = async (serviceArn: string, state: { again: boolean }): Promise<void> => {
    for (;;) {
      state.again = false;
      let pause = lookEveryMs;
      try {
        const history = await look(serviceArn);
        // `again` may have been set while the look was under way.
        if (history?.deployments.some(isLive) !== true && !asked(state)) {
          break;
        }
      } catch (error) {
        report(`Deployments of ${serviceArn} cannot be seen: ${String(error)}`);
        pause = retryEveryMs;
      }
      await clock.wait(pause, never);
    }
    followed.delete(serviceArn);
  };
  const follow = (serviceArn: string): void => {
    const state = followed.get(serviceArn);
    if (state !== undefined) {
      state.again = true;
      return;
    }
    const started = { again: false };
    followed.set(serviceArn, started);
    void run(serviceArn, started);
  };
  return {
    follow,
    look,
    resume: () => {
      for (const { serviceArn, deployments } of histories.all()) {
        if (deployments.some(isLive)) {
          follow(serviceArn);
        }
      }
    },
  };
}

function asked(state: { readonly again: boolean }): boolean {
  return state.again;
}
