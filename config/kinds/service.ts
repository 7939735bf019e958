import { z } from "zod";

import { neverProgresses } from "../../aws/deploymentLimits";
import { timingProblem } from "../../aws/healthCheck";
import {
  deregistrationDelaySeconds as drainLimits,
  port as anyPort,
  serviceTasks,
} from "../../aws/limits";
import { type Problem, valueAt } from "../problems";
import { taskFields } from "../schema/container";
import { deploy } from "../schema/deploy";
import { anyText, flag, integerIn } from "../schema/fields";
import { scaling } from "../schema/scaling";
import { type AppInCluster, type StackFile } from "./kind";
import { scalingProblems } from "./scaling";

/** What the kinds that keep running have in common. */

export const serviceFields = {
  ...taskFields,
  count: integerIn(serviceTasks)
    .default(2)
    .describe("Tasks to keep running (ECS: at most 5000 a service). 2: losing one is no outage"),
  scaling: scaling.exactOptional().describe("Lets the load decide the count, in place of `count`"),
  exec: flag()
    .default(false)
    .describe(
      "Lets people open shells in its containers (ECS Exec): the task role gets what Session Manager needs, and what is typed is kept in a log group of the cluster",
    ),
  connectsTo: z
    .array(anyText())
    .default([])
    .describe(
      "Internal apps of the cluster that it calls, at `<name>:<port>`; they start before it. ECS adds a proxy to each task, for which 64 MiB of `memoryMiB` are kept, and AWS advises 256 more `cpuUnits`",
    ),
  deploy: deploy.prefault({}).describe("How a new revision replaces the one that runs"),
};

export const port = integerIn(anyPort).describe("Port that the container listens on");

export const deregistrationDelaySeconds = integerIn(drainLimits)
  .default(30)
  .describe(
    "Seconds that a stopping task may finish its requests (AWS: 300). 5 suits answers below a second; uploads and streams need more",
  );

export type ServiceConfig = z.infer<z.ZodObject<typeof serviceFields>>;

/** Whether a service can be deployed and scaled. */
export function serviceProblems(placed: AppInCluster<ServiceConfig>, file: StackFile): Problem[] {
  return [...deployProblems(placed, file.raw), ...scalingProblems(placed, file)];
}

/** Options of `deploy`, with the strategies that they belong to. */
const strategyOptions = {
  stepPercent: ["linear"],
  canaryPercent: ["canary"],
  stepMinutes: ["linear", "canary"],
  bakeMinutes: ["blue-green", "linear", "canary"],
} as const;

function deployProblems({ path, app }: AppInCluster<ServiceConfig>, raw: unknown): Problem[] {
  if (app.deploy === undefined) {
    return [];
  }
  const { strategy, minimumHealthyPercent, maximumPercent } = app.deploy;
  const place = [...path, "deploy"];
  const problems: Problem[] = [];
  const { scaling } = app;
  const count = scaling === undefined ? app.count : Math.max(scaling.min ?? 1, 1);
  if (count !== undefined && minimumHealthyPercent !== undefined && maximumPercent !== undefined) {
    const sentence = neverProgresses(count, minimumHealthyPercent, maximumPercent);
    if (sentence !== undefined) {
      problems.push({ path: place, sentence });
    }
  }
  for (const [option, strategies] of Object.entries(strategyOptions)) {
    const wrong = strategy !== undefined && !(strategies as readonly string[]).includes(strategy);
    if (wrong && valueAt(raw, [...place, option]) !== undefined) {
      problems.push({
        path: [...place, option],
        sentence: `has no meaning with strategy "${strategy}"; it belongs to ${strategies.join(", ")}`,
      });
    }
  }
  return problems;
}

/** Whether a health check ends before the next one begins. */
export function timingProblems(
  path: readonly PropertyKey[],
  check:
    | {
        readonly intervalSeconds?: number | undefined;
        readonly timeoutSeconds?: number | undefined;
      }
    | undefined,
): Problem[] {
  const { intervalSeconds, timeoutSeconds } = check ?? {};
  const sentence =
    intervalSeconds === undefined || timeoutSeconds === undefined
      ? undefined
      : timingProblem(intervalSeconds, timeoutSeconds);
  return sentence === undefined ? [] : [{ path: [...path, "timeoutSeconds"], sentence }];
}
