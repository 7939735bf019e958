import {
  DeregisterTaskDefinitionCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  type ECSClient,
  type Service as SdkService,
  type ServiceDeploymentBrief,
  type ServiceDeploymentStatus,
} from "@aws-sdk/client-ecs";

import { isAnswer, unlessAbsent } from "../../aws/awsAnswer";
import { type Images } from "../images";
import { batches, mapConcurrent } from "../mapConcurrent";
import { serviceFrom, taskDefinitionFrom, taskFrom } from "./ecsAnswers";
import { describeServices, describeTaskDefinition, describeTasks, listTasks } from "./ecsCalls";
import { families } from "./ecsFamilies";
import { containerInstances, type ContainerInstance } from "./ecsHosts";
import { type Service, type ServicePlace, type Task, type TaskDefinition } from "./ecsTypes";
import { collect, pagesOf } from "./pages";

export type * from "./ecsTypes";

type Client = Pick<ECSClient, "send">;

/** A deployment that ECS rolled back, whoever asked for that. */
export interface RolledBackDeployment {
  readonly createdAt: Date;
  /** What it was to bring; undefined where ECS does not say. */
  readonly taskDefinition: string | undefined;
  /** Images of that, where ECS lists them. */
  readonly images: Images;
  readonly reason: string | undefined;
}

/** What following a deployment asks of ECS; tests hand in literals. */
export interface Services {
  /** Undefined when there is no such service, or its cluster is gone. */
  service(at: ServicePlace): Promise<Service | undefined>;
  definition(arn: string): Promise<TaskDefinition>;
  /** Newest first; none where ECS keeps no such list. ECS remembers the last 90 days. */
  rolledBack(at: ServicePlace, since?: Date): Promise<readonly RolledBackDeployment[]>;
  tasks(at: ServicePlace, status: "RUNNING" | "STOPPED"): Promise<readonly Task[]>;
  /** Asks ECS to roll back the deployment that is in progress; false when there is none that it can stop. */
  stopDeployment(at: ServicePlace): Promise<boolean>;
}

export interface Ecs extends Services {
  /** Ten with each call, in the order in which they are asked for. */
  services(at: readonly ServicePlace[]): Promise<readonly (Service | undefined)[]>;
  /** Those that take tasks. */
  containerInstances(cluster: string): Promise<readonly ContainerInstance[]>;
  deregister(taskDefinition: string): Promise<void>;
}

/** ECS. Throttling is left to the client's own retries. */
export function ecsAdapter(client: Client): Ecs {
  return {
    service: async (at) => (await services(client, [at]))[0],
    services: (at) => services(client, at),
    definition: async (arn) => {
      const { definition } = await describeTaskDefinition(client, arn);
      return taskDefinitionFrom(arn, definition);
    },
    deregister: async (taskDefinition) => {
      await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    },
    rolledBack: (at, since) => rolledBack(client, at, since),
    tasks: (at, status) => tasks(client, at, status),
    stopDeployment: (at) => stopDeployment(client, at),
    containerInstances: (cluster) => containerInstances(client, cluster),
  };
}

/** Most that an operation describes with one call. */
const atOnce = { services: 10, serviceRevisions: 20 } as const;

async function services(
  client: Client,
  at: readonly ServicePlace[],
): Promise<(Service | undefined)[]> {
  const kept = at.filter(({ isFamily }) => isFamily !== true);
  const clusters = [...new Set(kept.map(({ cluster }) => cluster))];
  const groups = clusters.flatMap((cluster) => {
    const names = kept.filter((one) => one.cluster === cluster).map(({ service }) => service);
    return batches([...new Set(names)], atOnce.services).map((group) => ({ cluster, group }));
  });
  const found = await mapConcurrent(groups, async ({ cluster, group }) => {
    const active = await unlessAbsent(
      () => describeServices(client, cluster, group),
      "ClusterNotFoundException",
    );
    // A single one needs no name to be found by.
    return (active ?? []).map(
      (one) => [keyOf(cluster, nameIn(one, group)), serviceFrom(one)] as const,
    );
  });
  const without = await families(
    client,
    at.filter((one) => !kept.includes(one)),
  );
  const byKey = new Map([
    ...found.flat(),
    ...without.map(([{ cluster, service }, one]) => [keyOf(cluster, service), one] as const),
  ]);
  return at.map(({ cluster, service }) => byKey.get(keyOf(cluster, service)));
}

function nameIn({ serviceName }: SdkService, [only, ...others]: readonly string[]): string {
  return serviceName ?? (others.length === 0 ? (only ?? "") : "");
}

function keyOf(cluster: string, service: string): string {
  return `${cluster}/${service}`;
}

/** How a place that is older than an operation answers to it. */
const unknownOperation = [
  "InvalidAction",
  "UnknownOperationException",
  "UnsupportedFeatureException",
] as const;

/** States of a deployment that did not stay. */
export const rolledBackStates = [
  "ROLLBACK_REQUESTED",
  "ROLLBACK_IN_PROGRESS",
  "ROLLBACK_SUCCESSFUL",
  "ROLLBACK_FAILED",
  "STOPPED",
] as const satisfies readonly ServiceDeploymentStatus[];

/** Deployments in one of these states, newest first: ECS documents no order. */
async function serviceDeployments(
  client: Client,
  { cluster, service, isFamily }: ServicePlace,
  status: readonly ServiceDeploymentStatus[],
  since?: Date,
): Promise<ServiceDeploymentBrief[]> {
  if (isFamily === true) {
    return [];
  }
  const createdAt = since && { after: new Date(since.getTime() - 1000) };
  const request = { cluster, service, status: [...status], ...(createdAt && { createdAt }) };
  const pages = await unlessAbsent(
    () =>
      collect(
        pagesOf(
          (nextToken) => client.send(new ListServiceDeploymentsCommand({ ...request, nextToken })),
          (page) => page.nextToken,
        ),
      ),
    ...unknownOperation,
    "ClusterNotFoundException",
    "ServiceNotFoundException",
  );
  return (
    (pages ?? [])
      .flatMap((page) => page.serviceDeployments ?? [])
      // A place that does not know the filter must not pass for one where everything was rolled back.
      .filter((one) => status.some((wanted) => wanted === one.status))
      .sort((one, other) => timeOf(other) - timeOf(one))
  );
}

function timeOf({ createdAt }: ServiceDeploymentBrief): number {
  return createdAt?.getTime() ?? 0;
}

async function rolledBack(
  client: Client,
  at: ServicePlace,
  since?: Date,
): Promise<RolledBackDeployment[]> {
  const found = (await serviceDeployments(client, at, rolledBackStates, since)).filter(
    ({ createdAt }) => since === undefined || createdAt === undefined || createdAt >= since,
  );
  const arns = found.flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []);
  const groups = batches([...new Set(arns)], atOnce.serviceRevisions);
  const answers = await mapConcurrent(groups, (serviceRevisionArns) =>
    client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns })),
  );
  const revisions = new Map(
    answers
      .flatMap(({ serviceRevisions = [] }) => serviceRevisions)
      .map((revision) => [revision.serviceRevisionArn, revision]),
  );
  return found.map(({ targetServiceRevisionArn, createdAt, statusReason }) => {
    const { taskDefinition, containerImages = [] } = revisions.get(targetServiceRevisionArn) ?? {};
    const images = containerImages.map(({ containerName = "", image = "" }) => [
      containerName,
      image,
    ]);
    return {
      createdAt: createdAt ?? since ?? new Date(0),
      taskDefinition,
      images: Object.fromEntries(images) as Images,
      reason: statusReason,
    };
  });
}

async function stopDeployment(client: Client, at: ServicePlace): Promise<boolean> {
  const [newest] = await serviceDeployments(client, at, ["PENDING", "IN_PROGRESS"]);
  const serviceDeploymentArn = newest?.serviceDeploymentArn;
  if (serviceDeploymentArn === undefined) {
    return false;
  }
  try {
    await client.send(
      new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: "ROLLBACK" }),
    );
    return true;
  } catch (error) {
    // It ended meanwhile, or it is the service's first and there is nothing to go back to.
    const refused = ["ConflictException", "ServiceDeploymentNotFoundException"];
    if (isAnswer(error, ...refused, ...unknownOperation)) {
      return false;
    }
    throw error;
  }
}

async function tasks(
  client: Client,
  { cluster, service, isFamily }: ServicePlace,
  desiredStatus: "RUNNING" | "STOPPED",
): Promise<Task[]> {
  const whose = isFamily === true ? { family: service } : { serviceName: service };
  const arns = await listTasks(client, { cluster, ...whose, desiredStatus });
  return (await describeTasks(client, cluster, arns)).map(taskFrom);
}
