import { awsEvent, type AwsEvent } from "../events/awsEvent";

/** A task as DescribeTasks gives it, as far as the gateway reads it. */
export interface Task {
  readonly taskArn: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  readonly group?: string;
  readonly lastStatus: string;
}

/**
 * The event "ECS Task State Change" of a task that has stopped: its detail is the task as DescribeTasks gives it, with
 * times as texts (Amazon ECS developer guide, `ecs_task_events`).
 */
export function stoppedEvent(task: Task, now: Date): AwsEvent {
  const [, , , region = "", account = ""] = task.taskArn.split(":");
  const detail = Object.entries(task).map(([key, value]: [string, unknown]): [string, unknown] =>
    key.endsWith("At") && typeof value === "number"
      ? [key, new Date(value * 1000).toISOString()]
      : [key, value],
  );
  return awsEvent(
    {
      source: "aws.ecs",
      detailType: "ECS Task State Change",
      account,
      region,
      resources: [task.taskArn],
      detail: { ...Object.fromEntries(detail), group: groupOf(task), updatedAt: now.toISOString() },
    },
    now,
  );
}

/** ECS names the group of a task after its family where its start named none; the emulator leaves it empty. */
function groupOf({ group = "", taskDefinitionArn }: Task): string {
  const family = /task-definition\/([^:]+)/.exec(taskDefinitionArn)?.[1] ?? "";
  return group === "" ? `family:${family}` : group;
}
