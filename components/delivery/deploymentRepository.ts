import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { rangeProblem, retentionDays } from "../../aws/limits";
import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { type ExistingRepository } from "../existing/repository";
import { NodeFunction, type NodeFunctionTransform } from "../functions/nodeFunction";
import { DeadLetters, type DeadLettersTransform } from "../messages/deadLetters";
import { NotificationTopic, type NotificationTopicTransform } from "../messages/notificationTopic";
import { resourceError } from "../resourceError";
import { PrivateBucket, type PrivateBucketTransform } from "../storage/privateBucket";
import { type Transform, transformed } from "../transform";
import { commitPolicy } from "./commitPermissions";

/** Changes to the resources of {@link DeploymentRepository}, by child. */
export interface DeploymentRepositoryTransform {
  readonly artifacts?: PrivateBucketTransform;
  readonly notices?: NotificationTopicTransform;
  readonly undelivered?: DeadLettersTransform;
  readonly commit?: NodeFunctionTransform;
  readonly repository?: Transform<aws.codecommit.RepositoryArgs>;
}

/** Arguments of {@link DeploymentRepository}. */
export interface DeploymentRepositoryArgs {
  readonly stack: string;
  readonly account: AccountContext;
  /** Name of the CodeCommit repository. */
  readonly repository: string;
  /** Branch of this stack. The first commit to it starts it. */
  readonly branch: string;
  /** The repository, where another stack owns it. @default - this stack makes it */
  readonly existing?: ExistingRepository | undefined;
  /** Whether Pulumi refuses to delete what holds data: the history above all. */
  readonly protect: boolean;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /**
   * Days that pipelines keep the files of a deployment, 1 or more.
   * @default 30
   * @throws ResourceError when it is no integer of at least 1.
   */
  readonly artifactRetentionDays?: number;
  /** @default - none: everything is as written here */
  readonly transform?: DeploymentRepositoryTransform | undefined;
}

/** The repository whose commits say what runs, and what all pipelines of its branch share. */
export class DeploymentRepository extends pulumi.ComponentResource {
  public readonly repository: string;
  public readonly branch: string;
  /** ARN, known when the repository exists. */
  public readonly repositoryArn: pulumi.Output<string>;
  /** Address for `git clone`. */
  public readonly cloneUrl: pulumi.Output<string>;
  public readonly account: AccountContext;
  public readonly artifacts: Pick<PrivateBucket, "arn" | "bucketName">;
  /** Where people subscribe to what needs them. */
  public readonly notices: Pick<NotificationTopic, "arn" | "keyArn">;
  /** Queue for events that could not be delivered or handled. */
  public readonly deadLetterArn: pulumi.Output<string>;
  /** Function that commits an image of the stack's own. */
  public readonly commitFunctionName: pulumi.Output<string>;

  constructor(
    name: string,
    args: DeploymentRepositoryArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { stack, repository, branch, existing, protect, logRetentionDays, transform = {} } = args;
    const { artifactRetentionDays = 30 } = args;
    super(
      typeToken("delivery", "DeploymentRepository"),
      name,
      {
        stack,
        repository,
        branch,
        createRepository: existing === undefined,
        protect,
        artifactRetentionDays,
      },
      opts,
    );
    const wrong = rangeProblem([["artifactRetentionDays", artifactRetentionDays, retentionDays]]);
    if (wrong !== undefined) {
      throw resourceError(`Deployment repository "${name}": ${wrong}`, this);
    }
    const { account } = args;

    const found = existing ?? this.newRepository(name, args);
    const repositoryArn = pulumi.output(found.arn);
    const artifacts = new PrivateBucket(
      `${name}-artifacts`,
      // Pipelines read the version that they wrote. What is in it can be fetched from the repository again.
      {
        retentionDays: artifactRetentionDays,
        keepVersionsDays: 1,
        protect,
        transform: transform.artifacts,
      },
      { parent: this },
    );
    const notices = new NotificationTopic(
      `${name}-notices`,
      { account, protect, transform: transform.notices },
      { parent: this },
    );
    const undelivered = new DeadLetters(
      `${name}-undelivered`,
      {
        takes: "events",
        account,
        meaning: `An event of the stack ${stack} could not be delivered or handled.`,
        topicArn: notices.arn,
        transform: transform.undelivered,
      },
      { parent: this },
    );
    const commit = new NodeFunction(
      `${name}-commit`,
      {
        folder: "commitRevision",
        description: `Commits images that the stack ${stack} builds`,
        policy: repositoryArn.apply((arn) => commitPolicy(arn, branch)),
        environment: { REPOSITORY: repository, BRANCH: branch },
        // A hundred apps commit to one branch side by side in a first update.
        timeoutSeconds: 300,
        logRetentionDays,
        deadLetterArn: undelivered.arn,
        transform: transform.commit,
      },
      { parent: this },
    );

    this.repository = repository;
    this.branch = branch;
    this.repositoryArn = repositoryArn;
    this.cloneUrl = pulumi.output(found.cloneUrl);
    this.account = account;
    this.artifacts = artifacts;
    this.notices = notices;
    this.deadLetterArn = undelivered.arn;
    this.commitFunctionName = commit.functionName;
    const { cloneUrl, commitFunctionName, deadLetterArn } = this;
    this.registerOutputs({
      repository,
      branch,
      repositoryArn,
      cloneUrl,
      commitFunctionName,
      deadLetterArn,
      artifactBucket: artifacts.bucketName,
      topicArn: notices.arn,
    });
  }
  private newRepository(
    name: string,
    { repository, protect, transform = {} }: DeploymentRepositoryArgs,
  ): { readonly arn: pulumi.Output<string>; readonly cloneUrl: pulumi.Output<string> } {
    const { arn, cloneUrlHttp } = new aws.codecommit.Repository(
      ...transformed(
        transform.repository,
        `${name}-repository`,
        {
          repositoryName: repository,
          description: "What runs: one branch a stack, one revision.json an app",
        },
        // The history is the record of who shipped what; nothing can make it again.
        { parent: this, protect, retainOnDelete: protect },
      ),
    );
    return { arn, cloneUrl: cloneUrlHttp };
  }
}
