import { type RoleSession } from "../awsRequest";
import { ServiceError } from "../serviceError";
import { type EmulatorEcs } from "./emulatorEcs";

/** The containers of a task, which are a session of its role to AWS. */
export interface TaskCaller {
  /** @default - the task has no role */
  readonly session?: RoleSession | undefined;
}

/** Knows who calls by the keys that a task's containers were given. */
export interface TaskCallers {
  /** Undefined where the key is no task's, or there is no such task. */
  callerOf(accessKey: string | undefined): Promise<TaskCaller | undefined>;
}

/** The access key of a task's containers, as local/emulator/containers.py writes it. */
const taskKey = /^task\.([\w-]+)\.([0-9a-f-]+)$/;

/** Asks the emulator for the task and for its role, and remembers what it found. */
export function taskCallers(ecs: EmulatorEcs, region: string): TaskCallers {
  const known = new Map<string, Promise<TaskCaller | undefined>>();
  const json = async (action: string, input: Readonly<Record<string, unknown>>) =>
    JSON.parse(await ecs(action, region, input)) as Answer;
  const ask = async (cluster: string, id: string): Promise<TaskCaller | undefined> => {
    const { tasks: [task] = [] } = await json("DescribeTasks", { cluster, tasks: [id] });
    if (task === undefined) {
      return undefined;
    }
    const { taskDefinition } = await json("DescribeTaskDefinition", {
      taskDefinition: task.taskDefinitionArn,
    });
    const role = task.overrides?.taskRoleArn ?? taskDefinition?.taskRoleArn;
    if (role === undefined || role === "") {
      return {};
    }
    const [account = "", path = ""] = role.split(":").slice(4);
    const name = path.slice(path.lastIndexOf("/") + 1);
    return { session: { role, arn: `arn:aws:sts::${account}:assumed-role/${name}/${id}` } };
  };
  return {
    callerOf: (accessKey = "") => {
      const [, cluster, id] = taskKey.exec(accessKey) ?? [];
      if (cluster === undefined || id === undefined) {
        return Promise.resolve(undefined);
      }
      const found =
        known.get(accessKey) ??
        ask(cluster, id).catch((error: unknown) => {
          known.delete(accessKey);
          if (error instanceof ServiceError) {
            return undefined;
          }
          throw error;
        });
      known.set(accessKey, found);
      return found;
    },
  };
}

interface Answer {
  readonly tasks?: readonly {
    readonly taskDefinitionArn: string;
    readonly overrides?: { readonly taskRoleArn?: string };
  }[];
  readonly taskDefinition?: { readonly taskRoleArn?: string };
}
