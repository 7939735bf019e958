import { deploymentLimits } from "../../aws/deploymentLimits";
import { flag, integerIn, mapping, oneOf } from "./fields";

/** How a new revision replaces the one that runs. */
export const deploy = mapping({
  strategy: oneOf(["rolling", "blue-green", "linear", "canary"])
    .default("rolling")
    .describe(
      "`rolling` replaces tasks a few at a time; `blue-green`, `linear` and `canary` start all new tasks first and shift the traffic at once, in even steps or after a small part",
    ),
  minimumHealthyPercent: integerIn(deploymentLimits.minimumHealthyPercent)
    .default(100)
    .describe(
      "Part of `count` that must stay healthy meanwhile, rounded up. 100: no capacity lost",
    ),
  maximumPercent: integerIn(deploymentLimits.maximumPercent)
    .default(200)
    .describe("Part of `count` that may run meanwhile, rounded down. 200: one round is enough"),
  timeoutMinutes: integerIn(deploymentLimits.timeoutMinutes)
    .default(15)
    .describe("Minutes after which a deployment has failed. The pipeline's own limit is 60"),
  approval: flag().default(false).describe("A person must approve each deployment"),
  stepPercent: integerIn(deploymentLimits.stepPercent)
    .exactOptional()
    .describe("`linear` only: part of the traffic that moves in each step (AWS: 10)"),
  canaryPercent: integerIn(deploymentLimits.canaryPercent)
    .exactOptional()
    .describe("`canary` only: part of the traffic that moves first (AWS: 5)"),
  bakeMinutes: integerIn(deploymentLimits.bakeMinutes)
    .exactOptional()
    .describe("Not for `rolling`: minutes that the old tasks wait after the last shift (AWS: 15)"),
});
