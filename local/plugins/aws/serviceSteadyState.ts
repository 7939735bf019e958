import { type Deployment, type Service, type Task } from "@aws-sdk/client-ecs";

import { type Clients } from "../clients";
import { waitFor } from "./retry";

/** The real provider's limit for creating and for updating a service. */
const patience = { seconds: 1200, everySeconds: 2 };

/**
 * Waits until the newest deployment is the only one and has all its tasks. A deployment that the circuit
 * breaker gave up, or rolled back, is an error with AWS's reason and that of the last task that stopped.
 */
export async function waitForSteadyState(
  clients: Clients,
  service: string,
  cluster: string,
): Promise<void> {
  let started: string | undefined;
  // Whole seconds, as the emulator may tell times.
  const since = Math.floor(Date.now() / 1000) * 1000;
  await waitFor(
    `service "${service}" to be steady`,
    async () => {
      const found = await look(clients, service, cluster);
      started ??= primaryOf(found)?.id;
      const failure = failureOf(found, started);
      if (failure !== undefined) {
        const why = await lastTaskReason(clients, found, cluster, since);
        throw new Error(`ECS service deployment failed: ${failure}${why}`);
      }
      return isSteady(found, started) ? true : undefined;
    },
    patience,
  );
}

/** Whether this deployment is the only one that lives, and complete. */
export function isSteady(service: Service, deploymentId: string | undefined): boolean {
  const living = (service.deployments ?? []).filter(
    ({ rolloutState }) => rolloutState !== "FAILED",
  );
  const only = living.length === 1 ? living[0] : undefined;
  return (
    only?.id === deploymentId &&
    only?.rolloutState !== "IN_PROGRESS" &&
    service.runningCount === service.desiredCount
  );
}

/** Why the deployment will never be steady, if it failed or another one took its place. */
export function failureOf(service: Service, deploymentId: string | undefined): string | undefined {
  const own = (service.deployments ?? []).find(({ id }) => id === deploymentId);
  if (own?.rolloutState === "FAILED") {
    return own.rolloutStateReason ?? "no reason was given";
  }
  const primary = primaryOf(service);
  return primary === undefined || primary.id === deploymentId
    ? undefined
    : `deployment ${deploymentId ?? ""} was replaced by ${primary.id ?? ""}`;
}

/** Why the last task stopped since then, which AWS's reason of a deployment leaves out. */
async function lastTaskReason(
  clients: Clients,
  service: Service,
  cluster: string,
  since: number,
): Promise<string> {
  const all = await stoppedTasks(clients, service.serviceName, cluster);
  const last = all.filter(({ stoppedAt }) => Number(stoppedAt ?? 0) >= since).at(-1);
  const reasons = (last?.containers ?? []).map(({ reason }) => reason);
  const told = [last?.stoppedReason, ...reasons].filter(Boolean).join("; ");
  return told === "" ? "" : ` The last task that stopped: ${told}`;
}

async function stoppedTasks(
  clients: Clients,
  serviceName: string | undefined,
  cluster: string,
): Promise<Task[]> {
  const ecs = await clients.ecs();
  const { taskArns } = await ecs.listTasks({ cluster, serviceName, desiredStatus: "STOPPED" });
  if (!taskArns?.length) {
    return [];
  }
  const { tasks } = await ecs.describeTasks({ cluster, tasks: taskArns });
  return [...(tasks ?? [])].sort((a, b) => Number(a.stoppedAt ?? 0) - Number(b.stoppedAt ?? 0));
}

async function look(clients: Clients, service: string, cluster: string): Promise<Service> {
  const ecs = await clients.ecs();
  const { services } = await ecs.describeServices({ services: [service], cluster });
  const found = services?.[0];
  if (found?.status !== "ACTIVE") {
    throw new Error(`expected status "ACTIVE", was "${found?.status ?? "MISSING"}"`);
  }
  return found;
}

function primaryOf(service: Service): Deployment | undefined {
  return service.deployments?.find(({ status }) => status === "PRIMARY");
}
