import { type Action } from "./actions";
import {
  copiesImages,
  deploys,
  looksAround,
  readsApps,
  readsDeployments,
  readsPipelines,
  readsRepository,
  readsServices,
  readsTimes,
  verifies,
} from "./needs";

const decides = [
  ...readsRepository,
  ...readsPipelines,
  "codepipeline:PutApprovalResult",
] as const satisfies readonly Action[];

const scales = ["ecs:DescribeServices", "ecs:UpdateService"] as const satisfies readonly Action[];

/** What each command calls, besides what finds the stack: for its help, for policies and for the roles of a stack. */
export const commandNeeds = {
  release: [...deploys, ...verifies],
  rollback: [...deploys, "ecs:StopServiceDeployment"],
  promote: [...deploys, ...verifies, ...copiesImages],
  cancel: [
    "codepipeline:ListPipelineExecutions",
    "codepipeline:StopPipelineExecution",
    "ecs:DescribeServices",
    "ecs:ListServiceDeployments",
    "ecs:StopServiceDeployment",
  ],
  run: [
    ...readsServices,
    "ecs:DescribeTasks",
    "ecs:RunTask",
    "iam:PassRole",
    "logs:FilterLogEvents",
  ],
  exec: ["ecs:DescribeTasks", "ecs:ExecuteCommand", "ecs:ListTasks"],
  restart: [
    ...readsServices,
    "ecs:DescribeTasks",
    "ecs:ListTasks",
    "ecs:UpdateService",
    "elasticloadbalancing:DescribeTargetHealth",
    "logs:GetLogEvents",
  ],
  scale: [...scales, "ecs:TagResource"],
  stop: [...scales, "ecs:TagResource"],
  start: [...scales, "ecs:ListTagsForResource", "ecs:UntagResource"],
  status: [
    ...readsRepository,
    ...readsPipelines,
    ...readsApps,
    "elasticloadbalancing:DescribeTargetHealth",
    "scheduler:GetSchedule",
    ...readsTimes,
  ],
  history: [
    ...readsRepository,
    "codecommit:GetFile",
    ...readsPipelines,
    "codepipeline:ListActionExecutions",
    ...readsApps,
    ...readsDeployments,
  ],
  diff: [...readsRepository, ...readsApps, ...readsTimes],
  verify: [...readsRepository, ...readsApps, "ecr:BatchGetImage", ...verifies, ...looksAround],
  approve: decides,
  reject: decides,
  logs: [...readsApps, "logs:FilterLogEvents"],
} as const satisfies Readonly<Record<string, readonly Action[]>>;
