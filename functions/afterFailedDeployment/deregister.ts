import { type Log } from "../log";
import { type FailedDeployment } from "./event";
import { type Deployments, type ServiceState } from "./ports";

export interface World {
  readonly deployments: Deployments;
  readonly log: Log;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** How long ECS is given to begin the rollback after it has said that a deployment failed. */
const patience = { times: 12, everyMs: 5_000 } as const;

/**
 * Deregisters the revision that a service was rolled back from, so that the newest active revision of
 * the family is again the one that runs: it is what an update of the infrastructure compares with.
 * A revision that the service asks for or still deploys is never touched.
 */
export async function deregister(failure: FailedDeployment, world: World): Promise<void> {
  const { log, deployments } = world;
  const fields = { service: failure.service, deployment: failure.deploymentId };
  for (let time = 1; ; time++) {
    const state = await deployments.service(failure);
    if (state === undefined) {
      log.info("no service", fields);
      return;
    }
    const revision = await failedRevision(failure, state, deployments);
    if (revision === undefined || !belongsTo(failure.service, revision)) {
      // Without knowing which one failed, every one might be in use.
      log.warn("revision not known", { ...fields, revision });
      return;
    }
    if (!revisionsInUse(failure, state).includes(revision)) {
      await deployments.deregister(revision);
      log.info("deregistered", { ...fields, revision });
      return;
    }
    if (time >= patience.times) {
      log.warn("in use", { ...fields, revision });
      return;
    }
    await world.wait(patience.everyMs);
  }
}

/** ECS forgets a failed deployment once it has no tasks; its record of the rollback stays. */
async function failedRevision(
  failure: FailedDeployment,
  state: ServiceState,
  deployments: Deployments,
): Promise<string | undefined> {
  const deployment = state.deployments.find(({ id }) => id === failure.deploymentId);
  return deployment?.taskDefinition ?? (await deployments.lastRollback(failure))?.taskDefinition;
}

function revisionsInUse(failure: FailedDeployment, state: ServiceState): string[] {
  return [
    state.taskDefinition,
    ...state.deployments
      .filter(({ id, failed }) => id !== failure.deploymentId && !failed)
      .map(({ taskDefinition }) => taskDefinition),
  ];
}

/** A service and the family of its task definitions have one name (aws/naming.ts). */
function belongsTo(service: string, revision: string): boolean {
  return new RegExp(`:task-definition/${service}:\\d+$`).test(revision);
}
