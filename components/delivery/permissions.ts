import { imageRepositoryPrefix, pipelinePrefix } from "../../aws/naming";
import { stackParameterName } from "../../delivery/stackParameter";
import { type AccountContext } from "../accountContext";
import {
  allow,
  arnOf,
  document,
  type PolicyDocument,
  type PolicyStatement,
  trust,
} from "../policyDocument";

/** Who may take the role of a pipeline: CodePipeline, for that one pipeline of this account. */
export function pipelineTrust(account: AccountContext, pipeline: string): PolicyDocument {
  return trust("codepipeline.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": account.accountId },
    ArnLike: { "aws:SourceArn": arnOf(account, "codepipeline", pipeline) },
  });
}

/** What makes a revision the one that runs, with all that it must be permitted. */
export type Permitted =
  | {
      readonly action: "ecs";
      /** The app's two roles. */
      readonly roleArns: readonly string[];
    }
  | {
      readonly action: "function";
      /** Physical name. */
      readonly functionName: string;
    };

/** What an app's pipeline works on. */
export interface PipelineScope {
  readonly account: AccountContext;
  readonly repositoryArn: string;
  readonly bucketArn: string;
  /** Physical name of the pipeline. */
  readonly pipeline: string;
  /** Physical names. The family of the task definitions has the name of the service. */
  readonly cluster: string;
  readonly family: string;
  readonly by: Permitted;
  /** Who is told that a deployment waits, and the key of that topic. @default - nobody */
  readonly approval?: { readonly topicArn: string; readonly keyArn: string } | undefined;
}

/** What an app's pipeline may do: fetch a commit and deploy this one app. */
export function pipelinePolicy(scope: PipelineScope): PolicyDocument {
  const { account, bucketArn, by, approval } = scope;
  return document([
    allow(
      "FetchCommit",
      [
        "codecommit:GetBranch",
        "codecommit:GetCommit",
        "codecommit:GetRepository",
        "codecommit:UploadArchive",
        "codecommit:GetUploadArchiveStatus",
        "codecommit:CancelUploadArchive",
      ],
      [scope.repositoryArn],
    ),
    allow(
      "PassFilesOn",
      ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      [`${bucketArn}/${artifactPrefix(scope.pipeline)}*`],
    ),
    allow(
      "LookAtBucket",
      ["s3:GetBucketVersioning", "s3:GetBucketLocation", "s3:GetBucketAcl"],
      [bucketArn],
    ),
    ...(by.action === "ecs"
      ? serviceStatements(scope, by.roleArns)
      : [
          allow(
            "CallFunction",
            ["lambda:InvokeFunction"],
            [arnOf(account, "lambda", `function:${by.functionName}`)],
          ),
        ]),
    ...(approval === undefined
      ? []
      : [
          allow("AskForApproval", ["sns:Publish"], [approval.topicArn]),
          encryptFor(account, "sns", approval.keyArn),
        ]),
  ]);
}

/** What the ECS action needs: this one service with its own two roles. */
function serviceStatements(
  { account, cluster, family }: PipelineScope,
  roleArns: readonly string[],
): PolicyStatement[] {
  const revisions = arnOf(account, "ecs", `task-definition/${family}:*`);
  return [
    // AWS knows no resource for it.
    allow("ReadRevision", ["ecs:DescribeTaskDefinition"], ["*"]),
    allow("Revise", ["ecs:RegisterTaskDefinition"], [revisions]),
    {
      ...allow("TagRevision", ["ecs:TagResource"], [revisions]),
      Condition: { StringEquals: { "ecs:CreateAction": ["RegisterTaskDefinition"] } },
    },
    allow(
      "Deploy",
      ["ecs:DescribeServices", "ecs:UpdateService"],
      [arnOf(account, "ecs", `service/${cluster}/${family}`)],
    ),
    {
      ...allow("PassRoles", ["iam:PassRole"], [...roleArns]),
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
  ];
}

/**
 * Where CodePipeline puts a pipeline's files: below the first twenty characters of its name. Pipelines
 * whose names agree so far share the place; those of other branches and clusters mostly do not.
 */
export function artifactPrefix(pipeline: string): string {
  // Whether a hyphen stays at the end is not documented.
  return pipeline.slice(0, 20).replace(/-+$/, "");
}

/** What the trigger works on. */
export interface TriggerScope {
  readonly account: AccountContext;
  readonly project: string;
  readonly stack: string;
  readonly repository: string;
  readonly branch: string;
  readonly repositoryArn: string;
  readonly queueArn: string;
  /** Who is told of what it refuses, and the key of that topic. */
  readonly topicArn: string;
  readonly keyArn: string;
}

/** What the trigger may do. Apps are covered by prefixes: a hundred would not fit one by one. */
export function triggerPolicy(scope: TriggerScope): PolicyDocument {
  const { account, project, stack } = scope;
  return document([
    allow(
      "ReadBranch",
      [
        "codecommit:GetBranch",
        "codecommit:GetDifferences",
        "codecommit:GetFile",
        "codecommit:ListFileCommitHistory",
      ],
      [scope.repositoryArn],
    ),
    allow(
      "StartPipelines",
      ["codepipeline:ListPipelineExecutions", "codepipeline:StartPipelineExecution"],
      [pipelinesOf(scope)],
    ),
    allow(
      "TagReleases",
      ["ecr:BatchGetImage", "ecr:PutImage"],
      [arnOf(account, "ecr", `repository/${imageRepositoryPrefix(project, stack)}*`)],
    ),
    readParameter(account, stack),
    allow(
      "TakeMessages",
      [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ChangeMessageVisibility",
      ],
      [scope.queueArn],
    ),
    allow("TellOfRefusals", ["sns:Publish"], [scope.topicArn]),
    encryptFor(account, "sns", scope.keyArn),
  ]);
}

/** The pipelines of a branch. */
export function pipelinesOf({
  account,
  repository,
  branch,
}: Pick<TriggerScope, "account" | "repository" | "branch">): string {
  return arnOf(account, "codepipeline", `${pipelinePrefix(repository, branch)}*`);
}

/** What a stack tells about itself. */
export function readParameter(account: AccountContext, stack: string): PolicyStatement {
  return allow(
    "ReadParameter",
    ["ssm:GetParameter"],
    [arnOf(account, "ssm", `parameter${stackParameterName(stack)}`)],
  );
}

/** What publishing to a topic needs of its key. */
export function encryptFor(
  account: AccountContext,
  service: string,
  keyArn: string,
): PolicyStatement {
  return {
    ...allow("EncryptMessages", ["kms:Decrypt", "kms:GenerateDataKey"], [keyArn]),
    Condition: {
      StringEquals: { "kms:ViaService": `${service}.${account.region}.amazonaws.com` },
    },
  };
}
