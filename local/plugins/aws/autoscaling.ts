import {
  type AutoScalingGroup,
  type CreateAutoScalingGroupCommandInput,
  type UpdateAutoScalingGroupCommandInput,
} from "@aws-sdk/client-auto-scaling";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import { refreshInstances } from "./autoscalingRefresh";
import { tagRequests, updateTags } from "./autoscalingTags";
import { prefixedName } from "./names";
import { durationSeconds, retrying, waitFor } from "./retry";
import { changedOf, observed, present, record, request, text, texts } from "./shapes";

const deletion = { seconds: 600, everySeconds: 2 };

/** What AWS says while instances or scaling are still under way; the SDK adds `Fault` to some names. */
const passing = [
  "ResourceInUse",
  "ResourceInUseFault",
  "ScalingActivityInProgress",
  "ScalingActivityInProgressFault",
];

/** Inputs whose change is sent with UpdateAutoScalingGroup. */
const updated = [
  "defaultCooldown",
  "desiredCapacity",
  "healthCheckGracePeriod",
  "healthCheckType",
  "launchTemplate",
  "maxSize",
  "minSize",
  "protectFromScaleIn",
  "terminationPolicies",
  "vpcZoneIdentifiers",
];

const group: ResourceEntry = {
  type: "aws:autoscaling/group:Group",
  inputs: [
    ...updated,
    "forceDelete",
    "forceDeleteWarmPool",
    "ignoreFailedScalingActivities",
    "instanceRefresh",
    "metricsGranularity",
    "name",
    "namePrefix",
    "tags",
    "waitForCapacityTimeout",
  ],
  replaceOn: ["name", "namePrefix"],
  computed: [
    "arn",
    "availabilityZones",
    "defaultCooldown",
    "desiredCapacity",
    "healthCheckType",
    "vpcZoneIdentifiers",
  ],
  defaults: {
    forceDelete: false,
    forceDeleteWarmPool: false,
    healthCheckGracePeriod: 300,
    ignoreFailedScalingActivities: false,
    metricsGranularity: "1Minute",
    protectFromScaleIn: false,
    waitForCapacityTimeout: "10m",
  },
  autoName: { property: "name", maxLength: 255 },
  equivalent: { tags: sameSet, vpcZoneIdentifiers: sameSet },
  validate: (inputs) =>
    inputs["launchTemplate"] === undefined
      ? [
          {
            property: "launchTemplate",
            reason:
              "one of launch_configuration, launch_template, mixed_instances_policy must be set; the local AWS serves launch_template",
          },
        ]
      : [],
  create: async (clients, inputs) => {
    const autoScaling = await clients.autoScaling();
    const name = text(inputs["name"]) ?? prefixedName(inputs["namePrefix"], 255);
    await autoScaling.createAutoScalingGroup(
      request<CreateAutoScalingGroupCommandInput>({
        ...groupRequest(inputs),
        AutoScalingGroupName: name,
        Tags: tagRequests(name, inputs["tags"]),
      }),
    );
    await onceCreated(name, () => capacityReached(clients, name, inputs));
    return name;
  },
  read: async (clients, id) => {
    const found = await describe(clients, id);
    // The emulator ignores changes of template, protection and termination policies: what was sent stays.
    return (
      found &&
      observed({
        arn: found.AutoScalingGroupARN,
        name: found.AutoScalingGroupName,
        minSize: found.MinSize,
        maxSize: found.MaxSize,
        desiredCapacity: found.DesiredCapacity,
        defaultCooldown: found.DefaultCooldown,
        availabilityZones: found.AvailabilityZones ?? [],
        healthCheckType: found.HealthCheckType,
        healthCheckGracePeriod: found.HealthCheckGracePeriod,
        vpcZoneIdentifiers: text(found.VPCZoneIdentifier)?.split(",") ?? [],
        tags: (found.Tags ?? []).map(({ Key, Value, PropagateAtLaunch }) => ({
          key: Key,
          value: Value,
          propagateAtLaunch: PropagateAtLaunch ?? false,
        })),
      })
    );
  },
  update: async (clients, id, inputs, previous) => {
    const autoScaling = await clients.autoScaling();
    if (changedOf(updated, previous, inputs).length > 0) {
      await autoScaling.updateAutoScalingGroup(
        request<UpdateAutoScalingGroupCommandInput>({
          ...groupRequest(inputs),
          AutoScalingGroupName: id,
        }),
      );
      await refreshInstances(clients, id, inputs, previous);
      await capacityReached(clients, id, inputs);
    }
    await updateTags(clients, id, inputs, previous);
  },
  delete: async (clients, id, state) => {
    const autoScaling = await clients.autoScaling();
    if ((await describe(clients, id)) === undefined) {
      return;
    }
    const force = state["forceDelete"] === true;
    if (!force) {
      await drain(clients, id);
    }
    await retrying(
      () =>
        unlessGone(
          () =>
            autoScaling.deleteAutoScalingGroup({ AutoScalingGroupName: id, ForceDelete: force }),
          "NotFound",
        ),
      (error) => isAwsError(error, ...passing),
      deletion,
    );
    await waitFor(
      `Auto Scaling group "${id}" to be gone`,
      async () => ((await describe(clients, id)) === undefined ? true : undefined),
      deletion,
    );
  },
};

async function describe(clients: Clients, name: string): Promise<AutoScalingGroup | undefined> {
  const autoScaling = await clients.autoScaling();
  const { AutoScalingGroups } = await autoScaling.describeAutoScalingGroups({
    AutoScalingGroupNames: [name],
  });
  return AutoScalingGroups?.[0];
}

function groupRequest(inputs: Properties): Properties {
  const template = record(inputs["launchTemplate"]);
  const subnets = texts(inputs["vpcZoneIdentifiers"]);
  return present({
    MinSize: inputs["minSize"],
    MaxSize: inputs["maxSize"],
    DesiredCapacity: inputs["desiredCapacity"],
    DefaultCooldown: inputs["defaultCooldown"],
    HealthCheckGracePeriod: inputs["healthCheckGracePeriod"],
    HealthCheckType: inputs["healthCheckType"],
    NewInstancesProtectedFromScaleIn: inputs["protectFromScaleIn"],
    TerminationPolicies: inputs["terminationPolicies"],
    VPCZoneIdentifier: subnets.length > 0 ? subnets.join(",") : undefined,
    LaunchTemplate: present({
      LaunchTemplateId: template["id"],
      LaunchTemplateName: template["name"],
      Version: template["version"],
    }),
  });
}

/** Takes all instances away first, the protected ones too, as the real provider does. */
async function drain(clients: Clients, name: string): Promise<void> {
  const autoScaling = await clients.autoScaling();
  const AutoScalingGroupName = name;
  const none = { MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
  await autoScaling.updateAutoScalingGroup({ AutoScalingGroupName, ...none });
  const left = (await describe(clients, name))?.Instances ?? [];
  const InstanceIds = left
    .filter(({ ProtectedFromScaleIn }) => ProtectedFromScaleIn === true)
    .flatMap(({ InstanceId }) => InstanceId ?? []);
  if (InstanceIds.length > 0) {
    const unprotected = { AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: false };
    await autoScaling.setInstanceProtection(unprotected);
  }
  await waitFor(
    `the instances of Auto Scaling group "${name}" to be gone`,
    async () => ((await describe(clients, name))?.Instances?.length ? undefined : true),
    deletion,
  );
}

async function capacityReached(clients: Clients, name: string, inputs: Properties): Promise<void> {
  const seconds = durationSeconds(text(inputs["waitForCapacityTimeout"]) ?? "10m");
  if (seconds === 0) {
    return;
  }
  await waitFor(
    `the capacity of Auto Scaling group "${name}"`,
    async () => {
      const found = await describe(clients, name);
      const healthy = (found?.Instances ?? []).filter(
        (instance) =>
          instance.LifecycleState === "InService" && instance.HealthStatus === "Healthy",
      );
      return healthy.length >= (found?.DesiredCapacity ?? 0) ? true : undefined;
    },
    { seconds, everySeconds: 2 },
  );
}

export const entries: readonly ResourceEntry[] = [group];
