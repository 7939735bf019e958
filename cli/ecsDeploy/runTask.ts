import { type LaunchType } from "@aws-sdk/client-ecs";

import { type Task } from "../../delivery/aws/ecs";
import { retryTransient } from "../../delivery/deployment/retry";
import { type Io } from "../io";
import { type Output } from "./output";
import { type ExitCode } from "./refusal";
import { type Settings } from "./settings";
import { type World } from "./world";

const pauseMs = 2_000;

/** Runs a revision once, and waits for its end where that is asked for. */
export async function runTask(
  { task, timeoutSeconds }: Settings,
  cluster: string,
  taskDefinition: string,
  { changes }: World,
  io: Io,
  output: Output,
): Promise<ExitCode> {
  const { launchType, platformVersion, network } = task;
  output.line(`Run task: ${taskDefinition}`);
  const started = await changes.runTask({
    cluster,
    taskDefinition,
    ...(launchType !== undefined && { launchType: launchType as LaunchType }),
    ...(platformVersion !== undefined && { platformVersion }),
    ...(network !== undefined && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...network.subnets],
          securityGroups: [...network.securityGroups],
          assignPublicIp: network.assignPublicIp,
        },
      },
    }),
  });
  if (typeof started !== "string") {
    return failed(`ECS started no task: ${started.reason}`, output);
  }
  output.line(`Executed task: ${started}`);
  output.result.task = started;
  if (!task.wait) {
    return 0;
  }
  const began = io.now().getTime();
  for (;;) {
    const seen = await retryTransient(
      io,
      () => changes.task(cluster, started),
      (error) => {
        output.note(error.message);
      },
    );
    output.line(`Task ${started} Status: ${seen?.lastStatus ?? "PENDING"}`);
    if (seen?.lastStatus === "STOPPED") {
      output.line("Task finished with status: STOPPED");
      const problem = problemOf(seen);
      if (problem !== undefined) {
        return failed(problem, output);
      }
      output.line(`Task ${started} executed successfully!`);
      return 0;
    }
    const left = timeoutSeconds * 1000 - (io.now().getTime() - began);
    if (left <= 0 || io.signal.aborted) {
      return failed(`New task run took longer than ${timeoutSeconds} seconds`, output);
    }
    await io.wait(Math.min(pauseMs, left));
  }
}

function failed(message: string, output: Output): ExitCode {
  output.line(`ERROR: ${message}`);
  output.result.error = message;
  return 1;
}

/** Every container must have ended with 0; one without a code never ran. */
function problemOf({ containers, stoppedReason }: Task): string | undefined {
  const bad = containers.find(({ exitCode }) => exitCode !== 0);
  if (bad === undefined && containers.length > 0) {
    return undefined;
  }
  const why = bad?.reason ?? stoppedReason;
  const reason = why === undefined ? "" : ` (${why})`;
  return `Container ${bad?.name ?? "(none)"} of the task${reason} ended with exit code: ${bad?.exitCode ?? "none"}`;
}
