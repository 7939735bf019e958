/** Work on many things at the same time, but not on all: enough for speed, few enough for the rates of AWS. */
export async function together<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  atOnce = 10,
): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) {
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Items in groups of at most `size`, in their order. */
export function batches<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) {
    groups.push(items.slice(start, start + size));
  }
  return groups;
}
