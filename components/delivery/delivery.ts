import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type App } from "../app/app";
import { type EcsCluster } from "../cluster/ecsCluster";
import { type AccessRole, AccessRoles, type AccessRolesTransform } from "./access/accessRoles";
import {
  DeploymentRepository,
  type DeploymentRepositoryArgs,
  type DeploymentRepositoryTransform,
} from "./deploymentRepository";
import { DeploymentTrigger, type DeploymentTriggerTransform } from "./deploymentTrigger";
import { DeployPipeline, type DeployPipelineTransform } from "./deployPipeline";
import { describeStack } from "./stackDescription";

/** Changes to the resources of {@link Delivery}, by child. */
export interface DeliveryTransform {
  readonly deployment?: DeploymentRepositoryTransform;
  /** Of every app. */
  readonly pipeline?: DeployPipelineTransform;
  readonly trigger?: DeploymentTriggerTransform;
  readonly access?: AccessRolesTransform;
}

/** Arguments of {@link Delivery}. */
export interface DeliveryArgs extends Omit<DeploymentRepositoryArgs, "transform"> {
  readonly project: string;
  /** Roles for CI and for people, by key. @default - none */
  readonly roles?: Readonly<Record<string, AccessRole>> | undefined;
  /** ARNs of the OIDC providers that the account has already. @default - none */
  readonly oidcProviders?: readonly string[] | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: DeliveryTransform | undefined;
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
  /** For those whose artifacts and notices go the same way. */
  public readonly nodes: {
    readonly deployment: DeploymentRepository;
    /** There once commits are deployed. */
    readonly ready: readonly pulumi.Resource[];
  };
  /** ARNs of the roles for CI and for people, by key. */
  public readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: DeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    const { project, stack, repository, branch, clusters, logRetentionDays, transform = {} } = args;
    super(typeToken("delivery", "Delivery"), name, { stack, repository, branch }, opts);

    const deployment = new DeploymentRepository(
      `${name}-deployment`,
      { ...args, transform: transform.deployment },
      { parent: this },
    );
    const all = Object.values(clusters).flatMap(({ apps }) => Object.values(apps));
    const firsts = new Map<string, DeployPipeline>();
    const pipelines = Object.entries(clusters).flatMap(([key, { cluster, apps }]) =>
      Object.entries(apps).map(([appKey, { identity, deployed }]) => {
        // An image is committed after every service that uses it. Only the first of its commits waits for all
        // of these, and the others for that one: else a hundred apps would name a hundred services each.
        const first = firsts.get(deployed.imageName);
        const after =
          first === undefined ? resourcesWith(deployed.imageName, all) : [first.nodes.commit];
        const pipeline = new DeployPipeline(
          `${name}-${key}-${appKey}`,
          { identity, deployment, cluster, app: deployed, after, transform: transform.pipeline },
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
        apps: all.map(({ kind, identity: { cluster, app }, deployed: { repositories } }) => ({
          cluster,
          app,
          kind,
          repositories,
        })),
        pipelines,
        logRetentionDays,
        transform: transform.trigger,
      },
      { parent: this },
    );

    this.cloneUrl = deployment.cloneUrl;
    this.topicArn = deployment.notices.arn;
    this.parameterName = trigger.parameterName;
    this.nodes = { deployment, ready: [trigger, ...pipelines] };
    this.roleArns = this.access(`${name}-access`, args);
    const { cloneUrl, topicArn, parameterName, roleArns } = this;
    this.registerOutputs({ cloneUrl, topicArn, parameterName, roleArns });
  }

  private access(
    name: string,
    { project, stack, account, repository, branch, clusters, ...args }: DeliveryArgs,
  ): AccessRoles["roleArns"] {
    const { roles = {}, oidcProviders = [], transform = {} } = args;
    if (Object.keys(roles).length === 0) {
      return {};
    }
    const scope = {
      ...account,
      ...describeStack({
        ...{ project, stack, region: account.region, deployment: { repository, branch } },
        clusters: Object.keys(clusters),
        apps: [],
      }),
    };
    return new AccessRoles(
      name,
      { scope, roles, oidcProviders, transform: transform.access },
      { parent: this },
    ).roleArns;
  }
}

function resourcesWith(imageName: string, apps: readonly App[]): pulumi.CustomResource[] {
  return apps
    .filter(({ deployed }) => deployed.imageName === imageName)
    .map(({ deployed }) => deployed.resource);
}
