export { accountContext } from "./accountContext";
export { InternalApp, type InternalAppArgs, type InternalSettings } from "./app/kinds/internal";
export { ScheduledApp, type ScheduledAppArgs, type ScheduledSettings } from "./app/kinds/scheduled";
export { TcpApp, type TcpAppArgs, type TcpAppSettings } from "./app/kinds/tcp";
export { WebApp, type WebAppArgs, type WebSettings } from "./app/kinds/web";
export { WorkerApp, type WorkerAppArgs, type WorkerSettings } from "./app/kinds/worker";
export { makeApp } from "./app/makeApp";
export { makeApps } from "./app/makeApps";
export { accessOf, urlsOf } from "./app/outputs";
export { readRunning } from "./app/running";
export { EcsService, type EcsServiceArgs } from "./app/service/ecsService";
export { EcsCluster, type EcsClusterArgs } from "./cluster/ecsCluster";
export { BuildPipeline, type BuildPipelineArgs } from "./delivery/build/buildPipeline";
export { Delivery, type DeliveryArgs } from "./delivery/delivery";
export { readExisting } from "./existing/existing";
export { refuseOtherProject } from "./existing/stackName";
export { AppImage, type AppImageArgs } from "./image/appImage";
export { Images } from "./image/images";
export { LoadBalancer, type LoadBalancerArgs } from "./loadBalancer/loadBalancer";
export {
  NetworkLoadBalancer,
  type NetworkLoadBalancerArgs,
} from "./loadBalancer/networkLoadBalancer";
export { Network, type NetworkArgs } from "./network/network";
export { awsProvider, stackTags } from "./provider";
export { type Transforms } from "./transforms";
