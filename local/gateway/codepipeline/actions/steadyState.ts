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
  }[];
}

/** The one service that DescribeServices was asked for. */
export function serviceIn(answer: Readonly<Record<string, unknown>>): Service | undefined {
  const services = (answer["services"] ?? []) as readonly Service[];
  return services.find(({ status }) => status !== "INACTIVE");
}

/** Whether this revision's deployment is the only one, and has all its tasks. */
export function isSteady({ deployments = [] }: Service, revision: string): boolean {
  const [only, ...others] = deployments;
  return (
    only !== undefined &&
    others.length === 0 &&
    only.taskDefinition === revision &&
    only.runningCount === only.desiredCount
  );
}
