import { type Run } from "./measure";
import { median } from "./median";

/** Median of the ratios round by round. */
export function ratio(
  ours: readonly Run[],
  theirs: readonly Run[],
  value: (run: Run) => number,
): number {
  return median(
    ours.map((run, round) => {
      const other = theirs[round];
      if (other === undefined) {
        throw new RangeError(`Round ${round + 1} has no run to compare with.`);
      }
      return value(run) / value(other);
    }),
  );
}
