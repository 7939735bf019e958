import { z } from "zod";

import { serviceTasks, targetPercent } from "../../aws/limits";
import { queueArnPattern } from "../../aws/resourceIds";
import { anyText, integerFrom, mapping, text, integerIn } from "./fields";

const queue = mapping({
  arn: text(
    queueArnPattern,
    "must be the ARN of a queue (arn:aws:sqs:<region>:<account>:<name>)",
  ).describe("The queue"),
  messagesPerTask: integerFrom(1).describe(
    "Messages that may wait for each task that runs: how many one works off in the time that a message may wait",
  ),
});

const scheduled = mapping({
  at: anyText().describe("When it begins: `cron(…)` with six fields, `rate(…)` or `at(…)`"),
  timezone: anyText().default("UTC").describe("Time zone of `at`, such as Europe/Berlin"),
  min: integerIn(serviceTasks)
    .exactOptional()
    .describe("Fewest tasks from then on; else as before"),
  max: integerIn({ ...serviceTasks, from: 1 })
    .exactOptional()
    .describe("Most tasks from then on; else as before"),
});

/** How the load decides the number of tasks. */
export const scaling = mapping({
  min: integerIn(serviceTasks).describe("Fewest tasks, and those of a new service"),
  max: integerIn({ ...serviceTasks, from: 1 }).describe("Most tasks"),
  cpuPercent: integerIn(targetPercent).exactOptional().describe("Average CPU to hold"),
  memoryPercent: integerIn(targetPercent).exactOptional().describe("Average memory to hold"),
  requestsPerTarget: integerFrom(1)
    .exactOptional()
    .describe("`web` only: requests a minute and task to hold"),
  queue: queue
    .exactOptional()
    .describe("A queue whose messages the tasks share. Needs Container Insights of the cluster"),
  schedule: z
    .array(scheduled)
    .default([])
    .describe("Other bounds by the clock, each until the next one"),
});
