import { appRoleName, logGroupName, serviceName } from "../../../aws/naming";
import { type AccountContext } from "../../accountContext";
import { type AppIdentity } from "../app";
import { containerDefinitions } from "./containerDefinition";
import { networkModeOf, type TaskConnect, taskContainers, type TaskSettings } from "./taskSettings";
import { type TaskTransform, transformedContainers } from "./taskTransform";

/** A volume, as far as this project writes it. */
export interface VolumeSpec {
  readonly name: string;
  readonly efsVolumeConfiguration?:
    | {
        readonly fileSystemId: string;
        readonly rootDirectory: string;
        readonly transitEncryption: string;
        readonly authorizationConfig: {
          readonly accessPointId?: string | undefined;
          readonly iam: string;
        };
      }
    | undefined;
  readonly hostPath?: string | undefined;
}

/** A task definition in the words of the resource's inputs, all of it known before anything is made. */
export interface TaskSpec {
  readonly family: string;
  /** The containers as JSON, see containerDefinition.ts. */
  readonly containerDefinitions: string;
  readonly networkMode: string;
  readonly requiresCompatibilities: readonly string[];
  readonly runtimePlatform: {
    readonly operatingSystemFamily: string;
    readonly cpuArchitecture: string;
  };
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  readonly volumes: readonly VolumeSpec[];
  readonly cpu?: string | undefined;
  readonly memory?: string | undefined;
}

/** What {@link taskSpec} is made from. */
export interface TaskSpecArgs {
  readonly identity: AppIdentity;
  readonly account: AccountContext;
  readonly launch: "ec2" | "fargate";
  readonly architecture: "X86_64" | "ARM64";
  readonly task: TaskSettings;
  /** Port that the app listens on. @default - none */
  readonly port?: number | undefined;
  /** Its part in ECS Service Connect. @default - none */
  readonly connect?: TaskConnect | undefined;
  /** @default - none: the task is as the configuration asks */
  readonly transform?: { readonly task?: TaskTransform } | undefined;
}

/**
 * The task definition that the configuration asks for.
 *
 * @param images by container; one that is missing is written as `pending`.
 */
export function taskSpec(args: TaskSpecArgs, images: Readonly<Record<string, string>>): TaskSpec {
  const { identity, account, launch, task } = args;
  const { stack, cluster, app } = identity;
  const place = {
    app,
    port: args.port,
    connect: args.connect,
    launch,
    region: account.region,
    logGroup: logGroupName(stack, cluster, app),
  };
  return {
    family: serviceName(stack, cluster, app),
    networkMode: networkModeOf(launch),
    requiresCompatibilities: [launch === "ec2" ? "EC2" : "FARGATE"],
    runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: args.architecture },
    executionRoleArn: roleArn(args, "execution"),
    taskRoleArn: roleArn(args, "task"),
    containerDefinitions: containerDefinitions(
      transformedContainers(app, taskContainers(task, place, images), args.transform?.task),
    ),
    volumes: volumesOf(task),
    // Fargate sells tasks by size; on EC2 the containers' own sizes are the task's, unless ECS adds a proxy.
    ...(launch === "fargate" && { cpu: String(task.cpuUnits) }),
    ...((launch === "fargate" || args.connect) && { memory: String(task.memoryMiB) }),
  };
}

function roleArn({ identity, account }: TaskSpecArgs, role: "execution" | "task"): string {
  const { stack, cluster, app } = identity;
  const name = appRoleName([stack, cluster, app], account.region, role);
  return `arn:${account.partition}:iam::${account.accountId}:role/${name}`;
}

/** Volumes by name. One in memory is its container's own, so the task has none of it. */
function volumesOf({ volumes = {} }: TaskSettings): VolumeSpec[] {
  return Object.entries(volumes)
    .filter(([, { tmpfs }]) => tmpfs === undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { efs, hostPath }]) => ({
      name,
      ...(hostPath !== undefined && { hostPath }),
      ...(efs && {
        efsVolumeConfiguration: {
          fileSystemId: efs.fileSystemId,
          rootDirectory: "/",
          transitEncryption: "ENABLED",
          // As the app's role, so that the file system's policy can tell apps apart.
          authorizationConfig: {
            iam: "ENABLED",
            ...(efs.accessPointId !== undefined && { accessPointId: efs.accessPointId }),
          },
        },
      }),
    }));
}
