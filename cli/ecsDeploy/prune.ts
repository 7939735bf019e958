import { type World } from "./world";

/** Who may still use a revision. */
export interface Users {
  readonly cluster: string | undefined;
  readonly family: string;
  /** Revisions that stay in any case. */
  readonly keep: readonly string[];
}

/** The oldest beyond those that are kept, without any that is in use. */
export function outdated(
  revisions: readonly string[],
  keep: number,
  inUse: readonly string[],
): string[] {
  return revisions
    .slice(0, Math.max(revisions.length - keep, 0))
    .filter((arn) => !inUse.includes(arn));
}

/** Deregisters what `--max-definitions` leaves over, and says so. */
export async function prune(
  count: number,
  { cluster, family, keep }: Users,
  { changes, ecs }: World,
  line: (text: string) => void,
): Promise<string[]> {
  const revisions = await changes.revisions(family);
  if (revisions.length <= count) {
    return [];
  }
  const tasks = cluster === undefined ? [] : await changes.definitionsOfTasks(cluster, family);
  const found = outdated(revisions, count, [...keep, ...tasks]);
  for (const arn of found) {
    line(`Deregistering outdated task revision: ${arn}`);
    await ecs.deregister(arn);
  }
  return found;
}
