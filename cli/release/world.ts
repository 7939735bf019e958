import { codePipelineAdapter } from "../../delivery/aws/codePipeline";
import { ecrAdapter } from "../../delivery/aws/ecr";
import { ecsAdapter } from "../../delivery/aws/ecs";
import { elbAdapter, type Targets } from "../../delivery/aws/elasticLoadBalancing";
import { logsAdapter } from "../../delivery/aws/logs";
import { type Clock } from "../../delivery/deployment/clock";
import { type World as FollowWorld } from "../../delivery/deployment/follow";
import { type WatchedApp } from "../../delivery/deployment/look";
import { type Archive } from "../../delivery/failure/evidence";
import { type RevisionStore } from "../../delivery/store";
import { servicePlaceOf, type AppPlace } from "../apps";
import { type Connection } from "../connection";
import { type Io } from "../io";
import { type Check } from "../verify/check";
import { ecrImages, type Images } from "./images";

/** Everything that changing what an app runs meets; tests hand in literals. */
export interface ReleaseWorld extends FollowWorld, Archive {
  readonly store: RevisionStore;
  readonly targets: Targets;
  readonly images: Images;
  /** What a deployment of this image would miss; asked before it is committed. */
  checks(place: AppPlace, imageUri: string): Promise<readonly Check[]>;
}

/** The world of a stack. */
export async function worldOf(connection: Connection, io: Io): Promise<ReleaseWorld> {
  const { clients, store } = connection;
  const [codePipeline, ecs, elb, logs, ecr] = await Promise.all([
    clients.codePipeline(),
    clients.ecs(),
    clients.elb(),
    clients.logs(),
    clients.ecr(),
  ]);
  return {
    store,
    pipelines: codePipelineAdapter(codePipeline),
    services: ecsAdapter(ecs),
    targets: elbAdapter(elb),
    logs: logsAdapter(logs),
    images: ecrImages(ecrAdapter(ecr)),
    checks: async (place, imageUri) =>
      (await import("../verify/verify")).checksOf(connection, place, imageUri),
    clock: clockOf(io),
    now: () => io.now(),
  };
}

function clockOf(io: Io): Clock {
  return { now: () => io.now(), wait: (duration) => io.wait(duration), signal: io.signal };
}

export function watched(place: AppPlace): WatchedApp {
  return {
    ...servicePlaceOf(place),
    pipeline: place.pipelineName,
    path: place.path,
  };
}
