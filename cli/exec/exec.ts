import { shellTasks, type ShellTask } from "../../delivery/aws/ecsShells";
import { taskId } from "../../delivery/failure/evidence";
import { shellWords } from "../../delivery/shellWords";
import { listed, servicePlaceOf, type AppPlace } from "../apps";
import { type Invocation } from "../command";
import { UserError } from "../userError";
import { hasProgram, runInTerminal } from "./program";

export interface ExecValues {
  readonly task: string | undefined;
  readonly container: string | undefined;
}

const plugin =
  "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html";

/** Opens a shell through the AWS CLI, whose plugin speaks Session Manager's protocol. */
export async function exec(invocation: Invocation<ExecValues>): Promise<number> {
  const { io, args, options, global, connect } = invocation;
  const [name = "", ...words] = args;
  const { clients, parameter, app } = await connect();
  const place = app(name);
  await refuseMissingPrograms(io.env);
  const tasks = await shellTasks(await clients.ecs(), servicePlaceOf(place));
  const task = chosen(tasks, place, options.task);
  const container = options.container ?? place.containerName;
  refuseClosed(task, container, place);
  const command = shellWords(words.flatMap((word) => word ?? []));
  const { profile } = global;
  return runInTerminal(
    "aws",
    [
      "ecs",
      "execute-command",
      ...["--region", parameter.region],
      ...(profile === undefined ? [] : ["--profile", profile]),
      ...["--cluster", place.clusterName],
      ...["--task", task.arn],
      ...["--container", container],
      "--interactive",
      ...["--command", command === "" ? "/bin/sh" : command],
    ],
    io.env,
  );
}

async function refuseMissingPrograms(env: Invocation["io"]["env"]): Promise<void> {
  if (!(await hasProgram("aws", env))) {
    throw new UserError("slipway exec needs the AWS CLI: aws is not in PATH.", {
      hint: "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html says how to install it.",
    });
  }
  if (!(await hasProgram("session-manager-plugin", env))) {
    throw new UserError(
      "slipway exec needs the Session Manager plugin of the AWS CLI: there is no program session-manager-plugin in PATH.",
      { hint: `${plugin} says how to install it.` },
    );
  }
}

function chosen(
  tasks: readonly ShellTask[],
  { key }: AppPlace,
  wanted: string | undefined,
): ShellTask {
  const id = wanted?.slice(wanted.lastIndexOf("/") + 1);
  const found = tasks.filter(({ arn }) => id === undefined || taskId(arn).startsWith(id));
  if (id !== undefined && found.length > 1) {
    throw new UserError(`Several tasks of ${key} begin with "${id}".`, {
      hint: `They are ${listed(found.map(({ arn }) => taskId(arn)))}.`,
    });
  }
  const [newest] = found;
  if (newest !== undefined) {
    return newest;
  }
  if (tasks.length === 0) {
    throw new UserError(`No task of ${key} runs.`, {
      hint: `slipway status ${key} shows how it stands.`,
      exitCode: 1,
    });
  }
  throw new UserError(`No task of ${key} that runs begins with "${id ?? ""}".`, {
    hint: `Those that run are ${listed(tasks.map(({ arn }) => taskId(arn)))}.`,
  });
}

/** ECS would answer with one sentence for all of these. */
function refuseClosed(
  { arn, isAllowed, containers }: ShellTask,
  container: string,
  { key }: AppPlace,
): void {
  const id = taskId(arn);
  if (!isAllowed) {
    throw new UserError(
      `Task ${id} of ${key} lets no shells in: it was started without ECS Exec.`,
      {
        hint: "Set exec: true for the app and run pulumi up, which replaces the tasks.",
      },
    );
  }
  const found = containers.find(({ name }) => name === container);
  if (found === undefined) {
    throw new UserError(`Task ${id} of ${key} has no container "${container}".`, {
      hint: `It has ${listed(containers.map(({ name }) => name))}.`,
    });
  }
  if (found.agentStatus !== undefined && found.agentStatus !== "RUNNING") {
    throw new UserError(
      `Session Manager's agent in container "${container}" of task ${id} is ${found.agentStatus}.`,
      {
        hint: "It starts within a minute of its task, and cannot in a container with a read-only root file system.",
        exitCode: 1,
      },
    );
  }
}
