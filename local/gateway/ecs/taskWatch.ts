import { type Clock } from "../clock";
import { type EventDelivery } from "../events/eventDelivery";
import { type EmulatorEcs } from "./emulatorEcs";
import { stoppedEvent, type Task } from "./taskEvent";

/** What the watch needs. */
export interface TaskWatchOptions {
  readonly ecs: EmulatorEcs;
  /** Gives images in an answer of the emulator the names that they have on AWS. */
  readonly imagesToAws: (body: string) => string;
  readonly events: Pick<EventDelivery, "emit">;
  readonly clock: Clock;
  readonly report: (sentence: string) => void;
}

/** Follows the tasks that no service runs, and tells when they have stopped. */
export interface TaskWatch {
  /** Hears of every call of ECS that the emulator answered well. */
  note(action: string | undefined, reply: string): void;
}

const lookEveryMs = 500;

export function taskWatch({
  ecs,
  imagesToAws,
  events,
  clock,
  report,
}: TaskWatchOptions): TaskWatch {
  const never = new AbortController().signal;
  const look = async ({ taskArn, clusterArn }: Task): Promise<Task | undefined> => {
    const [, , , region = ""] = taskArn.split(":");
    const text = await ecs("DescribeTasks", region, { cluster: clusterArn, tasks: [taskArn] });
    const { tasks = [] } = JSON.parse(imagesToAws(text)) as { readonly tasks?: readonly Task[] };
    return tasks[0];
  };
  const follow = async (started: Task): Promise<void> => {
    for (let task: Task | undefined = started; task !== undefined; task = await look(started)) {
      if (task.lastStatus === "STOPPED") {
        events.emit(stoppedEvent(task, new Date(clock.now())));
        return;
      }
      await clock.wait(lookEveryMs, never);
    }
  };
  return {
    note: (action, reply) => {
      if (action !== "RunTask") {
        return;
      }
      const { tasks = [] } = JSON.parse(reply) as { readonly tasks?: readonly Task[] };
      for (const task of tasks) {
        follow(task).catch((error: unknown) => {
          report(`The end of ${task.taskArn} is told to nobody: ${String(error)}`);
        });
      }
    },
  };
}
