import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { logGroupName, typeToken } from "../../../aws/naming";
import { type Transform, transformed } from "../../transform";
import { type ImageSource } from "../app";
import { ownsImage, runningImages } from "../ownedImages";
import { type RunningApp } from "../running";
import { type Images } from "../runningTask";
import { definitionChanges } from "./definitionChanges";
import { TaskRoles, type TaskRolesTransform } from "./taskRoles";
import { fileSystemsOf, secretArnsOf } from "./taskSettings";
import { type TaskSpec, taskSpec, type TaskSpecArgs } from "./taskSpec";
import { type TaskTransform } from "./taskTransform";

/**
 * Changes to the resources of {@link TaskDefinition}, by child.
 *
 * The definition itself has no transform: it is compared with the one that runs before it is made, so a
 * later change would register a revision in every update. `task` changes what is compared.
 */
export interface TaskDefinitionTransform {
  readonly task?: TaskTransform;
  readonly roles?: TaskRolesTransform;
  readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
}

/** Arguments of {@link TaskDefinition}. */
export interface TaskDefinitionArgs extends TaskSpecArgs {
  /** The configured image of every container; delivery owns those that the stack builds, and the app's own. */
  readonly images: Readonly<Record<string, ImageSource>>;
  /** What AWS runs now. */
  readonly running: RunningApp;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: TaskDefinitionTransform | undefined;
}

/** Inputs that only a new revision can change, as {@link definitionChanges} compares them. */
const comparedInputs: readonly string[] = [
  "containerDefinitions",
  "networkMode",
  "requiresCompatibilities",
  "runtimePlatform",
  "executionRoleArn",
  "taskRoleArn",
  "volumes",
  "cpu",
  "memory",
];

/**
 * An app's log group, roles and task definition.
 *
 * Delivery registers revisions of the same family, so Pulumi's state is soon older than what runs.
 * The definition is therefore compared with the one that runs, before it is made (docs/adr/0002):
 * where nothing differs, its inputs are left alone; where something does, a new revision starts from
 * the images that run.
 */
export class TaskDefinition extends pulumi.ComponentResource {
  /** ARN of the revision to run: the one that runs, or a new one where something differs. */
  public readonly arn: pulumi.Output<string>;
  /** Name of the definition, known in advance. */
  public readonly family: string;
  public readonly executionRoleArn: pulumi.Output<string>;
  public readonly taskRoleArn: pulumi.Output<string>;
  /** Whether the definition that runs is the wanted one, so that nothing is registered. */
  public readonly unchanged: boolean;
  /** What a service depends on. */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: TaskDefinitionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, account, task, running, images, transform = {} } = args;
    const kept = keptImages(args);
    const wanted = plainSpec(args);
    super(typeToken("app", "TaskDefinition"), name, { definition: policyView(args) }, opts);
    const { stack, cluster, app } = identity;
    const { live } = running;
    this.unchanged = live !== undefined && definitionChanges(wanted, live.definition).length === 0;

    const logGroup = new aws.cloudwatch.LogGroup(
      ...transformed(
        transform.logGroup,
        `${name}-log-group`,
        { name: logGroupName(stack, cluster, app), retentionInDays: args.logRetentionDays },
        { parent: this },
      ),
    );
    const roles = new TaskRoles(
      `${name}-roles`,
      {
        identity,
        account,
        repositoryArns: Object.values(images).flatMap(({ repositoryArn }) => repositoryArn ?? []),
        logGroup: logGroupName(stack, cluster, app),
        secretArns: secretArnsOf(task),
        secretsKeyArn: task.secretsKeyArn,
        fileSystems: fileSystemsOf(task),
        permissions: task.permissions,
        exec: task.exec,
        policies: task.policies,
        permissionsBoundary: task.permissionsBoundary,
        transform: transform.roles,
      },
      { parent: this },
    );
    const uris = Object.entries(images).map(
      ([container, { uri }]) => [container, kept[container] ?? uri] as const,
    );
    const definition = new aws.ecs.TaskDefinition(
      `${name}-definition`,
      {
        ...wanted,
        requiresCompatibilities: [...wanted.requiresCompatibilities],
        volumes: [...wanted.volumes],
        executionRoleArn: roles.executionRoleArn,
        taskRoleArn: roles.taskRoleArn,
        containerDefinitions: pulumi
          .all(Object.fromEntries(uris))
          .apply((resolved) => taskSpec(args, resolved).containerDefinitions),
        // The newest active revision is the one to compare with: delivery registers them, too.
        trackLatest: true,
        // Earlier revisions stay usable: they are what a rollback goes back to.
        skipDestroy: true,
        // The state may hold the very revision that is wanted while another one runs: ECS went back
        // from it, or a person moved the service. What runs is named, so that it is registered anew.
        ...(live && !this.unchanged && { tags: { "slipway:base": live.base } }),
      },
      this.unchanged
        ? { parent: this, ignoreChanges: [...comparedInputs, "tags", "tagsAll"] }
        : { parent: this, replaceOnChanges: ["tags"] },
    );

    this.family = wanted.family;
    // The live ARN by way of the definition: a service that is replaced starts with what runs.
    this.arn = this.unchanged ? definition.arn.apply((arn) => live?.arn ?? arn) : definition.arn;
    this.executionRoleArn = roles.executionRoleArn;
    this.taskRoleArn = roles.taskRoleArn;
    this.ready = [logGroup, ...roles.ready];
    this.registerOutputs({
      arn: this.arn,
      family: this.family,
      executionRoleArn: this.executionRoleArn,
      taskRoleArn: this.taskRoleArn,
      // For the policy that compares them. Outputs and no inputs: a release changes them, and no
      // preview may show that as a change.
      runningImages: kept,
      wantedImages: imagesIn(wanted),
    });
  }
}

/** In what the definition differs from the one that runs; empty if in nothing or if none runs. */
export function pendingChanges(args: TaskDefinitionArgs): string[] {
  const { live } = args.running;
  return live === undefined ? [] : definitionChanges(plainSpec(args), live.definition);
}

/** The specification with every image that is known in advance. */
function plainSpec(args: TaskDefinitionArgs): TaskSpec {
  const pinned = Object.entries(args.images).flatMap(([container, image]) =>
    image.pinned === undefined ? [] : [[container, image.pinned] as const],
  );
  return taskSpec(args, { ...Object.fromEntries(pinned), ...keptImages(args) });
}

/** Images that delivery owns, as they run, or as they were released last. */
function keptImages({ identity, images, running }: TaskDefinitionArgs): Images {
  return runningImages(identity, images, running.live?.images ?? running.lastReleased ?? {});
}

/**
 * The containers for policies, the same whatever runs: in a first preview the digest of a built image
 * is unknown, which would hide everything else in the same text.
 */
function policyView(args: TaskDefinitionArgs): unknown {
  const pinned = Object.entries(args.images).flatMap(([container, { pinned: uri }]) =>
    uri === undefined || ownsImage(args.identity, args.images, container)
      ? []
      : [[container, uri] as const],
  );
  return JSON.parse(taskSpec(args, Object.fromEntries(pinned)).containerDefinitions);
}

function imagesIn({ containerDefinitions }: TaskSpec): Images {
  const containers = JSON.parse(containerDefinitions) as readonly {
    readonly name: string;
    readonly image: string;
  }[];
  return Object.fromEntries(containers.map(({ name, image }) => [name, image]));
}
