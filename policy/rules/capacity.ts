import * as autoscaling from "@pulumi/aws/autoscaling";
import * as ec2 from "@pulumi/aws/ec2";

import { type Rule, resourceRule, stackRule } from "../rule";
import { referencedBy } from "../stack";
import { holdsCredential } from "./credentials";

/** Rules about the instances that tasks run on. */
export const capacityRules: readonly Rule[] = [
  resourceRule(ec2.LaunchTemplate, {
    name: "instance-metadata-tokens",
    description: "The metadata service of instances asks for a token (IMDSv2).",
    controls: ["EC2.8", "EC2.170", "AutoScaling.3", "CKV_AWS_79"],
    severity: "high",
    why: "A forged request through an app would get the instance's credentials.",
    fix: '`metadataOptions: { httpTokens: "required" }` in the launch template.',
    check: ({ metadataOptions }) =>
      metadataOptions?.httpTokens === "required"
        ? undefined
        : `httpTokens is ${metadataOptions?.httpTokens ?? "unset"}`,
  }),
  resourceRule(ec2.LaunchTemplate, {
    name: "instance-metadata-one-hop",
    description: "Answers of the metadata service do not leave the instance's own network.",
    controls: ["AutoScaling.4", "CKV_AWS_341"],
    severity: "high",
    why: "Bridge containers would get the instance's credentials.",
    fix: "`metadataOptions: { httpPutResponseHopLimit: 1 }` in the launch template.",
    check: ({ metadataOptions }) =>
      metadataOptions?.httpPutResponseHopLimit === 1
        ? undefined
        : `httpPutResponseHopLimit is ${metadataOptions?.httpPutResponseHopLimit ?? "unset"}`,
  }),
  resourceRule(ec2.LaunchTemplate, {
    name: "instance-encrypted-disks",
    description: "The disks of instances are encrypted.",
    controls: ["EC2.3", "EC2.7", "EC2.181", "CKV_AWS_8", "CKV_AWS_3"],
    severity: "high",
    why: "Images, logs and task data would lie readable on a snapshot.",
    fix: '`ebs: { encrypted: "true" }` in `blockDeviceMappings` of the launch template.',
    check: ({ blockDeviceMappings = [] }) =>
      blockDeviceMappings.length === 0
        ? "no block device is declared encrypted"
        : blockDeviceMappings.map(({ deviceName = "", ebs }) =>
            ebs !== undefined && ebs.encrypted !== "true"
              ? `disk ${deviceName} has encrypted ${ebs.encrypted ?? "unset"}`
              : undefined,
          ),
  }),
  resourceRule(ec2.LaunchTemplate, {
    name: "instance-no-public-address",
    description: "Instances have no public address.",
    controls: ["EC2.9", "EC2.25", "AutoScaling.5", "CKV_AWS_88", "CKV_AWS_389"],
    severity: "high",
    why: "The internet reaches the host past the load balancer.",
    fix: "`natGateways: 1` or `endpoints: true` instead of `publicAddresses: true` in `slipway:network`.",
    check: ({ networkInterfaces = [] }) =>
      networkInterfaces.map(({ associatePublicIpAddress }) =>
        associatePublicIpAddress === "true" ? "associatePublicIpAddress is true" : undefined,
      ),
  }),
  resourceRule(ec2.LaunchTemplate, {
    name: "instance-no-credentials",
    description: "The user data of instances hold no credentials.",
    controls: ["CKV_AWS_46"],
    severity: "critical",
    why: "Every process on the instance, and everyone who may describe it, can read them.",
    fix: "take it out of `userData`; let the instance's role fetch it.",
    check: ({ userData = "" }) =>
      holdsCredential(Buffer.from(userData, "base64").toString("utf8"))
        ? "userData contain a credential"
        : undefined,
  }),
  resourceRule(autoscaling.Group, {
    name: "hosts-from-launch-template",
    description: "Auto Scaling groups use launch templates.",
    controls: ["AutoScaling.9", "CKV_AWS_315"],
    severity: "medium",
    why: "Launch configurations cannot ask for metadata tokens by hop, nor mix instance types.",
    fix: "`launchTemplate` instead of `launchConfiguration` on the group.",
    check: ({ launchConfiguration }) =>
      launchConfiguration === undefined ? undefined : "it uses a launch configuration",
  }),
  resourceRule(autoscaling.Group, {
    name: "hosts-in-two-zones",
    description: "Instances run in at least two zones.",
    controls: ["AutoScaling.2"],
    severity: "medium",
    why: "The failure of the only zone is an outage of every app.",
    fix: "`availabilityZones: 2` or more in `slipway:network`.",
    check: ({ vpcZoneIdentifiers = [], availabilityZones = [] }) => {
      const zones = Math.max(vpcZoneIdentifiers.length, availabilityZones.length);
      return zones >= 2 ? undefined : `it has ${zones} zone`;
    },
  }),
  resourceRule(autoscaling.Group, {
    name: "hosts-scaled-by-cluster",
    description: "A group that the cluster scales keeps busy instances and its own size.",
    controls: [],
    severity: "high",
    why: "An update would set the size back, or scale in an instance that runs tasks.",
    fix: '`protectFromScaleIn: true` and `ignoreChanges: ["desiredCapacity"]` on the group.',
    check: ({ protectFromScaleIn = false, desiredCapacity }, { subject }) => [
      protectFromScaleIn ? undefined : "protectFromScaleIn is not true",
      desiredCapacity === undefined || subject.opts.ignoreChanges.includes("desiredCapacity")
        ? undefined
        : `desiredCapacity ${desiredCapacity} is declared and not ignored`,
    ],
  }),
  resourceRule(autoscaling.Group, {
    name: "hosts-tagged-for-ecs",
    description: "Groups of capacity providers carry the tag AmazonECSManaged.",
    controls: ["CKV_AWS_153"],
    severity: "low",
    why: "ECS adds the tag itself, and every preview would take it away.",
    fix: '`tags: [{ key: "AmazonECSManaged", value: "true", propagateAtLaunch: true }]` on the group.',
    check: ({ tags = [] }) =>
      tags.some(({ key, propagateAtLaunch }) => key === "AmazonECSManaged" && propagateAtLaunch)
        ? undefined
        : "the tag AmazonECSManaged is missing or not propagated",
  }),
  resourceRule(ec2.LaunchTemplate, {
    name: "instance-no-ssh-key",
    description: "Instances have no SSH key.",
    controls: ["SSM.1"],
    severity: "medium",
    why: "Keys are copied and never expire; sessions of the SSM agent are logged and revocable.",
    fix: "remove `keyName` from the launch template.",
    check: ({ keyName }) => (keyName === undefined ? undefined : `keyName is ${keyName}`),
  }),
  stackRule(autoscaling.Group, {
    name: "hosts-can-be-reached-by-agent",
    description: "Instances have a profile, which the ECS and SSM agents need.",
    controls: ["SSM.1"],
    severity: "high",
    why: "Without one they never join the cluster, and no task starts.",
    fix: "`iamInstanceProfile` of the launch template.",
    check: (_group, { subject, stack }) =>
      referencedBy(stack, subject, "launchTemplate", ec2.LaunchTemplate).map(
        ({ name, propertyDependencies, props }) =>
          (propertyDependencies["iamInstanceProfile"] ?? []).length > 0 ||
          props.iamInstanceProfile !== undefined
            ? undefined
            : `its launch template "${name}" has no iamInstanceProfile`,
      ),
  }),
];
