import { deploymentLimits } from "../../aws/deploymentLimits";
import { shiftDefaults } from "../../aws/trafficShift";
import { flag, integerIn, mapping, oneOf } from "./fields";

/** How a new revision replaces the one that runs. */
export const deploy = mapping({
  strategy: oneOf(["rolling", "blue-green", "linear", "canary"])
    .default("rolling")
    .describe(
      "`rolling` replaces tasks a few at a time; `blue-green`, `linear` and `canary` start all new tasks first and move the requests at once, in even steps or after a small part, of `web` apps on Fargate",
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
    .describe(
      "Minutes after which a deployment has failed, besides those in which its requests move. A pipeline waits for 60 in all",
    ),
  approval: flag().default(false).describe("A person must approve each deployment"),
  stepPercent: integerIn(deploymentLimits.stepPercent)
    .exactOptional()
    .describe(
      `\`linear\` only: part of the traffic that moves in each step; ${shiftDefaults.stepPercent} if not said (AWS: 10)`,
    ),
  canaryPercent: integerIn(deploymentLimits.canaryPercent)
    .exactOptional()
    .describe(
      `\`canary\` only: part of the traffic that moves first; ${shiftDefaults.canaryPercent} if not said`,
    ),
  stepMinutes: integerIn(deploymentLimits.bakeMinutes)
    .exactOptional()
    .describe(
      `\`linear\` and \`canary\`: minutes between two steps; ${shiftDefaults.stepMinutes.linear} and ${shiftDefaults.stepMinutes.canary} if not said`,
    ),
  bakeMinutes: integerIn(deploymentLimits.bakeMinutes)
    .exactOptional()
    .describe(
      `Not for \`rolling\`: minutes that the old tasks wait after the last step, to go back to; ${shiftDefaults.bakeMinutes} if not said`,
    ),
});
