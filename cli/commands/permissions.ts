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
