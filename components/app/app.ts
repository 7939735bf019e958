import type * as pulumi from "@pulumi/pulumi";

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
  /**
   * The same, where it is known before the program makes anything: an image from elsewhere. The
   * digest of an image that the stack builds is the result of the build.
   * @default - known after the build
   */
  readonly pinned?: string | undefined;
  /** As the stack's parameter names it: `/<name>` for one of the stack's own, else host and path. */
  readonly repository: string;
  /** The ECR repository, if the image is in one of this account. */
  readonly repositoryArn?: pulumi.Input<string> | undefined;
}

/** What makes a revision the one that runs: the deploy action of the app's pipeline. */
export type DeployedBy =
  /** ECS, which rolls out a service. */
  | {
      readonly action: "ecs";
      /** Roles that the pipeline must be allowed to pass to start the app's tasks. */
      readonly roleArns: readonly pulumi.Output<string>[];
    }
  /** A function of the app's own, where there is no service. */
  | {
      readonly action: "function";
      /** Physical name, known in advance. */
      readonly functionName: string;
    };

/** What delivery needs to know of an app to deploy it. */
export interface Deployable {
  /** Physical name of the task definition's family, and of the service where there is one. */
  readonly family: string;
  readonly by: DeployedBy;
  /** There once the app runs: the stack's images are committed after it. */
  readonly resource: pulumi.CustomResource;
  /** Name of the image of the app's own container: apps with the same one get the same image. */
  readonly imageName: string;
  /** The configured images, built or external, of the containers that delivery owns, pinned to digests. */
  readonly images: Readonly<Record<string, pulumi.Input<string>>>;
  /** The repository of each of these images, from which releases come. */
  readonly repositories: Readonly<Record<string, string>>;
  /** Whether a person must approve each deployment. */
  readonly approval: boolean;
  /** Minutes after which a deployment has failed. */
  readonly timeoutMinutes: number;
  /** How runs fail that no one waits for. @default - it has none: a service keeps its tasks running */
  readonly runs?: ScheduledRuns | undefined;
}

/** What tells that a run of a scheduled app failed. */
export interface ScheduledRuns {
  /** Name of the queue of the starts that failed. */
  readonly failedStarts: pulumi.Output<string>;
  /** Containers that end by themselves, and with 0 when the run succeeded. */
  readonly mustSucceed: readonly string[];
  /** Containers that ECS stops when the run is over. */
  readonly sidecars: readonly string[];
}

/** What others name to let an app in: policies of buckets and queues, groups of databases. */
export interface AppAccess {
  /** Role of ECS, which starts the app's tasks. */
  readonly executionRoleArn: pulumi.Output<string>;
  /** Role of the app itself. */
  readonly taskRoleArn: pulumi.Output<string>;
  /** Group of its tasks; on EC2 that of the hosts, which the cluster's apps share. */
  readonly securityGroupId: pulumi.Output<string> | undefined;
}

/** An app of any kind, as the rest of the program sees it. */
export interface App {
  readonly kind: AppKind;
  readonly identity: AppIdentity;
  /** Where a person finds it. @default - nowhere: it takes no requests */
  readonly url?: pulumi.Output<string> | undefined;
  readonly deployed: Deployable;
  readonly access: AppAccess;
}

/** Kinds of apps that have a component. */
export type AppKind = "web" | "tcp" | "internal" | "worker" | "scheduled";
