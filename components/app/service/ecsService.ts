import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { pipelineName, serviceName, typeToken } from "../../../aws/naming";
import { resourceError } from "../../resourceError";
import { type Transform, transformed } from "../../transform";
import { type AppAccess, type Deployable } from "../app";
import { ownedImages } from "../ownedImages";
import {
  pendingChanges,
  TaskDefinition,
  type TaskDefinitionTransform,
} from "../task/taskDefinition";
import { stopTimeoutOf } from "../task/taskSettings";
import { refusal } from "./deploymentInFlight";
import { type Ingress } from "./ingress";
import { shifts } from "./liveTraffic";
import { deploymentMinutes, placement, rollout, serviceTimeouts } from "./rollout";
import { ServiceScaling, type ServiceScalingTransform } from "./scaling";
import { serviceChanges } from "./serviceChanges";
import {
  connectConfiguration,
  connectOf,
  type ConnectSettings,
  replacingInput,
  taskConnect,
} from "./serviceConnect";
import { type ServicePlace, type ServiceSettings } from "./servicePlace";
import { taskNetwork, type TaskNetworkTransform } from "./taskNetwork";

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
  /** What the apps that call it by name need to know. @default - none does */
  readonly connect?: ConnectSettings | undefined;
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
    const connect = connectOf(args);
    super(typeToken("app", "EcsService"), name, { identity, launch: cluster.launch }, opts);
    const taskArgs = {
      identity,
      account: cluster.account,
      launch: cluster.launch,
      architecture: cluster.architecture,
      task: settings,
      port: ingress?.port ?? args.connect?.port,
      connect: connect && taskConnect(connect),
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
            { ingress, servers: args.servers },
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
        ...(connect && connectConfiguration(identity, cluster.account.region, connect)),
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
        ...(args.connect && { replaceOnChanges: [replacingInput] }),
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
      ...(connect?.servers ?? []).map((server) => server.service),
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
