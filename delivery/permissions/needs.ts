import { type Action } from "./actions";

/** What several commands ask of AWS. A test holds what each command declares against the calls that it makes. */

/** To find the stack, which every command does. */
export const findsStack = [
  "ssm:GetParameter",
  "ssm:GetParametersByPath",
] as const satisfies readonly Action[];

export const readsRepository = [
  "codecommit:GetBlob",
  "codecommit:GetBranch",
  "codecommit:ListFileCommitHistory",
] as const satisfies readonly Action[];

export const readsPipelines = [
  "codepipeline:GetPipelineState",
  "codepipeline:ListPipelineExecutions",
] as const satisfies readonly Action[];

export const readsServices = [
  "ecs:DescribeServices",
  "ecs:DescribeTaskDefinition",
] as const satisfies readonly Action[];

/** The same, and of apps without a service the tasks of their families. */
export const readsApps = [...readsServices, "ecs:ListTasks"] as const satisfies readonly Action[];

/** To know what ECS rolled back. */
export const readsDeployments = [
  "ecs:DescribeServiceRevisions",
  "ecs:ListServiceDeployments",
] as const satisfies readonly Action[];

/** For the estimate of the next deployment, which is left out without them. */
export const readsTimes = [
  "ecs:DescribeTasks",
  "ecs:ListTasks",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetGroups",
] as const satisfies readonly Action[];

/** To see whether tasks would start; a check is left out without them. */
export const verifies = [
  "ecr:GetDownloadUrlForLayer",
  "ecs:DescribeContainerInstances",
  "ecs:ListContainerInstances",
  "secretsmanager:DescribeSecret",
  "ssm:DescribeParameters",
] as const satisfies readonly Action[];

/** To see whether tasks reach what they need, may read it, and are found by name; a check is left out without them. */
export const looksAround = [
  "ec2:DescribeRouteTables",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcEndpoints",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTargetGroups",
  "iam:SimulatePrincipalPolicy",
] as const satisfies readonly Action[];

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
  ...readsApps,
  ...readsDeployments,
  ...readsTimes,
  "elasticloadbalancing:DescribeTargetHealth",
  "logs:GetLogEvents",
] as const satisfies readonly Action[];

/** To copy an image from repository to repository, by the registry's own protocol. */
export const copiesImages = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:CompleteLayerUpload",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
] as const satisfies readonly Action[];

/** To push images that were built elsewhere, with their cache. */
export const pushesImages = [
  ...copiesImages,
  "ecr:BatchGetImage",
] as const satisfies readonly Action[];
