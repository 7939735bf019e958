import {
  type CreateTargetGroupCommandInput,
  type ModifyTargetGroupCommandInput,
  type TargetGroupAttribute,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { isAwsError, unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import {
  attributeDefaults,
  attributeOutputs,
  attributeValue,
  attributeWriter,
  type AttributeTable,
  type WrittenAttribute,
} from "./attributes";
import { elbTags, readElbTags, updateElbTags } from "./elbTags";
import { prefixedName } from "./names";
import { retrying } from "./retry";
import {
  changedOf,
  flag,
  observed,
  present,
  record,
  request,
  required,
  text,
  whole,
} from "./shapes";
import { healthCheckOutputs, healthCheckRequest } from "./targetGroupHealth";
import { refuseWhileInUse } from "./targetGroupUse";

const attributes: AttributeTable = {
  connectionTermination: {
    key: "deregistration_delay.connection_termination.enabled",
    type: "boolean",
  },
  deregistrationDelay: {
    key: "deregistration_delay.timeout_seconds",
    type: "number",
    fallback: 300,
  },
  loadBalancingAlgorithmType: { key: "load_balancing.algorithm.type", type: "string" },
  loadBalancingAnomalyMitigation: {
    key: "load_balancing.algorithm.anomaly_mitigation",
    type: "string",
  },
  loadBalancingCrossZoneEnabled: { key: "load_balancing.cross_zone.enabled", type: "string" },
  slowStart: { key: "slow_start.duration_seconds", type: "number", fallback: 0 },
};

/** What AWS answers for attributes that no one set; the emulator answers nothing. */
const awsAttributes: Properties = {
  connectionTermination: false,
  loadBalancingAlgorithmType: "round_robin",
  loadBalancingAnomalyMitigation: "off",
  loadBalancingCrossZoneEnabled: "use_load_balancer_configuration",
};

const writeAttributes = attributeWriter(attributes, stickinessRequest, (elbv2, id, Attributes) =>
  elbv2.modifyTargetGroupAttributes({ TargetGroupArn: id, Attributes }),
);

const targetGroup: ResourceEntry = {
  type: "aws:lb/targetGroup:TargetGroup",
  inputs: [
    ...Object.keys(attributes),
    "healthCheck",
    "ipAddressType",
    "name",
    "namePrefix",
    "port",
    "protocol",
    "protocolVersion",
    "stickiness",
    "tags",
    "targetType",
    "vpcId",
  ],
  replaceOn: [
    "ipAddressType",
    "name",
    "namePrefix",
    "port",
    "protocol",
    "protocolVersion",
    "targetType",
    "vpcId",
  ],
  computed: [
    "arn",
    "arnSuffix",
    "connectionTermination",
    "healthCheck",
    "ipAddressType",
    "loadBalancerArns",
    "loadBalancingAlgorithmType",
    "loadBalancingAnomalyMitigation",
    "loadBalancingCrossZoneEnabled",
    "protocolVersion",
    "stickiness",
    "tagsAll",
  ],
  defaults: { ...attributeDefaults(attributes), targetType: "instance" },
  autoName: { property: "name", maxLength: 32 },
  validate: (inputs) => {
    if (inputs["targetType"] === "lambda") {
      return [];
    }
    return ["port", "protocol", "vpcId"]
      .filter((name) => inputs[name] === undefined)
      .map((property) => ({
        property,
        reason: `must be set when target_type is not "lambda"`,
      }));
  },
  create: async (clients, inputs) => {
    const elbv2 = await clients.elbv2();
    const { TargetGroups } = await elbv2.createTargetGroup(
      request<CreateTargetGroupCommandInput>({
        Name: text(inputs["name"]) ?? prefixedName(inputs["namePrefix"], 32),
        TargetType: inputs["targetType"],
        Port: inputs["port"],
        Protocol: inputs["protocol"],
        ProtocolVersion: inputs["protocolVersion"],
        VpcId: inputs["vpcId"],
        IpAddressType: inputs["ipAddressType"],
        ...healthCheckRequest(inputs),
        Tags: elbTags(inputs),
      }),
    );
    const id = required({ ...TargetGroups?.[0] }, "TargetGroupArn");
    await onceCreated(id, () => writeAttributes(clients, id, inputs, {}));
    return id;
  },
  read: async (clients, id, known) => {
    const elbv2 = await clients.elbv2();
    const answer = await unlessGone(
      () => elbv2.describeTargetGroups({ TargetGroupArns: [id] }),
      "TargetGroupNotFoundException",
      "TargetGroupNotFound",
    );
    const found = answer?.TargetGroups?.[0];
    if (found === undefined) {
      return undefined;
    }
    const { Attributes } = await elbv2.describeTargetGroupAttributes({ TargetGroupArn: id });
    const told = attributeOutputs(attributes, Attributes);
    return {
      ...observed({
        arn: id,
        arnSuffix: id.split(":").at(-1),
        name: found.TargetGroupName,
        port: found.Port,
        protocol: found.Protocol,
        vpcId: found.VpcId,
        targetType: found.TargetType,
        healthCheck: healthCheckOutputs(found),
        loadBalancerArns: found.LoadBalancerArns ?? [],
        stickiness: stickinessOutputs(Attributes),
        tagsAll: await readElbTags(clients, id),
      }),
      ...awsAttributes,
      ...present(told),
      // The emulator answers neither; AWS answers what it was told, or these.
      ipAddressType: found.IpAddressType ?? known["ipAddressType"] ?? "ipv4",
      protocolVersion: found.ProtocolVersion ?? known["protocolVersion"] ?? "HTTP1",
    };
  },
  update: async (clients, id, inputs, previous) => {
    const elbv2 = await clients.elbv2();
    if (changedOf(["healthCheck"], previous, inputs).length > 0) {
      await elbv2.modifyTargetGroup(
        request<ModifyTargetGroupCommandInput>({
          TargetGroupArn: id,
          ...healthCheckRequest(inputs),
        }),
      );
    }
    await writeAttributes(clients, id, inputs, previous);
    await updateElbTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const elbv2 = await clients.elbv2();
    await retrying(
      async () => {
        await refuseWhileInUse(clients, id);
        await unlessGone(
          () => elbv2.deleteTargetGroup({ TargetGroupArn: id }),
          "TargetGroupNotFoundException",
          "TargetGroupNotFound",
        );
      },
      (error) => isAwsError(error, "ResourceInUseException", "ResourceInUse"),
    );
  },
};

function stickinessRequest(inputs: Properties, previous: Properties): WrittenAttribute[] {
  if (changedOf(["stickiness"], previous, inputs).length === 0) {
    return [];
  }
  const wanted = record(inputs["stickiness"]);
  if (!("type" in wanted)) {
    return [{ Key: "stickiness.enabled", Value: "false" }];
  }
  const type = required(wanted, "type");
  const duration = `stickiness.${type}.duration_seconds`;
  return [
    { Key: "stickiness.enabled", Value: String(flag(wanted["enabled"]) ?? true) },
    { Key: "stickiness.type", Value: type },
    { Key: duration, Value: String(whole(wanted["cookieDuration"]) ?? 86400) },
    ...(type === "app_cookie"
      ? [{ Key: "stickiness.app_cookie.cookie_name", Value: required(wanted, "cookieName") }]
      : []),
  ];
}

function stickinessOutputs(answer: readonly TargetGroupAttribute[] | undefined): Properties {
  const type = attributeValue(answer, "stickiness.type") ?? "lb_cookie";
  const duration = attributeValue(answer, `stickiness.${type}.duration_seconds`) ?? "86400";
  return present({
    type,
    enabled: attributeValue(answer, "stickiness.enabled") === "true",
    cookieDuration: Number(duration),
    cookieName: attributeValue(answer, "stickiness.app_cookie.cookie_name"),
  });
}

export const entries: readonly ResourceEntry[] = [targetGroup];
