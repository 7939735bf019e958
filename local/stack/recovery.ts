import { type Deployment, interruption } from "./adoption";
import { type Losses, startingOver } from "./losses";

/** A lock that the file backend holds on the stack. */
export interface Lock {
  readonly pid: number;
  readonly hostname: string;
  readonly username: string;
  /** Whether a Pulumi process with this id runs here. */
  readonly alive: boolean;
}

/** What is found before an update. */
export interface StackFacts {
  readonly hostname: string;
  readonly locks: readonly Lock[];
  /** The stack's state file. */
  readonly checkpoint: Checkpoint;
  /** Path of the state file, for messages. */
  readonly file: string;
  /** Whether the emulator that runs is the one that the stack was made in. */
  readonly sameEmulator: boolean;
  /** What starting over would cost, for messages. */
  readonly losses: Losses;
}

export type Checkpoint =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string }
  | {
      readonly kind: "read";
      /** URNs whose creation was interrupted: they may exist or not. */
      readonly halfMade: readonly string[];
    };

/** What has to happen before `pulumi up`, in this order. */
export type Step =
  /** Move the backend's files aside: what they describe is gone with the emulator that held it. */
  | { readonly kind: "setAside" }
  /** Remove the lock of a process that was killed. */
  | { readonly kind: "cancel"; readonly pid: number }
  /** Look which of the creations that were interrupted exist: those are adopted, the others are dropped. */
  | { readonly kind: "adopt"; readonly urns: readonly string[] }
  | { readonly kind: "init" };

export type Recovery =
  | { readonly kind: "proceed"; readonly steps: readonly Step[] }
  | { readonly kind: "refuse"; readonly problem: string; readonly next: string };

/** Decides how a run goes on from whatever an earlier one left: nothing, a lock, half a creation, a broken file. */
export function recoveryOf(facts: StackFacts): Recovery {
  const { locks, checkpoint, hostname, sameEmulator, losses } = facts;
  const foreign = locks.find((lock) => lock.hostname !== hostname);
  if (foreign !== undefined) {
    return refuse(
      `The stack is locked by ${foreign.username}@${foreign.hostname}, another machine.`,
      `Wait for it, or give this machine a state folder of its own: SLIPWAY_STATE=/some/folder make local`,
    );
  }
  const running = locks.find((lock) => lock.alive);
  if (running !== undefined) {
    return refuse(
      `Another update of the stack is at work (process ${running.pid} of ${running.username}).`,
      `Wait until it ends, then run the same command again.`,
    );
  }
  if (!sameEmulator) {
    return { kind: "proceed", steps: [{ kind: "setAside" }, { kind: "init" }] };
  }
  if (checkpoint.kind === "unreadable") {
    return refuse(
      `The stack's state file ${facts.file} cannot be read (${checkpoint.reason}).`,
      `Put the last good one back: cp ${facts.file}.bak ${facts.file}. ${startingOver(losses)}`,
    );
  }
  const steps: Step[] = locks.map(({ pid }) => ({ kind: "cancel", pid }));
  if (checkpoint.kind === "absent") {
    steps.push({ kind: "init" });
  } else if (checkpoint.halfMade.length > 0) {
    steps.push({ kind: "adopt", urns: checkpoint.halfMade });
  }
  return { kind: "proceed", steps };
}

/** Reads a state file's text as far as recovery needs it. */
export function checkpointOf(text: string | undefined): Checkpoint {
  if (text === undefined) {
    return { kind: "absent" };
  }
  try {
    const { checkpoint } = JSON.parse(text) as {
      readonly checkpoint?: {
        readonly latest?: Deployment;
        /** So `pulumi stack import` writes it; every update writes it small again. */
        readonly Latest?: Deployment;
      };
    };
    if (checkpoint === undefined) {
      return { kind: "unreadable", reason: "it holds no checkpoint" };
    }
    const { pending_operations: pending = [], resources = [] } =
      checkpoint.latest ?? checkpoint.Latest ?? {};
    const creating = pending.filter(({ type }) => type === "creating");
    // Adopted by a recovery that was killed before it had looked whether they exist.
    const unread = resources.filter(({ initErrors = [] }) => initErrors.includes(interruption));
    return {
      kind: "read",
      halfMade: [...creating.map(({ resource }) => resource.urn), ...unread.map(({ urn }) => urn)],
    };
  } catch (error) {
    return { kind: "unreadable", reason: error instanceof Error ? error.message : String(error) };
  }
}

function refuse(problem: string, next: string): Recovery {
  return { kind: "refuse", problem, next };
}
