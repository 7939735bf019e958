import { type ECSClient, type Task } from "@aws-sdk/client-ecs";

import { describeTasks, listTasks } from "./ecsCalls";
import { type ServicePlace } from "./ecsTypes";

/** A task that runs, as far as shells are concerned. */
export interface ShellTask {
  readonly arn: string;
  readonly startedAt: Date | undefined;
  /** Whether it was started with ECS Exec. */
  readonly isAllowed: boolean;
  readonly containers: readonly {
    readonly name: string;
    /** Of Session Manager's agent in it; undefined where there is none. */
    readonly agentStatus: string | undefined;
  }[];
}

/** Tasks of a service that run, the newest first. */
export async function shellTasks(
  client: Pick<ECSClient, "send">,
  { cluster, service }: ServicePlace,
): Promise<ShellTask[]> {
  const arns = await listTasks(client, {
    cluster,
    serviceName: service,
    desiredStatus: "RUNNING",
  });
  const tasks = await describeTasks(client, cluster, arns);
  return tasks
    .filter(({ lastStatus }) => lastStatus === "RUNNING")
    .map(shellTaskFrom)
    .sort((one, other) => (other.startedAt?.getTime() ?? 0) - (one.startedAt?.getTime() ?? 0));
}

function shellTaskFrom({ taskArn, startedAt, enableExecuteCommand, containers }: Task): ShellTask {
  return {
    arn: taskArn ?? "",
    startedAt,
    isAllowed: enableExecuteCommand === true,
    containers: (containers ?? []).map(({ name = "", managedAgents = [] }) => ({
      name,
      agentStatus: managedAgents.find((agent) => agent.name === "ExecuteCommandAgent")?.lastStatus,
    })),
  };
}
