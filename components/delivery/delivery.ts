import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type WebApp } from "../app/kinds/web";
import { type EcsCluster } from "../cluster/ecsCluster";
import { DeploymentRepository, type DeploymentRepositoryArgs } from "./deploymentRepository";
import { DeploymentTrigger } from "./deploymentTrigger";
import { DeployPipeline, type DeployPipelineArgs } from "./deployPipeline";

/** An app that delivery deploys. */
export interface DeliveredApp extends Omit<
  DeployPipelineArgs,
  "deployment" | "cluster" | "app" | "after"
> {
  readonly app: DeployPipelineArgs["app"] & Pick<WebApp, "nodes">;
  /** Name of the image: apps with the same one get the same image. */
  readonly imageName: string;
}

/** Arguments of {@link Delivery}. */
export interface DeliveryArgs extends DeploymentRepositoryArgs {
  readonly project: string;
  readonly region: string;
  /** The clusters by their keys, those without apps included. */
  readonly clusters: ReadonlyMap<string, Pick<EcsCluster, "name">>;
  readonly apps: readonly DeliveredApp[];
}

/** Everything that makes a commit a deployment: the repository, a pipeline for each app, the trigger. */
export class Delivery extends pulumi.ComponentResource {
  /** Address for `git clone`. */
  public readonly cloneUrl: pulumi.Output<string>;
  /** Where people subscribe to what needs them. */
  public readonly topicArn: pulumi.Output<string>;
  /** Name of the SSM parameter that describes the stack. */
  public readonly parameterName: string;

  constructor(name: string, args: DeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { project, stack, region, repository, branch, clusters, logRetentionDays } = args;
    super(typeToken("delivery", "Delivery"), name, { stack, repository, branch }, opts);

    const apps = args.apps.map((app) => ({ ...app, cluster: this.clusterOf(app, clusters) }));

    const deployment = new DeploymentRepository(`${name}-deployment`, args, { parent: this });
    const firsts = new Map<string, DeployPipeline>();
    const pipelines = apps.map((app) => {
      const { cluster, app: key } = app.identity;
      // An image is committed after every service that uses it. Only the first of its commits waits for all
      // of these, and the others for that one: else a hundred apps would name a hundred services each.
      const first = firsts.get(app.imageName);
      const after =
        first === undefined ? servicesWith(app.imageName, args.apps) : [first.nodes.commit];
      const pipeline = new DeployPipeline(
        `${name}-${cluster}-${key}`,
        { ...app, deployment, after },
        { parent: this },
      );
      if (first === undefined) {
        firsts.set(app.imageName, pipeline);
      }
      return pipeline;
    });
    const trigger = new DeploymentTrigger(
      `${name}-trigger`,
      {
        project,
        stack,
        region,
        deployment,
        clusters: [...clusters.keys()],
        apps: args.apps.map(({ identity }) => ({ cluster: identity.cluster, app: identity.app })),
        pipelines,
        logRetentionDays,
      },
      { parent: this },
    );

    this.cloneUrl = deployment.cloneUrl;
    this.topicArn = deployment.notices.arn;
    this.parameterName = trigger.parameterName;
    const { cloneUrl, topicArn, parameterName } = this;
    this.registerOutputs({ cloneUrl, topicArn, parameterName });
  }

  private clusterOf(
    { identity }: DeliveredApp,
    clusters: DeliveryArgs["clusters"],
  ): Pick<EcsCluster, "name"> {
    const found = clusters.get(identity.cluster);
    if (found !== undefined) {
      return found;
    }
    throw new pulumi.ResourceError(
      `App "${identity.app}" is in cluster "${identity.cluster}", which the stack does not have. Legal are: ${[...clusters.keys()].join(", ")}.`,
      this,
    );
  }
}

function servicesWith(imageName: string, apps: readonly DeliveredApp[]): aws.ecs.Service[] {
  return apps.filter((other) => other.imageName === imageName).map(({ app }) => app.nodes.service);
}
