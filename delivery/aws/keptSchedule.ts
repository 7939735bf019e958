import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";

import { unlessAbsent } from "../../aws/awsAnswer";
import { type Schedule } from "../../aws/nextRun";
import { required } from "./answer";

/** A schedule as it is kept, which may be disabled. */
export interface KeptSchedule extends Schedule {
  readonly enabled: boolean;
}

/** What is asked of EventBridge Scheduler; tests hand in literals. */
export interface SchedulesByName {
  /** Undefined when there is none in the default group. */
  schedule(name: string): Promise<KeptSchedule | undefined>;
}

export function scheduleAdapter(client: Pick<SchedulerClient, "send">): SchedulesByName {
  return {
    schedule: async (Name) => {
      const found = await unlessAbsent(
        () => getSchedule(client, Name),
        "ResourceNotFoundException",
      );
      return (
        found && {
          expression: required(found.ScheduleExpression, "Scheduler", `expression of ${Name}`),
          timezone: found.ScheduleExpressionTimezone ?? "UTC",
          created: required(found.CreationDate, "Scheduler", `date of ${Name}`),
          enabled: found.State !== "DISABLED",
        }
      );
    },
  };
}

/** The whole of it; of the default group where none is named. */
export function getSchedule(
  client: Pick<SchedulerClient, "send">,
  Name: string | undefined,
  GroupName?: string,
): Promise<GetScheduleCommandOutput> {
  return client.send(new GetScheduleCommand({ Name, GroupName }));
}
