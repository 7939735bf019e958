import { type MetricAlarm, type PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { changedOf, observed, record, required, tagChanges, tagList, tagMap } from "./shapes";

/** The member of the API that holds an input. */
const members: Readonly<Record<string, keyof MetricAlarm & keyof PutMetricAlarmCommandInput>> = {
  actionsEnabled: "ActionsEnabled",
  alarmActions: "AlarmActions",
  alarmDescription: "AlarmDescription",
  comparisonOperator: "ComparisonOperator",
  datapointsToAlarm: "DatapointsToAlarm",
  evaluationPeriods: "EvaluationPeriods",
  insufficientDataActions: "InsufficientDataActions",
  metricName: "MetricName",
  name: "AlarmName",
  namespace: "Namespace",
  okActions: "OKActions",
  period: "Period",
  statistic: "Statistic",
  threshold: "Threshold",
  treatMissingData: "TreatMissingData",
  unit: "Unit",
};

const metricAlarm: ResourceEntry = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  inputs: [...Object.keys(members), "dimensions", "tags"],
  replaceOn: ["name"],
  computed: ["arn", "evaluateLowSampleCountPercentiles", "tagsAll"],
  defaults: { actionsEnabled: true, treatMissingData: "missing" },
  autoName: { property: "name", maxLength: 255 },
  equivalent: { alarmActions: sameSet, insufficientDataActions: sameSet, okActions: sameSet },
  validate: (inputs) =>
    inputs["metricName"] !== undefined && inputs["statistic"] === undefined
      ? [{ property: "statistic", reason: "must be set for an alarm on a metric" }]
      : [],
  create: async (clients, inputs) => {
    const id = required(inputs, "name");
    if ((await find(clients, id)) !== undefined) {
      throw new Error(`CloudWatch metric alarm "${id}" already exists`);
    }
    await put(clients, inputs, { Tags: tagList(inputs["tagsAll"]) });
    return id;
  },
  read: async (clients, id) => {
    const found = await find(clients, id);
    if (found === undefined) {
      return undefined;
    }
    const cloudWatch = await clients.cloudWatch();
    const { Tags } = await cloudWatch.listTagsForResource({ ResourceARN: found.AlarmArn });
    return observed({
      ...Object.fromEntries(Object.entries(members).map(([input, name]) => [input, found[name]])),
      arn: found.AlarmArn,
      dimensions: Object.fromEntries(
        (found.Dimensions ?? []).map(({ Name, Value }) => [Name ?? "", Value]),
      ),
      evaluateLowSampleCountPercentiles: found.EvaluateLowSampleCountPercentile,
      treatMissingData: found.TreatMissingData ?? "missing",
      tagsAll: tagMap(Tags),
    });
  },
  update: async (clients, _id, inputs, previous) => {
    const cloudWatch = await clients.cloudWatch();
    if (changedOf([...Object.keys(members), "dimensions"], previous, inputs).length > 0) {
      await put(clients, inputs, {});
    }
    const ResourceARN = required(previous, "arn");
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await cloudWatch.untagResource({ ResourceARN, TagKeys: removed });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await cloudWatch.tagResource({ ResourceARN, Tags });
    }
  },
  delete: async (clients, id) => {
    // AWS refuses a deletion of names of which one does not exist.
    if ((await find(clients, id)) === undefined) {
      return;
    }
    const cloudWatch = await clients.cloudWatch();
    await cloudWatch.deleteAlarms({ AlarmNames: [id] });
  },
};

async function find(clients: Clients, name: string): Promise<MetricAlarm | undefined> {
  const cloudWatch = await clients.cloudWatch();
  const { MetricAlarms } = await cloudWatch.describeAlarms({
    AlarmNames: [name],
    AlarmTypes: ["MetricAlarm"],
  });
  return MetricAlarms?.[0];
}

async function put(clients: Clients, inputs: Properties, more: Properties): Promise<void> {
  const cloudWatch = await clients.cloudWatch();
  const given = Object.entries(members)
    .filter(([input]) => inputs[input] !== undefined)
    .map(([input, name]) => [name, inputs[input]]);
  const Dimensions = tagList(record(inputs["dimensions"])).map(({ Key, Value }) => ({
    Name: Key,
    Value,
  }));
  await cloudWatch.putMetricAlarm({
    ...Object.fromEntries(given),
    Dimensions,
    ...more,
  } as PutMetricAlarmCommandInput);
}

export const entries: readonly ResourceEntry[] = [metricAlarm];
