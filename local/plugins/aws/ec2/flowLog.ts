import { type CreateFlowLogsCommandInput } from "@aws-sdk/client-ec2";

import { type Properties, type ResourceEntry } from "../../resourceEntry";
import { present, request, tagMap, text } from "../shapes";
import { ec2Arn, unlessNotFound, updateTags } from "./common";

const subjects = { vpcId: "VPC", subnetId: "Subnet", eniId: "NetworkInterface" } as const;

export const flowLog: ResourceEntry = {
  type: "aws:ec2/flowLog:FlowLog",
  inputs: [
    "eniId",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "subnetId",
    "tags",
    "trafficType",
    "vpcId",
  ],
  replaceOn: [
    "eniId",
    "iamRoleArn",
    "logDestination",
    "logDestinationType",
    "logFormat",
    "maxAggregationInterval",
    "subnetId",
    "trafficType",
    "vpcId",
  ],
  computed: ["arn", "logDestination", "logFormat"],
  defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
  validate: (inputs) =>
    Object.keys(subjects).filter((key) => inputs[key] !== undefined).length === 1
      ? []
      : [{ property: "vpcId", reason: "exactly one of vpcId, subnetId and eniId is required" }],
  create: async (clients, inputs) => {
    const answer = await (
      await clients.ec2()
    ).createFlowLogs(
      request<CreateFlowLogsCommandInput>({
        ...subjectOf(inputs),
        TrafficType: inputs["trafficType"],
        LogDestinationType: inputs["logDestinationType"],
        LogDestination: inputs["logDestination"],
        DeliverLogsPermissionArn: inputs["iamRoleArn"],
        LogFormat: inputs["logFormat"],
        MaxAggregationInterval: inputs["maxAggregationInterval"],
      }),
    );
    const id = answer.FlowLogIds?.[0];
    if (id === undefined) {
      const failure = answer.Unsuccessful?.[0]?.Error;
      throw new Error(failure?.Message ?? "AWS made no flow log and gave no reason");
    }
    // Emulators forget tags that come with the creation of this type.
    await updateTags(clients, id, inputs, {});
    return id;
  },
  read: async (clients, id) => {
    const ec2 = await clients.ec2();
    const answer = await unlessNotFound(() => ec2.describeFlowLogs({ FlowLogIds: [id] }));
    const found = answer?.FlowLogs?.[0];
    if (found === undefined) {
      return undefined;
    }
    // Emulators do not tell all of it; what is left out keeps its value.
    return present({
      arn: await ec2Arn(clients, "vpc-flow-log", id),
      ...subjectState(found.ResourceId),
      iamRoleArn: found.DeliverLogsPermissionArn,
      logDestination: found.LogDestination,
      logDestinationType: found.LogDestinationType,
      logFormat: found.LogFormat,
      maxAggregationInterval: found.MaxAggregationInterval,
      trafficType: found.TrafficType,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: updateTags,
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    await unlessNotFound(() => ec2.deleteFlowLogs({ FlowLogIds: [id] }));
  },
};

function subjectOf(inputs: Properties): { ResourceType: string; ResourceIds: string[] } | object {
  for (const [key, ResourceType] of Object.entries(subjects)) {
    const id = text(inputs[key]);
    if (id !== undefined) {
      return { ResourceType, ResourceIds: [id] };
    }
  }
  return {};
}

function subjectState(id: string | undefined): Properties {
  if (id?.startsWith("subnet-") === true) {
    return { subnetId: id };
  }
  return id?.startsWith("eni-") === true ? { eniId: id } : { vpcId: id };
}
