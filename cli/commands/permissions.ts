/** What several commands ask of AWS, for their entries in the table. */

export const findsStack = ["ssm:GetParameter", "ssm:GetParametersByPath"] as const;

export const readsRepository = [
  "codecommit:GetBranch",
  "codecommit:GetBlob",
  "codecommit:ListFileCommitHistory",
] as const;

export const readsPipelines = [
  "codepipeline:GetPipelineState",
  "codepipeline:ListPipelineExecutions",
] as const;

export const readsServices = ["ecs:DescribeServices", "ecs:DescribeTaskDefinition"] as const;

/** For the estimate of the next deployment, which is left out without them. */
export const readsTimes = [
  "ecs:DescribeTasks",
  "ecs:ListTasks",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetGroups",
] as const;

/** To see whether tasks would start; a check is left out without them. */
export const verifies = [
  "ecr:GetDownloadUrlForLayer",
  "ecs:DescribeContainerInstances",
  "ecs:ListContainerInstances",
  "secretsmanager:DescribeSecret",
  "ssm:GetParameters",
] as const;

/** To commit a revision, follow its deployment and explain a failure. */
export const deploys = [
  ...readsRepository,
  "codecommit:CreateCommit",
  "codecommit:GetFile",
  "codepipeline:ListActionExecutions",
  "codepipeline:ListPipelineExecutions",
  "codepipeline:StartPipelineExecution",
  "codepipeline:StopPipelineExecution",
  "ecr:BatchGetImage",
  ...readsServices,
  "ecs:DescribeServiceRevisions",
  "ecs:ListServiceDeployments",
  ...readsTimes,
  "elasticloadbalancing:DescribeTargetHealth",
  "logs:GetLogEvents",
] as const;
