import { type Settings } from "./settings";

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** An identity policy as IAM takes it. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** The least that a call with these flags needs. Where AWS takes no resource for an action, it is "*". */
export function policyOf(settings: Settings): Policy {
  const { access, task, force, service, dryRun } = settings;
  const changes = !dryRun;
  const isService = service !== undefined;
  const registers = changes && !force;
  const waits = changes && isService && !settings.noWait;
  const prunes = registers && settings.keep !== undefined && !settings.noWait;
  const moves = settings.schedules;
  const cluster = nameIn(settings.cluster);
  const statements: (Statement | false)[] = [
    ...assumesRole(access),
    isService &&
      allow("Service", ["ecs:DescribeServices"], `service/${cluster}/${nameIn(service)}`),
    changes &&
      isService &&
      allow("Deploy", ["ecs:UpdateService"], `service/${cluster}/${nameIn(service)}`),
    // AWS takes no resource for these.
    (!force || waits) && anywhere("Definitions", ["ecs:DescribeTaskDefinition"]),
    registers && allow("Register", ["ecs:RegisterTaskDefinition"], "task-definition/*:*"),
    registers && settings.copyTags && allow("Tag", ["ecs:TagResource"], "task-definition/*:*"),
    registers && {
      Sid: "Roles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: "arn:*:iam::*:role/*",
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    prunes && anywhere("Prune", ["ecs:DeregisterTaskDefinition", "ecs:ListTaskDefinitions"]),
    (waits || prunes) && anywhere("Tasks", ["ecs:ListTasks"]),
    (waits || prunes || (changes && task.wait)) &&
      allow("TaskStates", ["ecs:DescribeTasks"], `task/${cluster}/*`),
    waits && anywhere("Report", ["elasticloadbalancing:DescribeTargetHealth"]),
    waits && {
      Sid: "Logs",
      Effect: "Allow",
      Action: ["logs:GetLogEvents"],
      Resource: "arn:*:logs:*:*:log-group:*:log-stream:*",
    },
    changes && task.run && allow("RunTask", ["ecs:RunTask"], "task-definition/*:*"),
    moves && anywhere("FindSchedules", ["events:ListRuleNamesByTarget", "scheduler:ListSchedules"]),
    moves && {
      Sid: "ReadSchedules",
      Effect: "Allow",
      Action: ["events:ListTargetsByRule", "scheduler:GetSchedule"],
      Resource: scheduled,
    },
    moves &&
      changes && {
        Sid: "MoveSchedules",
        Effect: "Allow",
        Action: ["events:PutTargets", "scheduler:UpdateSchedule"],
        Resource: scheduled,
      },
    moves &&
      changes && {
        Sid: "ScheduleRoles",
        Effect: "Allow",
        Action: ["iam:PassRole"],
        Resource: "arn:*:iam::*:role/*",
        Condition: {
          StringEquals: {
            "iam:PassedToService": ["events.amazonaws.com", "scheduler.amazonaws.com"],
          },
        },
      },
  ];
  return { Version: "2012-10-17", Statement: statements.filter((one) => one !== false) };
}

/** Belongs to the identity that assumes the role; all other statements belong to the role. */
export function assumesRole({ role }: Settings["access"]): Statement[] {
  return role === undefined
    ? []
    : [{ Sid: "AssumeRole", Effect: "Allow", Action: ["sts:AssumeRole"], Resource: role }];
}

const scheduled = ["arn:*:events:*:*:rule/*", "arn:*:scheduler:*:*:schedule/*/*"];

function allow(Sid: string, Action: readonly string[], resource: string): Statement {
  return { Sid, Effect: "Allow", Action, Resource: `arn:*:ecs:*:*:${resource}` };
}

function anywhere(Sid: string, Action: readonly string[]): Statement {
  return { Sid, Effect: "Allow", Action, Resource: "*" };
}

function nameIn(nameOrArn: string | undefined): string {
  return nameOrArn?.split("/").at(-1) ?? "*";
}
