import {
  ListRuleNamesByTargetCommand,
  ListTargetsByRuleCommand,
  PutTargetsCommand,
  type EventBridgeClient,
  type Target,
} from "@aws-sdk/client-eventbridge";
import {
  ListSchedulesCommand,
  UpdateScheduleCommand,
  type GetScheduleCommandOutput,
  type SchedulerClient,
  type UpdateScheduleCommandInput,
} from "@aws-sdk/client-scheduler";

import { mapConcurrent } from "../mapConcurrent";
import { getSchedule } from "./keptSchedule";
import { collect, pagesOf } from "./pages";

/** Something that runs a revision of a family by the clock or by an event. */
export interface ScheduledTask {
  /** `rule nightly`, `schedule default/nightly`. */
  readonly name: string;
  /** ARN of the revision that it runs. */
  readonly taskDefinition: string;
  /** Points it at another revision and keeps all else. */
  move(taskDefinition: string): Promise<void>;
}

/** Rules and schedules that run tasks in a cluster; tests hand in literals. */
export interface Schedules {
  /** Those that name a revision of the family. One that names the family alone runs its newest anyway. */
  running(clusterArn: string, family: string): Promise<readonly ScheduledTask[]>;
}

/** Rules of the default event bus, and schedules of all groups. */
export function schedulesAdapter(
  events: Pick<EventBridgeClient, "send">,
  scheduler: Pick<SchedulerClient, "send">,
  now: () => Date,
): Schedules {
  return {
    running: async (clusterArn, family) => {
      const found = await Promise.all([
        rules(events, clusterArn, family),
        schedules(scheduler, clusterArn, family, now),
      ]);
      return found.flat();
    },
  };
}

async function rules(
  client: Pick<EventBridgeClient, "send">,
  TargetArn: string,
  family: string,
): Promise<ScheduledTask[]> {
  const pages = pagesOf(
    (NextToken) => client.send(new ListRuleNamesByTargetCommand({ TargetArn, NextToken })),
    (page) => page.NextToken,
  );
  const names = (await collect(pages)).flatMap(({ RuleNames = [] }) => RuleNames);
  const found = await mapConcurrent(names, async (Rule) => {
    const targets = pagesOf(
      (NextToken) => client.send(new ListTargetsByRuleCommand({ Rule, NextToken })),
      (page) => page.NextToken,
    );
    return (await collect(targets))
      .flatMap(({ Targets = [] }) => Targets)
      .flatMap((target) => ruleTarget(client, Rule, target, TargetArn, family));
  });
  return found.flat();
}

function ruleTarget(
  client: Pick<EventBridgeClient, "send">,
  Rule: string,
  target: Target,
  clusterArn: string,
  family: string,
): ScheduledTask[] {
  const { EcsParameters } = target;
  const taskDefinition = EcsParameters?.TaskDefinitionArn ?? "";
  if (target.Arn !== clusterArn || !isRevisionOf(taskDefinition, family)) {
    return [];
  }
  const move = async (TaskDefinitionArn: string): Promise<void> => {
    const moved = { ...target, EcsParameters: { ...EcsParameters, TaskDefinitionArn } };
    const answer = await client.send(new PutTargetsCommand({ Rule, Targets: [moved] }));
    const [failed] = answer.FailedEntries ?? [];
    if (failed !== undefined) {
      throw new Error(`rule ${Rule}: ${failed.ErrorMessage ?? failed.ErrorCode ?? "not changed"}`);
    }
  };
  return [{ name: `rule ${Rule}`, taskDefinition, move }];
}

async function schedules(
  client: Pick<SchedulerClient, "send">,
  clusterArn: string,
  family: string,
  now: () => Date,
): Promise<ScheduledTask[]> {
  const pages = pagesOf(
    (NextToken) => client.send(new ListSchedulesCommand({ NextToken })),
    (page) => page.NextToken,
  );
  const all = (await collect(pages)).flatMap(({ Schedules = [] }) => Schedules);
  const ours = all.filter(({ Target }) => Target?.Arn === clusterArn);
  const found = await mapConcurrent(ours, async ({ Name, GroupName }) => {
    const schedule = await getSchedule(client, Name, GroupName);
    const taskDefinition = schedule.Target?.EcsParameters?.TaskDefinitionArn ?? "";
    if (!isRevisionOf(taskDefinition, family)) {
      return [];
    }
    const move = async (arn: string): Promise<void> => {
      await client.send(new UpdateScheduleCommand(scheduleWith(schedule, arn, now())));
    };
    return [{ name: `schedule ${GroupName ?? "default"}/${Name ?? ""}`, taskDefinition, move }];
  });
  return found.flat();
}

/** UpdateSchedule sets what it is not given to its default: all of it goes back. */
function scheduleWith(
  schedule: GetScheduleCommandOutput,
  TaskDefinitionArn: string,
  now: Date,
): UpdateScheduleCommandInput {
  const { Target, ScheduleExpression = "", StartDate } = schedule;
  // Scheduler refuses a start that is over. To cron it means nothing then; a rate counts from it.
  const isOver =
    StartDate !== undefined && StartDate < now && ScheduleExpression.startsWith("cron");
  return {
    Name: schedule.Name,
    GroupName: schedule.GroupName,
    Description: schedule.Description,
    ScheduleExpression,
    ScheduleExpressionTimezone: schedule.ScheduleExpressionTimezone,
    StartDate: isOver ? undefined : StartDate,
    EndDate: schedule.EndDate,
    FlexibleTimeWindow: schedule.FlexibleTimeWindow,
    State: schedule.State,
    KmsKeyArn: schedule.KmsKeyArn,
    ActionAfterCompletion: schedule.ActionAfterCompletion,
    Target: Target && {
      ...Target,
      Arn: Target.Arn,
      RoleArn: Target.RoleArn,
      EcsParameters: { ...Target.EcsParameters, TaskDefinitionArn },
    },
  };
}

/** `…:task-definition/family:12`. */
function isRevisionOf(arn: string, family: string): boolean {
  return /:task-definition\/([^:]+):\d+$/.exec(arn)?.[1] === family;
}
