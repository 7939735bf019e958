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
}

export type Checkpoint =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "read"; readonly pendingCreates: readonly string[] };

/**
 * What follows an update that failed. One that went on after a kill may meet what was half made, under its fixed
 * name; an empty local AWS has nothing in the way, and nothing else either. So it is for a person to ask for.
 */
export function afterFailedUpdate(
  wentOnAfterKill: boolean,
  asked: boolean,
): "fail" | "ask" | "start over" {
  if (!wentOnAfterKill) {
    return "fail";
  }
  return asked ? "start over" : "ask";
}

/** What has to happen before `pulumi up`, in this order. */
export type Step =
  /** Put the backend's files aside: what they describe is gone with the emulator that held it. */
  | { readonly kind: "forget" }
  /** Remove the lock of a process that was killed. */
  | { readonly kind: "cancel"; readonly pid: number }
  /** Drop the record of creations that were under way; what exists of them is looked for in a refresh. */
  | { readonly kind: "clearPendingCreates"; readonly urns: readonly string[] }
  | { readonly kind: "init" };

export type Recovery =
  | { readonly kind: "proceed"; readonly steps: readonly Step[] }
  | { readonly kind: "refuse"; readonly problem: string; readonly next: string };

/** Decides how a run goes on from whatever an earlier one left: nothing, a lock, half a creation, a broken file. */
export function recoveryOf(facts: StackFacts): Recovery {
  const { locks, checkpoint, hostname, sameEmulator } = facts;
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
    return { kind: "proceed", steps: [{ kind: "forget" }, { kind: "init" }] };
  }
  if (checkpoint.kind === "unreadable") {
    return refuse(
      `The stack's state file ${facts.file} cannot be read (${checkpoint.reason}).`,
      `Put the last good one back (cp ${facts.file}.bak ${facts.file}), or start over: make local-down, then make local`,
    );
  }
  const steps: Step[] = locks.map(({ pid }) => ({ kind: "cancel", pid }));
  if (checkpoint.kind === "absent") {
    steps.push({ kind: "init" });
  } else if (checkpoint.pendingCreates.length > 0) {
    steps.push({ kind: "clearPendingCreates", urns: checkpoint.pendingCreates });
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
        readonly latest?: {
          readonly pending_operations?: readonly {
            readonly type: string;
            readonly resource: { readonly urn: string };
          }[];
        };
      };
    };
    if (checkpoint === undefined) {
      return { kind: "unreadable", reason: "it holds no checkpoint" };
    }
    const pending = checkpoint.latest?.pending_operations ?? [];
    const creating = pending.filter(({ type }) => type === "creating");
    return { kind: "read", pendingCreates: creating.map(({ resource }) => resource.urn) };
  } catch (error) {
    return { kind: "unreadable", reason: error instanceof Error ? error.message : String(error) };
  }
}

function refuse(problem: string, next: string): Recovery {
  return { kind: "refuse", problem, next };
}
