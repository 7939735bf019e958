import { type ExecutionMode } from "./definition";

/** An execution as far as the order in front of stages goes. */
export interface Traveller {
  readonly id: string;
  readonly number: number;
  /** The stage that it is in, or waits in front of. */
  readonly stage: string;
  readonly entered: boolean;
}

/** What happens in front of a stage. */
export type Move =
  | { readonly kind: "enter"; readonly id: string }
  | { readonly kind: "supersede"; readonly id: string; readonly by: string };

/**
 * Who may enter which stage. A stage holds one execution at a time. In the mode SUPERSEDED the newest of those that
 * wait takes the place of the others, also where the transition into the stage is disabled; in the mode QUEUED they
 * enter in the order of their starts.
 */
export function moves(
  travellers: readonly Traveller[],
  mode: ExecutionMode,
  disabled: ReadonlySet<string>,
): Move[] {
  const stages = [...new Set(travellers.map(({ stage }) => stage))];
  return stages.flatMap((stage): Move[] => {
    const waiting = travellers
      .filter((traveller) => traveller.stage === stage && !traveller.entered)
      .sort((one, other) => one.number - other.number);
    const newest = waiting.at(-1);
    const next = mode === "QUEUED" ? waiting[0] : newest;
    if (newest === undefined || next === undefined) {
      return [];
    }
    const superseded = mode === "QUEUED" ? [] : waiting.slice(0, -1);
    const occupied = travellers.some((traveller) => traveller.stage === stage && traveller.entered);
    return [
      ...superseded.map(({ id }): Move => ({ kind: "supersede", id, by: newest.id })),
      ...(occupied || disabled.has(stage) ? [] : [{ kind: "enter", id: next.id } as const]),
    ];
  });
}
