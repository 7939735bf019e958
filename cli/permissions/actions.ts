import { type Place } from "./places";

/**
 * Every action of AWS that a command calls, and what it is called on. AWS decides which actions can be limited to
 * resources: "Service Authorization Reference".
 */
export const actions = {
  "codecommit:CreateCommit": "branch",
  "codecommit:GetBlob": "repository",
  "codecommit:GetBranch": "repository",
  "codecommit:GetFile": "repository",
  "codecommit:ListFileCommitHistory": "repository",
  "codepipeline:GetPipelineState": "pipelines",
  "codepipeline:ListActionExecutions": "pipelines",
  "codepipeline:ListPipelineExecutions": "pipelines",
  "codepipeline:PutApprovalResult": "approvals",
  "codepipeline:StartPipelineExecution": "pipelines",
  "codepipeline:StopPipelineExecution": "pipelines",
  "ecr:BatchCheckLayerAvailability": "images",
  "ecr:BatchGetImage": "images",
  "ecr:CompleteLayerUpload": "images",
  "ecr:GetAuthorizationToken": "everything",
  "ecr:GetDownloadUrlForLayer": "images",
  "ecr:InitiateLayerUpload": "images",
  "ecr:PutImage": "images",
  "ecr:UploadLayerPart": "images",
  "ecs:DescribeContainerInstances": "hosts",
  "ecs:DescribeServiceRevisions": "deployments",
  "ecs:DescribeServices": "services",
  "ecs:DescribeTaskDefinition": "everything",
  "ecs:DescribeTasks": "tasks",
  "ecs:ExecuteCommand": "shells",
  "ecs:ListContainerInstances": "clusters",
  "ecs:ListServiceDeployments": "services",
  "ecs:ListTagsForResource": "services",
  "ecs:ListTasks": "taskLists",
  "ecs:RunTask": "definitions",
  "ecs:StopServiceDeployment": "deployments",
  "ecs:TagResource": "services",
  "ecs:UntagResource": "services",
  "ecs:UpdateService": "services",
  "elasticloadbalancing:DescribeTargetGroupAttributes": "everything",
  "elasticloadbalancing:DescribeTargetGroups": "everything",
  "elasticloadbalancing:DescribeTargetHealth": "everything",
  "iam:PassRole": "taskRoles",
  "logs:FilterLogEvents": "logs",
  "logs:GetLogEvents": "logs",
  "secretsmanager:DescribeSecret": "secrets",
  "ssm:DescribeParameters": "everything",
  "ssm:GetParameter": "parameter",
  "ssm:GetParametersByPath": "stackNames",
} as const satisfies Readonly<Record<string, Place>>;

export type Action = keyof typeof actions;
