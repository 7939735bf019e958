import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { logGroupName, pipelineName, serviceName, typeToken } from "../../../aws/naming";
import { type EcsCluster } from "../../cluster/ecsCluster";
import { type RunningImages, type RunningService, runningService } from "../running";
import { refusal } from "../service/deploymentInFlight";
import { containerDefinitions } from "./containerDefinition";
import {
  definitionChanges,
  type RenderedDefinition,
  type RenderedVolume,
} from "./definitionChanges";
import { TaskRoles } from "./taskRoles";
import {
  networkModeOf,
  secretArnsOf,
  taskContainers,
  type TaskPlace,
  type TaskSettings,
} from "./taskSettings";

/** Which app of which cluster of which stack; decides all names. */
export interface AppIdentity {
  readonly stack: string;
  /** Key of the cluster. */
  readonly cluster: string;
  /** Key of the app. */
  readonly app: string;
}

/** Where an image comes from. */
export interface ImageSource {
  /** Pinned to a digest. */
  readonly uri: pulumi.Input<string>;
  /** The ECR repository, if the image is in one of this account. */
  readonly repositoryArn?: pulumi.Input<string> | undefined;
}

/** What tasks need to know of their cluster. */
export type TaskCluster = Pick<EcsCluster, "name" | "launch" | "architecture" | "account">;

/** What all kinds of apps say about their task. */
export interface AppTaskArgs {
  readonly identity: AppIdentity;
  readonly cluster: TaskCluster;
  readonly task: TaskSettings;
  /** Image of the app's own container until delivery has released one. */
  readonly image: ImageSource;
  /**
   * Images of the sidecars by their names; they belong to the configuration.
   * @default - no sidecars
   */
  readonly sidecarImages?: Readonly<Record<string, ImageSource>> | undefined;
  /** Port that the app listens on. @default - none */
  readonly port?: number | undefined;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** Where the app's revisions are committed; names its pipeline in errors. @default - not known */
  readonly deployment?: { readonly repository: string; readonly branch: string } | undefined;
}

/** An app's log group, roles and task definition. */
export class AppTask extends pulumi.ComponentResource {
  /** ARN of the newest revision. */
  public readonly taskDefinitionArn: pulumi.Output<string>;
  public readonly executionRoleArn: pulumi.Output<string>;
  public readonly taskRoleArn: pulumi.Output<string>;
  /**
   * What the service runs now, of the containers that delivery owns; empty before the first deployment.
   * Given out for the policy that compares it with the task definition. An output and no input: a
   * release changes it, and no preview may show that as a change.
   */
  public readonly runningImages: pulumi.Output<RunningImages>;
  /** What a service depends on. */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: AppTaskArgs, opts?: pulumi.ComponentResourceOptions) {
    super(typeToken("app", "AppTask"), name, { definition: renderedDefinition(args) }, opts);
    const { identity, cluster, task } = args;
    const family = serviceName(identity.stack, identity.cluster, identity.app);
    const place = placeOf(args);

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-log-group`,
      { name: place.logGroup, retentionInDays: args.logRetentionDays },
      { parent: this },
    );
    const sources = [args.image, ...Object.values(args.sidecarImages ?? {})];
    const roles = new TaskRoles(
      `${name}-roles`,
      {
        identity,
        account: cluster.account,
        repositoryArns: sources.flatMap(({ repositoryArn }) => repositoryArn ?? []),
        logGroup: place.logGroup,
        secretArns: secretArnsOf(task),
        secretsKeyArn: task.secretsKeyArn,
      },
      { parent: this },
    );
    const reference = { cluster: cluster.name, service: family, app: identity.app };
    const running = pulumi.output(runningService(reference, this));
    this.runningImages = running.apply((live) => ownedByDelivery(live?.images, identity.app));
    const uris = {
      ...sidecarUris(args),
      // What runs wins over what is configured: the image belongs to delivery (docs/adr).
      [identity.app]: this.runningImages.apply((live) => live[identity.app] ?? args.image.uri),
    };
    const rendered = {
      networkMode: networkModeOf(cluster.launch),
      requiresCompatibilities: [cluster.launch === "ec2" ? "EC2" : "FARGATE"],
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: cluster.architecture,
      },
      executionRoleArn: roles.executionRoleArn,
      taskRoleArn: roles.taskRoleArn,
      containerDefinitions: pulumi
        .all([cluster.account, pulumi.all(uris)])
        .apply(([{ region }, images]) =>
          containerDefinitions(taskContainers(task, { ...place, region }, images)),
        ),
      volumes: volumesOf(task),
      // Fargate sells tasks by size; on EC2 the containers' own sizes are the task's.
      ...(cluster.launch === "fargate" && {
        cpu: String(task.cpuUnits),
        memory: String(task.memoryMiB),
      }),
    };
    const definition = new aws.ecs.TaskDefinition(
      `${name}-definition`,
      {
        // Fixed: delivery adds revisions to the same family.
        family,
        // The newest active revision is the one to compare with, whoever registered it.
        trackLatest: true,
        // Earlier revisions stay usable: they are what a rollback goes back to.
        skipDestroy: true,
        ...rendered,
      },
      {
        parent: this,
        // Nothing to wait for but the check: it is an output, which nothing else would wait for.
        dependsOn: pulumi.all([running, pulumi.output(rendered)]).apply(([live, wanted]) => {
          this.refuseInFlight(args, live, wanted);
          return [];
        }),
      },
    );

    this.taskDefinitionArn = definition.arn;
    this.executionRoleArn = roles.executionRoleArn;
    this.taskRoleArn = roles.taskRoleArn;
    this.ready = [logGroup, roles.permissions];
    this.registerOutputs({
      taskDefinitionArn: this.taskDefinitionArn,
      executionRoleArn: this.executionRoleArn,
      taskRoleArn: this.taskRoleArn,
      runningImages: this.runningImages,
    });
  }

  /**
   * Delivery bases its revision on the one in use, and so does this: whoever came second would
   * write over the other.
   *
   * @throws ResourceError when delivery is in the middle of a deployment and something would change.
   */
  private refuseInFlight(
    { identity, deployment }: AppTaskArgs,
    live: RunningService | undefined,
    wanted: RenderedDefinition,
  ): void {
    if (live?.inFlight === undefined) {
      return;
    }
    const { stack, cluster, app } = identity;
    const changes = definitionChanges(wanted, live.definition);
    if (changes.length > 0) {
      const { repository, branch } = deployment ?? {};
      const pipeline =
        repository === undefined || branch === undefined
          ? undefined
          : pipelineName(repository, branch, cluster, app);
      const names = { cluster, app, service: serviceName(stack, cluster, app), pipeline };
      throw new pulumi.ResourceError(refusal(names, live.inFlight, changes), this, true);
    }
  }
}

/** Stands for an image whose digest is not the configuration's to say. */
export const pendingImage = "pending";

/**
 * The containers as they will be registered, for policies: in a first preview the digest of a built
 * image is unknown, which would hide everything else in the same text.
 */
export function renderedDefinition(args: AppTaskArgs): pulumi.Output<unknown> {
  const images = { ...sidecarUris(args), [args.identity.app]: pendingImage };
  const pending = Object.fromEntries(Object.keys(images).map((key) => [key, pendingImage]));
  return args.cluster.account.apply(({ region }) =>
    taskContainers(args.task, { ...placeOf(args), region }, pending).map((container) => ({
      ...container,
      image: images[container.name] ?? pendingImage,
    })),
  );
}

/** Sidecars belong to the configuration: an update may change their images. */
function ownedByDelivery(live: RunningImages = {}, app: string): RunningImages {
  const image = live[app];
  return image === undefined ? {} : { [app]: image };
}

/** Where the task runs, but for the region, which is known a little later. */
export function placeOf(args: AppTaskArgs): Omit<TaskPlace, "region"> {
  const { stack, cluster, app } = args.identity;
  return {
    app,
    port: args.port,
    launch: args.cluster.launch,
    logGroup: logGroupName(stack, cluster, app),
  };
}

function sidecarUris(args: AppTaskArgs): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    Object.entries(args.sidecarImages ?? {}).map(([name, { uri }]) => [name, uri]),
  );
}

/** Volumes by name; one without a file system is an empty folder that dies with its task. */
function volumesOf({ volumes = {} }: TaskSettings): RenderedVolume[] {
  return Object.entries(volumes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { efs }]) => ({
      name,
      ...(efs && {
        efsVolumeConfiguration: {
          fileSystemId: efs.fileSystemId,
          rootDirectory: "/",
          transitEncryption: "ENABLED",
          ...(efs.accessPointId !== undefined && {
            authorizationConfig: { accessPointId: efs.accessPointId },
          }),
        },
      }),
    }));
}
