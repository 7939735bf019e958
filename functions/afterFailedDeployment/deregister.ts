import { type Ecs, type Service } from "../../delivery/aws/ecs";
import { type Log } from "../log";
import { type FailedDeployment } from "./event";

export interface World {
  readonly ecs: Pick<Ecs, "service" | "rolledBack" | "deregister">;
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
  const { log, ecs } = world;
  const fields = { service: failure.service, deployment: failure.deploymentId };
  for (let time = 1; ; time++) {
    const state = await ecs.service(failure);
    if (state === undefined) {
      log.info("no service", fields);
      return;
    }
    const revision = await failedRevision(failure, state, ecs);
    if (revision === undefined || !belongsTo(failure.service, revision)) {
      // Without knowing which one failed, every one might be in use.
      log.warn("revision not known", { ...fields, revision });
      return;
    }
    if (!revisionsInUse(failure, state).includes(revision)) {
      await ecs.deregister(revision);
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
  state: Service,
  ecs: Pick<Ecs, "rolledBack">,
): Promise<string | undefined> {
  const deployment = state.deployments.find(({ id }) => id === failure.deploymentId);
  if (deployment !== undefined) {
    return deployment.taskDefinition;
  }
  const [newest] = await ecs.rolledBack(failure);
  return newest?.taskDefinition;
}

function revisionsInUse(failure: FailedDeployment, state: Service): string[] {
  return [
    state.taskDefinition,
    ...state.deployments
      .filter(({ id, rolloutState }) => id !== failure.deploymentId && rolloutState !== "FAILED")
      .map(({ taskDefinition }) => taskDefinition),
  ];
}

/** A service and the family of its task definitions have one name (aws/naming.ts). */
function belongsTo(service: string, revision: string): boolean {
  return new RegExp(`:task-definition/${service}:\\d+$`).test(revision);
}
