export { appImages } from "./app/appImages";
export { listenerPriorities, type RoutedApp } from "./loadBalancer/listenerPriorities";
export { WebApp, type WebAppArgs, type WebAppSettings } from "./app/kinds/web";
export { EcsCluster, type EcsClusterArgs } from "./cluster/ecsCluster";
export { LoadBalancer, type LoadBalancerArgs } from "./loadBalancer/loadBalancer";
export { type DeliveredApp, Delivery, type DeliveryArgs } from "./delivery/delivery";
export { AppImage, type AppImageArgs } from "./image/appImage";
export {
  type ExternalImage,
  ExternalImages,
  type ExternalImagesArgs,
} from "./image/externalImages";
export { Keyed } from "./keyed";
export { Network, type NetworkArgs } from "./network/network";
export { providerOptions, type ProviderOptionsArgs, stackTags } from "./provider";
