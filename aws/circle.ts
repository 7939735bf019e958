/**
 * The way from one to another along what each leads to, both included; undefined if there is none. Where one
 * leads to the other, a way back is a circle.
 */
export function wayBack(
  next: (name: string) => readonly string[],
  from: string,
  to: string,
  seen: readonly string[] = [],
): string[] | undefined {
  if (from === to) {
    return [from];
  }
  for (const step of seen.includes(from) ? [] : next(from)) {
    const rest = wayBack(next, step, to, [...seen, from]);
    if (rest !== undefined) {
      return [from, ...rest];
    }
  }
  return undefined;
}
