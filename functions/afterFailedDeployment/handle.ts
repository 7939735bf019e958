import { reasonOf } from "../log";
import { abandon, type World as AbandonWorld } from "./abandon";
import { deregister, type World as DeregisterWorld } from "./deregister";
import { failedDeploymentOf } from "./event";

export type World = AbandonWorld & DeregisterWorld;

/**
 * Clears up after a deployment that ECS gave up: deregisters its revision, then abandons the pipeline's
 * execution that began it. In this order, because the former waits until the rollback has begun: what
 * is released next builds on the revision that runs. Neither keeps the other from being done.
 *
 * @throws what went wrong first, after both: Lambda tries again, and what was done is not done twice.
 */
export async function handle(event: unknown, world: World): Promise<void> {
  const failure = failedDeploymentOf(event);
  const errors: unknown[] = [];
  for (const [step, take] of Object.entries({ deregister, abandon })) {
    try {
      await take(failure, world);
    } catch (error) {
      const { service, deploymentId: deployment } = failure;
      world.log.warn("failed", { step, service, deployment, reason: reasonOf(error) });
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    throw errors[0];
  }
}
