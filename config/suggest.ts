/** What a reader of the configuration may have meant by a word that is not known. */

/**
 * Words that other tools use for the same thing, too far from ours for a distance to find. Those that may mean
 * several things have the one that is known where they stand; behind a dot is a key one level off.
 */
const otherWords: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    azs: ["availabilityZones"],
    cert: ["certificateArn"],
    certificate: ["certificateArn"],
    containerPort: ["port"],
    cpu: ["cpuUnits"],
    desiredCount: ["count"],
    enableExecuteCommand: ["exec"],
    env: ["environment"],
    execute_command: ["exec"],
    healthCheckGracePeriod: ["graceSeconds", "healthCheck.graceSeconds"],
    healthCheckGracePeriodSeconds: ["graceSeconds", "healthCheck.graceSeconds"],
    healthCheckPath: ["healthCheck.path"],
    httpCode: ["matcher"],
    iam: ["permissions"],
    initProcessEnabled: ["init"],
    instances: ["count"],
    interval: ["intervalSeconds"],
    memory: ["memoryMiB"],
    memoryMB: ["memoryMiB"],
    memoryMb: ["memoryMiB"],
    migrations: ["initContainers"],
    mountPoints: ["mounts"],
    policy: ["permissions"],
    ram: ["memoryMiB"],
    replicas: ["count"],
    retries: ["unhealthyThreshold"],
    services: ["apps"],
    sessionAffinity: ["stickiness"],
    startPeriod: ["startPeriodSeconds", "graceSeconds"],
    sticky: ["stickiness"],
    stickinessCookieDuration: ["stickiness.seconds"],
    successCodes: ["matcher"],
    taskRolePolicies: ["policies"],
    tasks: ["count"],
    timeout: ["timeoutSeconds"],
    volumeMounts: ["mounts"],
  }),
);

const requestsGoTo =
  "requests go to the app's own container alone, which has the app's port; what stands before it is the app, and what is behind that its sidecar";
const oneSizeOfDisk =
  "a Fargate task has the 20 GiB of disk that AWS gives it; keep files in a volume with efs, or take EC2 hosts, whose capacity has diskGiB";
const sizeOfSharedMemory =
  "shared memory is a volume on EC2: volumes: { shm: { tmpfs: { sizeMiB: … } } }, mounted at /dev/shm";
const ownRole =
  "each app has roles of its own; what its code may do is written in permissions and policies";

/** Keys of other tools that have no counterpart here, with the reason. */
const withoutCounterpart: ReadonlyMap<string, string> = new Map(
  Object.entries({
    diskGiB: oneSizeOfDisk,
    ephemeralStorage: oneSizeOfDisk,
    ephemeralStorageGiB: oneSizeOfDisk,
    executionRoleArn: ownRole,
    hostPort: "host ports are assigned dynamically (hostPort 0); remove it",
    mountPath:
      "where a container sees a volume is written in its mounts: { <volume>: { path: /… } }",
    networkMode: "the network mode follows from the capacity: bridge on EC2, awsvpc on Fargate",
    port: requestsGoTo,
    portMappings: requestsGoTo,
    ports: requestsGoTo,
    privileged: "no container gets power over its host, where tasks of other apps run",
    sharedMemorySize: sizeOfSharedMemory,
    shmSize: sizeOfSharedMemory,
    shm_size: sizeOfSharedMemory,
    targetContainer: requestsGoTo,
    target_container: requestsGoTo,
    taskRoleArn: ownRole,
  }),
);

/** Keys by the mapping one level below that has them. */
export type NestedKeys = Readonly<Record<string, readonly string[]>>;

/** The sentence for a key that is not known where it stands. */
export function unknownKeySentence(
  key: string,
  known: readonly string[],
  nested: NestedKeys = {},
): string {
  const sentence = `unknown key "${key}"`;
  const meant = otherWord(key, known) ?? oneLevelOff(key, nested);
  const reason = withoutCounterpart.get(key);
  if (meant === undefined && reason !== undefined) {
    return `${sentence}; ${reason}`;
  }
  const near = meant ?? nearest(key, known);
  return near === undefined
    ? `${sentence}; known keys are ${known.join(", ")}`
    : `${sentence}; did you mean "${near}"?`;
}

function otherWord(word: string, known: readonly string[]): string | undefined {
  return otherWords.get(word)?.find((one) => known.includes(one.replace(/\..*$/, "")));
}

/** `hosts` beside a route that has hosts, and the words of other tools for them. */
function oneLevelOff(key: string, nested: NestedKeys): string | undefined {
  const [found] = Object.entries(nested).flatMap(([parent, keys]) => {
    const same = keys.includes(key) ? key : otherWord(key, keys);
    return same === undefined ? [] : [`${parent}.${same}`];
  });
  return found;
}

/** The known word that is nearest to the given one, or undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const other = otherWord(word, known);
  if (other !== undefined) {
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
