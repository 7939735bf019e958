import type * as aws from "@pulumi/aws";

import { type Permission, permissionStatements } from "../../../aws/permission";
import { parseSecretArn, readableSecretArns } from "../../../aws/secretArn";
import { type AccountContext } from "../../accountContext";

type PolicyDocument = aws.iam.PolicyDocument;
type PolicyStatement = aws.iam.PolicyStatement;

/** What {@link executionPolicy} is made from. */
export interface ExecutionScope {
  readonly account: AccountContext;
  /** ECR repositories of the task's images; images from elsewhere need no permission. */
  readonly repositoryArns: readonly string[];
  /** Name of the app's log group. */
  readonly logGroup: string;
  /** Secrets and parameters as the configuration names them. */
  readonly secretArns: readonly string[];
  /**
   * Key that the secrets are encrypted with, if it is not AWS's own.
   * @default - none
   */
  readonly secretsKeyArn?: string | undefined;
}

/**
 * What ECS may do to start this app's tasks, and nothing for its neighbours.
 *
 * Log groups are made with the app: without `logs:CreateLogGroup` a deleted one stays away instead
 * of coming back without retention.
 */
export function executionPolicy(scope: ExecutionScope): PolicyDocument {
  const { account, secretArns } = scope;
  const arn = `arn:${account.partition}`;
  const statements: PolicyStatement[] = [
    allow(
      "WriteLogs",
      ["logs:CreateLogStream", "logs:PutLogEvents"],
      [`${arn}:logs:${account.region}:${account.accountId}:log-group:${scope.logGroup}:*`],
    ),
  ];
  const repositories = unique(scope.repositoryArns);
  if (repositories.length > 0) {
    statements.push(
      // Signing in to a registry cannot be limited to a repository.
      allow("SignInToRegistry", ["ecr:GetAuthorizationToken"], ["*"]),
      allow(
        "PullImages",
        ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        repositories,
      ),
    );
  }
  const parsed = secretArns.flatMap((secret) => parseSecretArn(secret) ?? []);
  const secrets = parsed.filter(({ store }) => store === "secret").flatMap(readableSecretArns);
  if (secrets.length > 0) {
    statements.push(allow("ReadSecrets", ["secretsmanager:GetSecretValue"], unique(secrets)));
  }
  const parameters = parsed.filter(({ store }) => store === "parameter").map(({ bare }) => bare);
  if (parameters.length > 0) {
    statements.push(allow("ReadParameters", ["ssm:GetParameters"], unique(parameters)));
  }
  if (scope.secretsKeyArn !== undefined && secretArns.length > 0) {
    const via = ["secretsmanager", "ssm"].map((name) => `${name}.${account.region}.amazonaws.com`);
    statements.push({
      ...allow("DecryptSecrets", ["kms:Decrypt"], [scope.secretsKeyArn]),
      Condition: { StringEquals: { "kms:ViaService": via } },
    });
  }
  return { Version: "2012-10-17", Statement: statements };
}

/** A file system that the app mounts, through an access point or as a whole. */
export interface FileSystemAccess {
  readonly fileSystemId: string;
  readonly accessPointId?: string | undefined;
  readonly write: boolean;
}

/** What {@link taskPolicy} is made from. */
export interface TaskScope {
  readonly account: AccountContext;
  readonly permissions?: readonly Permission[] | undefined;
  /** @default - none */
  readonly fileSystems?: readonly FileSystemAccess[] | undefined;
  /** Log group of the cluster's shells. @default - nobody may open one */
  readonly exec?: { readonly logGroup: string } | undefined;
}

/** What the app itself may do: exactly what its configuration names, mounts, and a shell in it needs. */
export function taskPolicy(scope: TaskScope): PolicyDocument & {
  readonly Statement: PolicyStatement[];
} {
  const { account, permissions = [], fileSystems = [], exec } = scope;
  const named = permissionStatements(permissions).map(({ Action, Resource, ...statement }) => ({
    ...statement,
    Action: [...Action],
    Resource: [...Resource],
  }));
  return {
    Version: "2012-10-17",
    Statement: [
      ...named,
      ...fileSystems.map((access, index) => mountStatement(account, access, index + 1)),
      ...(exec === undefined ? [] : shellStatements(account, exec.logGroup)),
    ],
  };
}

/**
 * EFS user guide, IAM for NFS clients. Without `ClientRootAccess`: a container that runs as root is
 * nobody there, but through an access point that says who it is.
 */
function mountStatement(
  { partition, region, accountId }: AccountContext,
  { fileSystemId, accessPointId, write }: FileSystemAccess,
  number: number,
): PolicyStatement {
  const arn = `arn:${partition}:elasticfilesystem:${region}:${accountId}`;
  const actions = write
    ? ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    : ["elasticfilesystem:ClientMount"];
  return {
    ...allow(`MountFileSystem${number}`, actions, [`${arn}:file-system/${fileSystemId}`]),
    ...(accessPointId !== undefined && {
      Condition: {
        StringEquals: {
          "elasticfilesystem:AccessPointArn": `${arn}:access-point/${accessPointId}`,
        },
      },
    }),
  };
}

/** ECS developer guide, ECS Exec: the channels to Session Manager, and the log of what is typed. */
function shellStatements(
  { partition, region, accountId }: AccountContext,
  logGroup: string,
): PolicyStatement[] {
  const group = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroup}`;
  return [
    allow(
      "OpenShells",
      [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      // Sessions have no resource to name, and neither has the list of log groups.
      ["*"],
    ),
    allow("FindShellLogs", ["logs:DescribeLogGroups"], ["*"]),
    allow(
      "WriteShellLogs",
      ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      // The group for its streams, and the streams.
      [group, `${group}:*`],
    ),
  ];
}

/** Who may take the roles of a task: ECS, on behalf of this account's own clusters and tasks. */
export function taskTrust({ partition, region, accountId }: AccountContext): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": accountId },
          ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${accountId}:*` },
        },
      },
    ],
  };
}

/** Where a secret is kept, by its ARN. */
export function kindOf(arn: string): "secret" | "parameter" | undefined {
  return parseSecretArn(arn)?.store;
}

function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return { Sid: sid, Effect: "Allow", Action: actions, Resource: resources };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
