/** A service as far as its deployments go. */
export interface Service {
  readonly status?: string;
  readonly taskDefinition?: string;
  readonly deployments?: readonly {
    readonly id?: string;
    readonly status?: string;
    readonly taskDefinition?: string;
    readonly desiredCount?: number;
    readonly runningCount?: number;
    readonly pendingCount?: number;
    readonly rolloutState?: string;
  }[];
}

/** The one service that DescribeServices was asked for. */
export function serviceIn(answer: Readonly<Record<string, unknown>>): Service | undefined {
  const services = (answer["services"] ?? []) as readonly Service[];
  return services.find(({ status }) => status !== "INACTIVE");
}

/**
 * Whether this revision's deployment is the only one, and has all its tasks. One that failed and has no tasks left
 * does not count: AWS forgets it, the emulator keeps it for its reason.
 */
export function isSteady({ deployments = [] }: Service, revision: string): boolean {
  const [only, ...others] = deployments.filter(
    ({ rolloutState, runningCount = 0, pendingCount = 0 }) =>
      rolloutState !== "FAILED" || runningCount + pendingCount > 0,
  );
  return (
    only !== undefined &&
    others.length === 0 &&
    only.taskDefinition === revision &&
    only.runningCount === only.desiredCount
  );
}
