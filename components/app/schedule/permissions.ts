import { type AccountContext } from "../../accountContext";
import { allow, arnOf, document, type PolicyDocument, trust } from "../../policyDocument";

/** Who may take the role of a schedule: EventBridge Scheduler, for the account's default group. */
export function scheduleTrust(account: AccountContext): PolicyDocument {
  return trust("scheduler.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": account.accountId },
    // A group and no schedule: "Do not scope the aws:SourceArn statement to a specific schedule"
    // (EventBridge Scheduler user guide, "Confused deputy prevention").
    ArnLike: { "aws:SourceArn": arnOf(account, "scheduler", "schedule-group/default") },
  });
}

/** What a schedule may do: call its one function, and keep the calls that failed. */
export function schedulePolicy(functionArn: string, queueArn: string): PolicyDocument {
  return document([
    allow("CallFunction", ["lambda:InvokeFunction"], [functionArn]),
    allow("KeepFailures", ["sqs:SendMessage"], [queueArn]),
  ]);
}

/** What the function of a scheduled app works on. */
export interface RunScope {
  readonly account: AccountContext;
  /** Physical names. */
  readonly cluster: string;
  readonly family: string;
  readonly repository: string;
  /** The app's two roles. */
  readonly roleArns: readonly string[];
}

/** What the function may do: run tasks of this one family in this one cluster, and register its revisions. */
export function runPolicy({
  account,
  cluster,
  family,
  repository,
  roleArns,
}: RunScope): PolicyDocument {
  const revisions = arnOf(account, "ecs", `task-definition/${family}:*`);
  const inCluster = {
    ArnEquals: { "ecs:cluster": arnOf(account, "ecs", `cluster/${cluster}`) },
  };
  return document([
    // IAM decides on the revision that ECS chooses, also where a call names the family alone.
    { ...allow("Run", ["ecs:RunTask"], [revisions]), Condition: inCluster },
    {
      ...allow("TagTask", ["ecs:TagResource"], [arnOf(account, "ecs", `task/${cluster}/*`)]),
      Condition: { StringEquals: { "ecs:CreateAction": ["RunTask"] } },
    },
    // AWS knows no tasks as its resource; the cluster is a condition.
    { ...allow("FindTasks", ["ecs:ListTasks"], ["*"]), Condition: inCluster },
    allow("ReadRevision", ["ecs:DescribeTaskDefinition"], ["*"]),
    allow("Revise", ["ecs:RegisterTaskDefinition"], [revisions]),
    {
      ...allow("TagRevision", ["ecs:TagResource"], [revisions]),
      Condition: { StringEquals: { "ecs:CreateAction": ["RegisterTaskDefinition"] } },
    },
    {
      ...allow("PassRoles", ["iam:PassRole"], [...roleArns]),
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    allow("ReadCommits", ["codecommit:GetFile"], [arnOf(account, "codecommit", repository)]),
    allow(
      "AnswerPipeline",
      ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"],
      // A job has no resource; its id is a secret of the pipeline.
      ["*"],
    ),
  ]);
}
