import { z } from "zod";

import { scheduleProblem, timezoneProblem } from "../../aws/schedule";
import { type PlacedApp } from "../checks/check";
import { type Problem } from "../problems";
import { taskFields } from "../schema/container";
import { anyText, integer, mapping } from "../schema/fields";
import { type Kind } from "./kind";

const schema = mapping({
  kind: z.literal("scheduled").describe("Runs by the clock and ends"),
  ...taskFields,
  schedule: anyText().describe("`cron(…)` with six fields, `rate(…)` or `at(…)`"),
  timezone: anyText().default("UTC").describe("Time zone of the schedule, such as Europe/Berlin"),
  tasks: integer(1, 10).default(1).describe("Tasks to start each time"),
  retries: integer(0, 185).default(2).describe("How often a start that failed is tried again"),
});

export const scheduled: Kind<typeof schema> = {
  title: "Scheduled jobs",
  served: false,
  unserved: [],
  schema,
  problems: scheduleProblems,
  example: `config:
  aws:region: eu-west-1
  slipway:images:
    report: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: fargate }
      apps:
        report:
          kind: scheduled
          image: report
          command: [/app/report]
          schedule: cron(0 6 ? * MON-FRI *)
          timezone: Europe/Berlin
`,
};

function scheduleProblems({ path, app }: PlacedApp<z.infer<typeof schema>>): Problem[] {
  const schedule = app.schedule === undefined ? undefined : scheduleProblem(app.schedule);
  const timezone = app.timezone === undefined ? undefined : timezoneProblem(app.timezone);
  return [
    ...(schedule === undefined ? [] : [{ path: [...path, "schedule"], sentence: schedule }]),
    ...(timezone === undefined ? [] : [{ path: [...path, "timezone"], sentence: timezone }]),
  ];
}
