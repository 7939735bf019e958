import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type App } from "../app/app";
import { type EcsCluster } from "../cluster/ecsCluster";
import { DeploymentRepository, type DeploymentRepositoryArgs } from "./deploymentRepository";
import { DeploymentTrigger } from "./deploymentTrigger";
import { DeployPipeline } from "./deployPipeline";

/** Arguments of {@link Delivery}. */
export interface DeliveryArgs extends DeploymentRepositoryArgs {
  readonly project: string;
  /** The clusters with their apps, by their keys; those without apps included. */
  readonly clusters: Readonly<
    Record<
      string,
      { readonly cluster: Pick<EcsCluster, "name">; readonly apps: Readonly<Record<string, App>> }
    >
  >;
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
    const { project, stack, repository, branch, clusters, logRetentionDays } = args;
    super(typeToken("delivery", "Delivery"), name, { stack, repository, branch }, opts);

    const deployment = new DeploymentRepository(`${name}-deployment`, args, { parent: this });
    const all = Object.values(clusters).flatMap(({ apps }) => Object.values(apps));
    const firsts = new Map<string, DeployPipeline>();
    const pipelines = Object.entries(clusters).flatMap(([key, { cluster, apps }]) =>
      Object.entries(apps).map(([appKey, { identity, deployed }]) => {
        // An image is committed after every service that uses it. Only the first of its commits waits for all
        // of these, and the others for that one: else a hundred apps would name a hundred services each.
        const first = firsts.get(deployed.imageName);
        const after =
          first === undefined ? servicesWith(deployed.imageName, all) : [first.nodes.commit];
        const pipeline = new DeployPipeline(
          `${name}-${key}-${appKey}`,
          { identity, deployment, cluster, app: deployed, after },
          { parent: this },
        );
        if (first === undefined) {
          firsts.set(deployed.imageName, pipeline);
        }
        return pipeline;
      }),
    );
    const trigger = new DeploymentTrigger(
      `${name}-trigger`,
      {
        project,
        stack,
        region: args.account.region,
        deployment,
        clusters: Object.keys(clusters),
        apps: all.map(({ identity: { cluster, app } }) => ({ cluster, app })),
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
}

function servicesWith(imageName: string, apps: readonly App[]): pulumi.CustomResource[] {
  return apps
    .filter(({ deployed }) => deployed.imageName === imageName)
    .map(({ deployed }) => deployed.service);
}
