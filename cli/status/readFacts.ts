import { unlessAbsent } from "../../aws/awsAnswer";
import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { ecsAdapter, type Service } from "../../delivery/aws/ecs";
import { elbAdapter } from "../../delivery/aws/elasticLoadBalancing";
import { type KeptSchedule, scheduleAdapter } from "../../delivery/aws/keptSchedule";
import { collect } from "../../delivery/aws/pages";
import { imagesOfDefinition, revisionOf, type Images } from "../../delivery/images";
import { mapConcurrent } from "../../delivery/mapConcurrent";
import { hasService } from "../../delivery/stackParameter";
import { servicePlaceOf, type AppPlace } from "../apps";
import { type Connection } from "../connection";
import { releasesOf, runs, type Release } from "../releases";
import { type AppFacts } from "./facts";
import { countTargets, type TargetCount } from "./targetCount";

/** How far back the commit of what runs is looked for. */
const mostCommits = 20;
const mostExecutions = 10;

type Source = Pick<Connection, "clients" | "store">;

/** Asks AWS about apps: the services ten at once, the rest for several apps at the same time. */
export async function readFacts(
  { clients, store }: Source,
  places: readonly AppPlace[],
): Promise<AppFacts[]> {
  const ecs = ecsAdapter(await clients.ecs());
  const pipelines = codePipelineAdapter(await clients.codePipeline());
  const services = await ecs.services(places.map(servicePlaceOf));

  const running = async (service: Service | undefined): Promise<Images> =>
    service === undefined ? {} : imagesOfDefinition(await ecs.definition(service.taskDefinition));

  const pipelineOf = async ({ pipelineName }: AppPlace) => {
    const executions = await unlessAbsent(
      () => collect(pipelines.executions(pipelineName, mostExecutions)),
      "PipelineNotFoundException",
    );
    const isRunning = executions?.some(({ status }) => status === "InProgress");
    const waiting = isRunning === true ? await pipelines.waitingApproval(pipelineName) : undefined;
    return { executions, waiting: waiting?.executionId };
  };

  return mapConcurrent([...places.entries()], async ([index, place]) => {
    const service = services[index];
    const [{ images, releases }, pipeline, targets, schedule] = await Promise.all([
      running(service).then(async (images) => ({
        images: revisionOf(images),
        releases: await untilLive(releasesOf(store, place, mostCommits), images),
      })),
      pipelineOf(place),
      targetsOf(clients, service),
      scheduleOf(clients, place),
    ]);
    const { key: app, kind } = place;
    return { app, kind, service, images, releases, ...pipeline, targets, schedule };
  });
}

/** Undefined for a service without a load balancer. */
async function targetsOf(
  clients: Source["clients"],
  service: Service | undefined,
): Promise<TargetCount | undefined> {
  const groups = service?.targetGroups ?? [];
  if (groups.length === 0) {
    return undefined;
  }
  const elb = elbAdapter(await clients.elb());
  return countTargets((await Promise.all(groups.map(({ arn }) => elb.health(arn)))).flat());
}

async function scheduleOf(
  clients: Source["clients"],
  { kind, scheduleName }: AppPlace,
): Promise<KeptSchedule | undefined> {
  return hasService(kind)
    ? undefined
    : scheduleAdapter(await clients.scheduler()).schedule(scheduleName);
}

/** Releases down to the one that runs: what is older is of no interest here, and costs a call each. */
async function untilLive(
  releases: AsyncIterable<Release>,
  images: Images,
): Promise<readonly Release[]> {
  const read: Release[] = [];
  for await (const release of releases) {
    read.push(release);
    if (Object.keys(images).length === 0 || runs(release, images)) {
      break;
    }
  }
  return read;
}
