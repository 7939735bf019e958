import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { type Architecture, hostImage } from "../../aws/architecture";
import { hostCountProblem } from "../../aws/instanceType";
import { hostLimits, rangeProblem } from "../../aws/limits";
import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";
import { HostRole, type HostRoleTransform } from "./hostRole";
import { hostUserData } from "./hostUserData";

/** Size and kind of the hosts, as configured. */
export interface Ec2CapacitySettings {
  /** Instance type, such as `t3.small`. */
  readonly instanceType: string;
  /** Fewest hosts, 0 or more. */
  readonly min: number;
  /** Most hosts, at least `min` and 1. Leave room for the tasks of a deployment. */
  readonly max: number;
  /**
   * How full ECS keeps the hosts, 1 to 100 percent. Below 100 there are spare hosts.
   * @default 100
   */
  readonly targetCapacityPercent?: number;
  /**
   * Size of each host's disk in GiB, at least 30: the image needs that much.
   * @default 30
   */
  readonly diskGiB?: number;
}

/** Changes to the resources of {@link Ec2Capacity}, by child. */
export interface Ec2CapacityTransform {
  readonly host?: HostRoleTransform;
  readonly template?: Transform<aws.ec2.LaunchTemplateArgs>;
  readonly group?: Transform<aws.autoscaling.GroupArgs>;
  readonly provider?: Transform<aws.ecs.CapacityProviderArgs>;
}

/** Arguments of {@link Ec2Capacity}. */
export interface Ec2CapacityArgs extends Ec2CapacitySettings {
  /** Physical name of the cluster that the hosts join. */
  readonly clusterName: string;
  /**
   * What hosts need from their first minute to their last: the cluster, and the rules and routes
   * that let them reach ECS. A host that is cut off before it ends stays registered, and then its cluster cannot
   * be deleted.
   */
  readonly needs: readonly pulumi.Resource[];
  readonly account: AccountContext;
  /** Processor of the instance type; decides the image of the hosts. */
  readonly architecture: Architecture;
  readonly subnetIds: pulumi.Input<string[]>;
  readonly securityGroupId: pulumi.Input<string>;
  /** Whether hosts get addresses of the Internet: their only way out of subnets without NAT. */
  readonly publicAddresses: boolean;
  /**
   * Tags of the hosts and their disks. A provider's default tags reach neither, nor their group.
   * @default - their name alone
   */
  readonly tags?: pulumi.Input<Record<string, string>> | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: Ec2CapacityTransform | undefined;
}

/** Hosts that come and go with the tasks: launch template, Auto Scaling group, capacity provider. */
export class Ec2Capacity extends pulumi.ComponentResource {
  /** Name of the capacity provider. */
  public readonly capacityProviderName: pulumi.Output<string>;

  constructor(name: string, args: Ec2CapacityArgs, opts?: pulumi.ComponentResourceOptions) {
    const { needs, account, transform = {}, ...inputs } = args;
    super(typeToken("cluster", "Ec2Capacity"), name, inputs, opts);
    const problem = problemOf(args);
    if (problem !== undefined) {
      throw resourceError(`Capacity "${name}": ${problem}`, this);
    }

    const hostRole = new HostRole(
      `${name}-host`,
      { account, transform: transform.host },
      { parent: this },
    );
    const template = new aws.ec2.LaunchTemplate(
      ...transformed(
        transform.template,
        `${name}-template`,
        launchTemplate(args, hostRole.instanceProfileArn),
        { parent: this },
      ),
    );
    const group = new aws.autoscaling.Group(
      ...transformed(
        transform.group,
        `${name}-group`,
        {
          minSize: args.min,
          maxSize: args.max,
          // Hosts that register before the group has its capacity provider may never belong to it (ECS
          // developer guide, "Capacity providers for EC2 workloads"): then they stay idle, and nothing is
          // placed. So nothing waits for the first hosts: the provider is there and attached within
          // seconds, long before a host has booted. What keeps hosts from starting shows in the services.
          waitForCapacityTimeout: "0",
          vpcZoneIdentifiers: args.subnetIds,
          // The number, not "$Latest": only a change that AWS can see replaces running hosts.
          launchTemplate: {
            id: template.id,
            version: pulumi.interpolate`${template.latestVersion}`,
          },
          instanceRefresh: {
            strategy: "Rolling",
            // A new host first; the old one is drained of its tasks by ECS although it is protected.
            preferences: {
              minHealthyPercentage: 100,
              maxHealthyPercentage: 200,
              scaleInProtectedInstances: "Refresh",
            },
          },
          // Needed by managed termination protection: ECS alone says which host may go.
          protectFromScaleIn: true,
          // Protected hosts would keep a destroy waiting forever.
          forceDelete: true,
          // Tasks have health checks of their own on ports that the group does not know.
          healthCheckType: "EC2",
          tags: hostTags(args).apply((tags) =>
            // ECS adds the first tag; written down, it is no difference.
            Object.entries({ AmazonECSManaged: "true", ...tags }).map(([key, value]) => ({
              key,
              value,
              propagateAtLaunch: true,
            })),
          ),
        },
        {
          parent: this,
          dependsOn: [...needs],
          // ECS decides how many hosts there are.
          ignoreChanges: ["desiredCapacity"],
        },
      ),
    );
    const provider = new aws.ecs.CapacityProvider(
      ...transformed(
        transform.provider,
        `${name}-provider`,
        {
          // One to one with its group forever, so its name changes with the group's. The word in
          // front keeps clear of "aws", "ecs" and "fargate", which no provider's name may begin with.
          name: pulumi.interpolate`capacity-${group.name}`,
          autoScalingGroupProvider: {
            autoScalingGroupArn: group.arn,
            managedScaling: {
              status: "ENABLED",
              targetCapacity: args.targetCapacityPercent ?? 100,
              minimumScalingStepSize: 1,
              maximumScalingStepSize: 10,
              instanceWarmupPeriod: 60,
            },
            managedDraining: "ENABLED",
            managedTerminationProtection: "ENABLED",
          },
        },
        { parent: this },
      ),
    );

    this.capacityProviderName = provider.name;
    this.registerOutputs({ capacityProviderName: this.capacityProviderName });
  }
}

/** Everything that a host is; pure but for the values that AWS gives. */
function launchTemplate(
  args: Ec2CapacityArgs,
  instanceProfileArn: pulumi.Input<string>,
): aws.ec2.LaunchTemplateArgs {
  return {
    imageId: hostImage(args.architecture),
    instanceType: args.instanceType,
    iamInstanceProfile: { arn: instanceProfileArn },
    userData: Buffer.from(hostUserData(args.clusterName)).toString("base64"),
    updateDefaultVersion: true,
    metadataOptions: {
      httpEndpoint: "enabled",
      // Session tokens only, and no further than the host: a container on the bridge is one hop
      // away. The agent is not, it runs on the host's own network.
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: {
          volumeType: "gp3",
          volumeSize: args.diskGiB ?? 30,
          encrypted: "true",
          deleteOnTermination: "true",
        },
      },
    ],
    networkInterfaces: [
      {
        deviceIndex: 0,
        associatePublicIpAddress: args.publicAddresses ? "true" : "false",
        deleteOnTermination: "true",
        securityGroups: [args.securityGroupId],
      },
    ],
    monitoring: { enabled: true },
    // Instances get theirs from the group, their disks only from here.
    tagSpecifications: [{ resourceType: "volume", tags: hostTags(args) }],
  };
}

function hostTags({ tags, clusterName }: Ec2CapacityArgs): pulumi.Output<Record<string, string>> {
  return pulumi
    .output(tags)
    .apply((given): Record<string, string> => ({ ...given, Name: clusterName }));
}

function problemOf(args: Ec2CapacitySettings): string | undefined {
  const { min, max, targetCapacityPercent, diskGiB } = args;
  const wrong = rangeProblem([
    ["min", min, hostLimits.min],
    ["max", max, hostLimits.max],
    ["targetCapacityPercent", targetCapacityPercent, hostLimits.targetCapacityPercent],
    ["diskGiB", diskGiB, hostLimits.diskGiB],
  ]);
  const count = hostCountProblem(min, max);
  return wrong ?? (count && `min ${count}.`);
}
