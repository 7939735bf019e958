import { type Service } from "@aws-sdk/client-ecs";

import { type Revision } from "../../delivery/format";
import { type AppPlace } from "../apps";
import { waitingApproval } from "../aws/approvals";
import { executionsOf } from "../aws/executions";
import { servicesOf } from "../aws/services";
import { targetsOf } from "../aws/targetHealth";
import { imagesOf, taskDefinitionOf } from "../aws/taskDefinitions";
import { type Connection } from "../connection";
import { type Release, releasesOf, runs } from "../releases";
import { together } from "../together";
import { type AppFacts } from "./appStatus";

/** How far back the commit of what runs is looked for. */
const mostCommits = 20;
const mostExecutions = 10;

type Source = Pick<Connection, "clients" | "store">;

/** Asks AWS about apps: the services ten at once, the rest for several apps at the same time. */
export async function readFacts(
  { clients, store }: Source,
  places: readonly AppPlace[],
): Promise<AppFacts[]> {
  const [ecs, pipelines] = await Promise.all([clients.ecs(), clients.codePipeline()]);
  const services = await servicesOf(ecs, places);

  const running = async (service: Service | undefined): Promise<Revision> =>
    service?.taskDefinition === undefined
      ? []
      : imagesOf(await taskDefinitionOf(ecs, service.taskDefinition));

  const pipelineOf = async ({ pipelineName }: AppPlace) => {
    const executions = await executionsOf(pipelines, pipelineName, mostExecutions);
    const isRunning = executions?.some(({ status }) => status === "InProgress");
    const waiting = isRunning === true ? await waitingApproval(pipelines, pipelineName) : undefined;
    return { executions, waiting: waiting?.executionId };
  };

  return together(places, async (place) => {
    const service = services.get(place.key);
    const [{ images, releases }, pipeline, targets] = await Promise.all([
      running(service).then(async (images) => ({
        images,
        releases: await untilLive(releasesOf(store, place, mostCommits), images),
      })),
      pipelineOf(place),
      service === undefined ? undefined : targetsOf(clients.elb, service),
    ]);
    return { app: place.key, service, images, releases, ...pipeline, targets };
  });
}

/** Releases down to the one that runs: what is older is of no interest here, and costs a call each. */
async function untilLive(
  releases: AsyncIterable<Release>,
  images: Revision,
): Promise<readonly Release[]> {
  const read: Release[] = [];
  for await (const release of releases) {
    read.push(release);
    if (images.length === 0 || runs(release, images)) {
      break;
    }
  }
  return read;
}
