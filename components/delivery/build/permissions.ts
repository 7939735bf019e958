import { parseImageReference, ecrRepositoryArn } from "../../../aws/imageReference";
import { parseSecretArn, readableSecretArns } from "../../../aws/secretArn";
import { type AccountContext } from "../../accountContext";
import {
  allow,
  arnOf,
  document,
  type PolicyDocument,
  type PolicyStatement,
  trust,
} from "../../policyDocument";
import { type BuildSource } from "./source";

/** Who may take the role of a project: CodeBuild, for that one project. */
export function projectTrust(account: AccountContext, project: string): PolicyDocument {
  return trust("codebuild.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": account.accountId },
    ArnLike: { "aws:SourceArn": arnOf(account, "codebuild", `project/${project}`) },
  });
}

/** Who may start a pipeline when its sources change: a rule of EventBridge. */
export function startTrust(account: AccountContext, ruleArn: string): PolicyDocument {
  return trust("events.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": account.accountId },
    ArnEquals: { "aws:SourceArn": ruleArn },
  });
}

export function startPolicy(pipelineArn: string): PolicyDocument {
  return document([allow("StartPipeline", ["codepipeline:StartPipelineExecution"], [pipelineArn])]);
}

/** What a build works on. */
export interface ProjectScope {
  readonly account: AccountContext;
  /** Physical names. */
  readonly project: string;
  readonly logGroup: string;
  readonly source: BuildSource;
  readonly bucketArn: string;
  /** Where its pipeline's artifacts and the files that it keeps begin, in the bucket. */
  readonly artifactPrefix: string;
  readonly keptPrefix: string;
  /** The repository that it fills. */
  readonly repositoryArn: string;
  /** As the configuration names them, that of Docker Hub included. */
  readonly secretArns: readonly string[];
  /** Image that it runs in. */
  readonly buildImage: string;
  readonly reports: boolean;
}

/** What a build may do: read its sources, fill its repository, keep what its tests left. */
export function projectPolicy(scope: ProjectScope): PolicyDocument {
  const { account, source, bucketArn } = scope;
  const own = parseImageReference(scope.buildImage)?.ecr;
  const secrets = scope.secretArns.flatMap((arn) => parseSecretArn(arn) ?? []);
  return document([
    allow(
      "WriteLogs",
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      [`${arnOf(account, "logs", `log-group:${scope.logGroup}`)}:*`],
    ),
    allow(
      "ReadSources",
      ["s3:GetObject", "s3:GetObjectVersion"],
      [`${bucketArn}/${scope.artifactPrefix}*`],
    ),
    allow("KeepFiles", ["s3:PutObject"], [`${bucketArn}/${scope.keptPrefix}*`]),
    ...cloneStatements(account, source),
    // Signing in to a registry cannot be limited to a repository.
    allow("SignInToRegistry", ["ecr:GetAuthorizationToken"], ["*"]),
    allow(
      "FillRepository",
      [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      [scope.repositoryArn],
    ),
    ...(own === undefined
      ? []
      : [
          allow(
            "PullBuildImage",
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            [ecrRepositoryArn(own, account.partition)],
          ),
        ]),
    ...(secrets.length === 0
      ? []
      : [
          allow(
            "ReadSecrets",
            ["secretsmanager:GetSecretValue"],
            [...new Set(secrets.flatMap(readableSecretArns))].sort(),
          ),
        ]),
    ...(scope.reports
      ? [
          allow(
            "ReportTests",
            [
              "codebuild:BatchPutTestCases",
              "codebuild:CreateReport",
              "codebuild:CreateReportGroup",
              "codebuild:UpdateReport",
            ],
            // CodeBuild names the group after the project and the key of the buildspec.
            [arnOf(account, "codebuild", `report-group/${scope.project}-tests`)],
          ),
        ]
      : []),
  ]);
}

/** The pipeline hands over a reference, and the build clones in its own name. */
function cloneStatements(account: AccountContext, source: BuildSource): PolicyStatement[] {
  if (source.connection !== undefined) {
    return [useConnection(source.connection.arn)];
  }
  return source.codecommit === undefined
    ? []
    : [
        allow(
          "CloneSources",
          ["codecommit:GitPull"],
          [arnOf(account, "codecommit", source.codecommit)],
        ),
      ];
}

/** The prefix of the action is that of the connection. */
function useConnection(arn: string): PolicyStatement {
  return allow("UseConnection", [`${arn.split(":")[2] ?? ""}:UseConnection`], [arn]);
}

/** What a build pipeline works on. */
export interface BuildPipelineScope {
  readonly account: AccountContext;
  readonly source: BuildSource;
  readonly bucketArn: string;
  readonly artifactPrefix: string;
  /** Physical name. */
  readonly project: string;
  /** ARN of the function that releases. @default - nobody does */
  readonly functionArn?: string | undefined;
}

/** What the pipeline may do: fetch its source, start its one build and call its one function. */
export function buildPipelinePolicy(scope: BuildPipelineScope): PolicyDocument {
  const { account, bucketArn } = scope;
  return document([
    ...fetchStatements(account, scope.source),
    allow(
      "PassFilesOn",
      ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
      [`${bucketArn}/${scope.artifactPrefix}*`],
    ),
    allow(
      "LookAtBucket",
      ["s3:GetBucketVersioning", "s3:GetBucketLocation", "s3:GetBucketAcl"],
      [bucketArn],
    ),
    allow(
      "Build",
      ["codebuild:StartBuild", "codebuild:BatchGetBuilds"],
      [arnOf(account, "codebuild", `project/${scope.project}`)],
    ),
    ...(scope.functionArn === undefined
      ? []
      : [allow("CallFunction", ["lambda:InvokeFunction"], [scope.functionArn])]),
  ]);
}

function fetchStatements(account: AccountContext, source: BuildSource): PolicyStatement[] {
  const { connection, codecommit, s3 } = source;
  if (connection !== undefined) {
    return [useConnection(connection.arn)];
  }
  if (codecommit !== undefined) {
    return [
      allow(
        "FetchCommit",
        ["codecommit:GetBranch", "codecommit:GetCommit", "codecommit:GetRepository"],
        [arnOf(account, "codecommit", codecommit)],
      ),
    ];
  }
  if (s3 === undefined) {
    return [];
  }
  const bucket = `arn:${account.partition}:s3:::${s3.bucket}`;
  return [
    allow(
      "FetchSources",
      ["s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"],
      [`${bucket}/${s3.key}`],
    ),
    allow(
      "LookAtSources",
      ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket"],
      [bucket],
    ),
  ];
}
