/** What a reader of the configuration may have meant by a word that is not known. */

/** Words that other tools use for the same thing, too far from ours for a distance to find. */
const otherWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    azs: "availabilityZones",
    cert: "certificateArn",
    certificate: "certificateArn",
    containerPort: "port",
    cpu: "cpuUnits",
    desiredCount: "count",
    env: "environment",
    instances: "count",
    memory: "memoryMiB",
    memoryMB: "memoryMiB",
    memoryMb: "memoryMiB",
    mountPoints: "mounts",
    volumeMounts: "mounts",
    ram: "memoryMiB",
    replicas: "count",
    services: "apps",
    tasks: "count",
  }),
);

/** Keys of other tools that have no counterpart here, with the reason. */
const withoutCounterpart: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mountPath:
      "where a container sees a volume is written in its mounts: { <volume>: { path: /… } }",
    hostPort: "use no host port: the host picks a free one for each task (hostPort 0, dynamic)",
    networkMode: "the network mode follows from the capacity: bridge on EC2, awsvpc on Fargate",
  }),
);

/** The sentence for a key that is not known where it stands. */
export function unknownKeySentence(key: string, known: readonly string[]): string {
  const sentence = `unknown key "${key}"`;
  const reason = withoutCounterpart.get(key);
  if (reason !== undefined) {
    return `${sentence}; ${reason}`;
  }
  const meant = nearest(key, known);
  return meant === undefined
    ? `${sentence}; known keys are ${known.join(", ")}`
    : `${sentence}; did you mean "${meant}"?`;
}

/** The known word that is nearest to the given one, or undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const other = otherWords.get(word);
  if (other !== undefined && known.includes(other)) {
    return other;
  }
  const ranked = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  // A third of the letters may be wrong: "serivces" finds "services", "port" does not find "host".
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3))
    ? best.candidate
    : undefined;
}

/** Least number of insertions, deletions, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped && row > 1 && column > 1 ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
