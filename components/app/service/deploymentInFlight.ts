import type * as aws from "@pulumi/aws";

/** What the provider says of one deployment of a service; it leaves out the rollout's state. */
export type ServiceDeployment = aws.types.output.ecs.GetServiceDeployment;

/** A deployment that delivery started and that has not come to its end. */
export interface DeploymentInFlight {
  /** ECS's own name of it, such as `ecs-svc/1234567890123456789`. */
  readonly id: string;
  /** Revision that it brings, such as `prod-main-web:8`. */
  readonly revision: string;
  /** When it began, as AWS says it. */
  readonly since: string;
  /** How far it is, for people. */
  readonly progress: string;
}

/**
 * Deployments that are not at their end: the newest, and those that it replaces as long as they have
 * tasks or want some. One that has failed wants none, and AWS may name it for a while longer.
 *
 * The provider tells no rollout state, so a lone newest deployment looks the same whether its last
 * steps are done or not. Then no other revision has tasks, and there is nothing to fall between.
 *
 * @returns the newest first; nothing unless there are two or more.
 */
export function deploymentsInFlight(
  deployments: readonly ServiceDeployment[],
): ServiceDeployment[] {
  const primary = deployments.filter(({ status }) => status === "PRIMARY");
  const replaced = deployments.filter(
    ({ status, desiredCount, runningCount, pendingCount }) =>
      status !== "PRIMARY" && desiredCount + runningCount + pendingCount > 0,
  );
  return primary.length > 0 && replaced.length > 0 ? [...primary, ...replaced] : [];
}

/**
 * What is in flight, if delivery started it. Infrastructure never changes the image of the app's own
 * container, and delivery changes nothing else: a rollout between different images is delivery's, or
 * the way back from one. A rollout of one image is infrastructure's own, and another update must be
 * able to mend it (docs/adr/0013).
 *
 * @param deployments from {@link deploymentsInFlight}, newest first.
 * @param imageOf the image that a task definition gives the app's own container.
 */
export function deliveryInFlight(
  deployments: readonly ServiceDeployment[],
  imageOf: (taskDefinition: string) => string | undefined,
): DeploymentInFlight | undefined {
  const [primary, ...replaced] = deployments;
  if (primary === undefined) {
    return undefined;
  }
  const image = imageOf(primary.taskDefinition);
  if (replaced.every(({ taskDefinition }) => imageOf(taskDefinition) === image)) {
    return undefined;
  }
  // The way back from a release has the id and the age of the deployment that it goes back to.
  const [newest = ""] = deployments
    .map(({ createdAt }) => createdAt)
    .sort((a, b) => (a < b ? 1 : -1));
  const old = replaced.reduce((sum, { runningCount }) => sum + runningCount, 0);
  return {
    id: primary.id,
    revision: primary.taskDefinition.split("/").at(-1) ?? primary.taskDefinition,
    since: newest,
    progress: `${primary.runningCount} of ${primary.desiredCount} new tasks run, ${old} old ones are left`,
  };
}

/** ECS names the last hundred events of a service; fewer are all that there ever were. */
const mostEvents = 100;

/**
 * Whether no deployment of a service has ever come to a good end, so that nothing runs that delivery
 * deployed. Its first image may be what is wrong, and only another update can bring another one: the
 * first commit and the pipeline wait for the service.
 */
export function neverSteady(events: readonly { readonly message: string }[]): boolean {
  return (
    events.length > 0 &&
    events.length < mostEvents &&
    !events.some(({ message }) => /has reached a steady state|deployment completed/.test(message))
  );
}

/** Which app, in the words that people use and in those of AWS. */
export interface DeployedApp {
  readonly cluster: string;
  readonly app: string;
  readonly pipeline: string;
}

/** Why the update is refused, and what to do. */
export function refusal(
  { cluster, app, pipeline }: DeployedApp,
  { id, revision, since, progress }: DeploymentInFlight,
  changes: readonly string[],
): string {
  return [
    `App "${app}": this update would change its service (${changes.join("; ")}) in the middle of a deployment, so nothing of it is changed.`,
    `Pipeline "${pipeline}" is in the middle of ECS deployment ${id}: revision ${revision}, in progress since ${since}, ${progress}.`,
    `Wait for its end (slipway status ${cluster}/${app}) or undo it (slipway rollback ${cluster}/${app}), then update again.`,
  ].join(" ");
}
