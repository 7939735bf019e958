export { loadConfig, type SlipwayConfig } from "./load";
export { mapValues } from "./mapValues";
