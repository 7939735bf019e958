import { z } from "zod";

import { startRetries } from "../../aws/limits";
import { scheduleProblem, timezoneProblem } from "../../aws/schedule";
import { type Problem } from "../problems";
import { taskFields } from "../schema/container";
import { deploy } from "../schema/deploy";
import { anyText, integerIn, mapping, oneOf } from "../schema/fields";
import { type AppInCluster, type Kind } from "./kind";

const schema = mapping({
  kind: z.literal("scheduled").describe("Runs by the clock and ends"),
  ...taskFields,
  schedule: anyText().describe("`cron(…)` with six fields, `rate(…)` or `at(…)`"),
  timezone: anyText().default("UTC").describe("Time zone of the schedule, such as Europe/Berlin"),
  overlap: oneOf(["skip", "allow"])
    .default("skip")
    .describe(
      "What happens when it is time and the last run has not ended: `skip` leaves this run out, `allow` starts it beside the other",
    ),
  retries: integerIn(startRetries)
    .default(2)
    .describe(
      "How often a start that failed is tried again, after one and two minutes (Lambda: at most 2). A run that failed is not repeated",
    ),
  deploy: mapping({ approval: deploy.shape.approval })
    .prefault({})
    .describe("How a new revision takes the place of the last: the next run is the first of it"),
});

export const scheduled: Kind<typeof schema> = {
  title: "Scheduled apps",
  schema,
  problems: scheduleProblems,
  example: `config:
  aws:region: eu-west-1
  slipway:images:
    report: { context: ./examples/report }
  slipway:clusters:
    main:
      capacity: { type: fargate }
      apps:
        report:
          kind: scheduled
          image: report
          schedule: cron(0 6 ? * MON-FRI *)
          timezone: Europe/Berlin
          permissions:
            - actions: [s3:PutObject]
              resources: [arn:aws:s3:::shop-reports/*]
`,
};

function scheduleProblems({ path, app }: AppInCluster<z.infer<typeof schema>>): Problem[] {
  const schedule = app.schedule === undefined ? undefined : scheduleProblem(app.schedule);
  const timezone = app.timezone === undefined ? undefined : timezoneProblem(app.timezone);
  return [
    ...(schedule === undefined ? [] : [{ path: [...path, "schedule"], sentence: schedule }]),
    ...(timezone === undefined ? [] : [{ path: [...path, "timezone"], sentence: timezone }]),
  ];
}
