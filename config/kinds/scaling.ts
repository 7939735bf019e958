import { type z } from "zod";

import { scheduleProblem, timezoneProblem } from "../../aws/schedule";
import { gotText, type Problem, valueAt } from "../problems";
import { type scaling as schema } from "../schema/scaling";
import { type Valid } from "../validParts";
import { type AppInCluster, type StackFile } from "./kind";

type Scaling = z.infer<typeof schema>;

/** Whether a service can be scaled as it is configured. */
export function scalingProblems(
  { path, app, cluster, key }: AppInCluster<{ readonly scaling?: Scaling | undefined }>,
  { raw, region }: StackFile,
): Problem[] {
  const { scaling } = app;
  if (scaling === undefined) {
    return [];
  }
  const { min, max, requestsPerTarget, queue } = scaling;
  const place = [...path, "scaling"];
  const problems: Problem[] = [];
  const add = (keys: readonly PropertyKey[], sentence: string) => {
    problems.push({ path: [...place, ...keys], sentence });
  };
  if (valueAt(raw, [...path, "count"]) !== undefined) {
    problems.push({ path: [...path, "count"], sentence: "exactly one of count and scaling" });
  }
  if (min !== undefined && max !== undefined && min > max) {
    add(["min"], `must not be greater than max, which is ${max} (got "${min}")`);
  }
  if (!scalesByAnything(valueAt(raw, place))) {
    add(
      [],
      "needs at least one of cpuPercent, memoryPercent, requestsPerTarget, queue and schedule",
    );
  }
  const kind = valueAt(raw, [...path, "kind"]);
  if (requestsPerTarget !== undefined && kind !== "web") {
    add(["requestsPerTarget"], `needs an app of kind web (got kind "${String(kind)}")`);
  }
  if (min === 0 && queue === undefined && scaling.schedule?.length === 0) {
    add(
      ["min"],
      "with 0 no task runs whose load could start another one; set 1, or scale by a queue or schedule",
    );
  }
  const queueRegion = queue?.arn?.split(":")[3];
  if (queueRegion !== undefined && region !== undefined && queueRegion !== region) {
    add(["queue", "arn"], `must be a queue of ${region}${gotText(place, queue?.arn)}`);
  }
  if (queue !== undefined && cluster.containerInsights === "disabled") {
    add(
      ["queue"],
      `needs the number of running tasks, which Container Insights counts; set containerInsights: enabled in cluster "${key}"`,
    );
  }
  return [...problems, ...scheduleProblems(place, scaling)];
}

const reasons = ["cpuPercent", "memoryPercent", "requestsPerTarget", "queue"];

/** What is written, even if wrongly: a wrong value is a problem of its own. */
function scalesByAnything(written: unknown): boolean {
  const schedule = valueAt(written, ["schedule"]);
  return (
    reasons.some((reason) => valueAt(written, [reason]) !== undefined) ||
    (Array.isArray(schedule) && schedule.length > 0)
  );
}

function scheduleProblems(
  place: Problem["path"],
  { schedule = [], min, max }: Valid<Scaling>,
): Problem[] {
  return schedule.flatMap((entry, index) => {
    const path = [...place, "schedule", index];
    const at = scheduleProblem(entry.at);
    const timezone = timezoneProblem(entry.timezone);
    const [from, to] = [entry.min ?? min ?? 0, entry.max ?? max ?? Infinity];
    const earlier = schedule.findIndex(
      (other) =>
        other.at.toLowerCase() === entry.at.toLowerCase() && other.timezone === entry.timezone,
    );
    return [
      ...(at === undefined ? [] : [{ path: [...path, "at"], sentence: at }]),
      ...(timezone === undefined ? [] : [{ path: [...path, "timezone"], sentence: timezone }]),
      ...(entry.min === undefined && entry.max === undefined
        ? [{ path, sentence: "changes nothing; needs min, max or both" }]
        : []),
      ...(from > to
        ? [{ path, sentence: `at least ${from} and at most ${to} tasks cannot be; raise max` }]
        : []),
      ...(earlier < index
        ? [{ path, sentence: `begins at the same time as schedule[${earlier}]; keep one` }]
        : []),
    ];
  });
}
