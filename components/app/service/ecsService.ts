import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { pipelineName, serviceName, typeToken } from "../../../aws/naming";
import { type Outbound } from "../../../aws/outbound";
import { type EcsCluster } from "../../cluster/ecsCluster";
import { resourceError } from "../../resourceError";
import { type Transform, transformed } from "../../transform";
import { type AppAccess, type AppIdentity, type Deployable, type ImageSource } from "../app";
import { ownedImages } from "../ownedImages";
import { type RunningApp } from "../running";
import {
  pendingChanges,
  TaskDefinition,
  type TaskDefinitionTransform,
} from "../task/taskDefinition";
import { stopTimeoutOf, type TaskSettings } from "../task/taskSettings";
import { refusal } from "./deploymentInFlight";
import { type Ingress } from "./ingress";
import { shifts } from "./liveTraffic";
import {
  deploymentMinutes,
  placement,
  rollout,
  type RolloutSettings,
  serviceTimeouts,
} from "./rollout";
import { ServiceScaling, type ServiceScalingTransform } from "./scaling";
import { type ScalingSettings } from "./scalingPolicies";
import { serviceChanges } from "./serviceChanges";
import { taskNetwork, type TaskNetworkArgs, type TaskNetworkTransform } from "./taskNetwork";

/** What a service needs to know of its cluster. */
export type ServiceCluster = Pick<
  EcsCluster,
  | "arn"
  | "name"
  | "launch"
  | "architecture"
  | "account"
  | "capacityProviderStrategies"
  | "hostSecurityGroupId"
  | "ready"
>;

/** What every kind of app that is a service says about it, in the words of the configuration. */
export interface ServiceSettings extends TaskSettings {
  /** Image of the app's own container: a name of the stack's images, or a reference. */
  readonly image: string;
  /** Tasks to keep running, 0 or more; without meaning where the load decides. */
  readonly count: number;
  /** Lets the load decide the number of tasks. @default - `count` does */
  readonly scaling?: ScalingSettings | undefined;
  /**
   * Connections out of the network, besides HTTPS. On EC2 the cluster's hosts open them.
   * @default - none
   */
  readonly outbound?: readonly Outbound[] | undefined;
  readonly deploy: RolloutSettings;
}

/** What every service is made from, whatever brings requests to it. */
export interface ServicePlace {
  readonly identity: AppIdentity;
  readonly cluster: ServiceCluster;
  readonly network: TaskNetworkArgs;
  /** The configured image of every container. */
  readonly images: Readonly<Record<string, ImageSource>>;
  /** What AWS runs now. */
  readonly running: RunningApp;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** Where the app's revisions are committed; names its pipeline in errors. */
  readonly deployment: { readonly repository: string; readonly branch: string };
}

/** Changes to the resources of {@link EcsService}, by child. */
export interface EcsServiceTransform extends TaskDefinitionTransform, TaskNetworkTransform {
  readonly scaling?: ServiceScalingTransform;
  /** Not its task definition: a release moves the service from one to the next. */
  readonly service?: Transform<Omit<aws.ecs.ServiceArgs, "taskDefinition">>;
}

/** Arguments of {@link EcsService}. */
export interface EcsServiceArgs extends ServicePlace {
  readonly settings: ServiceSettings;
  /** What brings requests to it. @default - nothing: it is not called */
  readonly ingress?: Ingress | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: EcsServiceTransform | undefined;
}

/** An ECS service with its task definition: the only place that makes one. */
export class EcsService extends pulumi.ComponentResource {
  public readonly taskDefinitionArn: pulumi.Output<string>;
  public readonly deployed: Deployable;
  public readonly access: AppAccess;

  constructor(name: string, args: EcsServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, cluster, settings, ingress, running, transform = {} } = args;
    const { scaling } = settings;
    const { stack, cluster: clusterKey, app } = identity;
    super(typeToken("app", "EcsService"), name, { identity, launch: cluster.launch }, opts);
    const taskArgs = {
      identity,
      account: cluster.account,
      launch: cluster.launch,
      architecture: cluster.architecture,
      task: settings,
      port: ingress?.port,
      images: args.images,
      running,
      logRetentionDays: args.logRetentionDays,
      transform,
    };
    const ownNetwork =
      cluster.launch === "ec2"
        ? undefined
        : taskNetwork(
            name,
            identity,
            args.network,
            ingress,
            settings.outbound ?? [],
            this,
            transform,
          );
    const physicalName = serviceName(stack, clusterKey, app);
    const [resourceName, wanted, serviceOpts] = transformed(
      transform.service,
      `${name}-service`,
      {
        name: physicalName,
        cluster: cluster.arn,
        // A new service starts with the fewest tasks; of one that runs the number is left alone.
        desiredCount: scaling?.min ?? settings.count,
        ...rollout(settings.deploy, shifts(running.live?.service)),
        ...(ingress && { healthCheckGracePeriodSeconds: ingress.graceSeconds }),
        ...(cluster.launch === "ec2" && { orderedPlacementStrategies: placement }),
        capacityProviderStrategies: cluster.capacityProviderStrategies,
        // Else the provider deletes the service and makes a new one when its capacity changes. With it,
        // every change of the service but its tags replaces the tasks, a few at a time.
        forceNewDeployment: true,
        ...(ownNetwork && { networkConfiguration: ownNetwork.configuration }),
        ...(ingress && {
          loadBalancers: [
            {
              targetGroupArn: ingress.targetGroupArn,
              containerName: app,
              containerPort: ingress.port,
              ...(ingress.shift && { advancedConfiguration: ingress.shift }),
            },
          ],
        }),
        ...(settings.exec === true && { enableExecuteCommand: true }),
        propagateTags: "SERVICE",
        enableEcsManagedTags: true,
        // An update that ends without an error means that the app runs, the very first one above all.
        waitForSteadyState: true,
      },
      {
        parent: this,
        // Its name is known in advance, and a cluster has one service of a name.
        deleteBeforeReplace: true,
        // Scaling moves the service from number to number.
        ...(scaling !== undefined && { ignoreChanges: ["desiredCount"] }),
        customTimeouts: serviceTimeouts({
          timeoutMinutes: deploymentMinutes(settings.deploy),
          drainSeconds: ingress?.drainSeconds ?? 0,
          stopTimeoutSeconds: stopTimeoutOf(settings),
        }),
      },
    );
    const changes = [
      ...pendingChanges(taskArgs),
      ...serviceChanges(wanted, running.live?.service, serviceOpts.ignoreChanges),
    ];
    if (running.live?.inFlight !== undefined && changes.length > 0) {
      const { repository, branch } = args.deployment;
      const names = {
        cluster: clusterKey,
        app,
        pipeline: pipelineName(repository, branch, clusterKey, app),
      };
      throw resourceError(refusal(names, running.live.inFlight, changes), this);
    }

    const task = new TaskDefinition(`${name}-task`, taskArgs, { parent: this });
    const needed = [
      ...(ingress?.ready ?? []),
      // ECS hangs while draining without permissions.
      ...task.ready,
      ...cluster.ready,
      ...(ownNetwork?.rules ?? []),
    ];
    const { dependsOn: more } = serviceOpts;
    const service = new aws.ecs.Service(
      resourceName,
      { ...wanted, taskDefinition: task.arn },
      {
        ...serviceOpts,
        // Delivery moves the service from revision to revision.
        ...(task.unchanged && {
          ignoreChanges: [...(serviceOpts.ignoreChanges ?? []), "taskDefinition"],
        }),
        dependsOn:
          more === undefined
            ? needed
            : pulumi.output(more).apply((given) => [...needed, ...[given].flat()]),
      },
    );

    if (scaling !== undefined) {
      new ServiceScaling(
        `${name}-scaling`,
        {
          settings: scaling,
          service,
          clusterName: cluster.name,
          serviceName: physicalName,
          requestsLabel: ingress?.requestsLabel,
          transform: transform.scaling,
        },
        { parent: this },
      );
    }

    this.taskDefinitionArn = task.arn;
    this.access = {
      executionRoleArn: task.executionRoleArn,
      taskRoleArn: task.taskRoleArn,
      securityGroupId: ownNetwork?.securityGroupId ?? cluster.hostSecurityGroupId,
    };
    this.deployed = {
      family: physicalName,
      by: { action: "ecs", roleArns: [task.executionRoleArn, task.taskRoleArn] },
      resource: service,
      imageName: settings.image,
      ...ownedImages(identity, args.images),
      approval: settings.deploy.approval,
      timeoutMinutes: deploymentMinutes(settings.deploy),
    };
    this.registerOutputs({
      serviceName: physicalName,
      taskDefinitionArn: this.taskDefinitionArn,
      ...this.access,
    });
  }
}
