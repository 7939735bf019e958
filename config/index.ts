export { externalImagesOf, loadBalancersOf, webAppsOf } from "./lists";
export { loadConfig, type SlipwayConfig } from "./load";
