import { type RunTaskCommandInput } from "@aws-sdk/client-ecs";

import { type TaskStart } from "../../delivery/taskStart";
import { type Log } from "../log";

/** What a run needs of ECS; tests hand in literals. */
export interface RunWorld {
  /** ARNs of the family's tasks that have not ended. */
  unended(): Promise<readonly string[]>;
  /** Returns the ARN of the task, or why there is none. */
  runTask(input: RunTaskCommandInput): Promise<string | { readonly reason: string }>;
  readonly log: Log;
}

/**
 * Starts one task of the family's newest revision, unless the last one is still at it and may not be
 * overtaken.
 *
 * @param execution names the start: tried again, it starts no second task.
 * @throws Error when ECS starts none, which it says in an answer that looks like a success.
 */
export async function run(task: TaskStart, execution: string, world: RunWorld): Promise<void> {
  const { family, overlap, log } = { ...task, ...world };
  const before = overlap === "skip" ? await world.unended() : [];
  if (before.length > 0) {
    log.warn("left out", { family, execution, tasks: before });
    return;
  }
  const started = await world.runTask(taskInput(task, execution));
  if (typeof started !== "string") {
    throw new Error(`ECS started no task of "${family}": ${started.reason}`);
  }
  log.info("started", { family, execution, task: started });
}

function taskInput(
  { cluster, family, capacity, network }: TaskStart,
  execution: string,
): RunTaskCommandInput {
  return {
    cluster,
    // Without a revision: the newest active one, which is what was released last.
    taskDefinition: family,
    capacityProviderStrategy: [...capacity],
    // API RunTask: at most 64 characters.
    clientToken: execution.slice(0, 64),
    startedBy: "schedule",
    propagateTags: "TASK_DEFINITION",
    enableECSManagedTags: true,
    ...(network && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...network.subnets],
          securityGroups: [...network.securityGroups],
          assignPublicIp: network.publicAddresses ? "ENABLED" : "DISABLED",
        },
      },
    }),
  };
}
