import { type AppTransforms } from "./app/makeApp";
import { type EcsClusterTransform } from "./cluster/ecsCluster";
import { type BuildPipelineTransform } from "./delivery/build/buildPipeline";
import { type DeliveryTransform } from "./delivery/delivery";
import { type AppImageTransform } from "./image/appImage";
import { type NetworkTransform } from "./network/network";

/** Changes to the resources of a stack, in the order of `index.ts`; empty where nothing is changed. */
export interface Transforms {
  readonly network?: NetworkTransform;
  /** Of each image that the stack builds, by its key. */
  readonly image?: (key: string) => AppImageTransform;
  /** Of each cluster with its load balancer, by its key. */
  readonly cluster?: (key: string) => EcsClusterTransform;
  /** Of each app, by its kind. */
  readonly app?: AppTransforms;
  readonly delivery?: DeliveryTransform;
  /** Of each pipeline that builds, by its key. */
  readonly build?: (key: string) => BuildPipelineTransform;
}
