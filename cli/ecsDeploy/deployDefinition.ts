import { type Io } from "../io";
import { type Output } from "./output";
import { planOf } from "./plan";
import { prune } from "./prune";
import { type ExitCode } from "./refusal";
import { runTask } from "./runTask";
import { moveSchedules } from "./schedule";
import { type Settings } from "./settings";
import { showPlan } from "./showPlan";
import { type World } from "./world";

/** Registers a revision without a service, and runs it once where that is asked for. */
export async function deployDefinition(
  settings: Settings,
  named: string,
  world: World,
  io: Io,
  output: Output,
): Promise<ExitCode> {
  const { cluster = "", keep } = settings;
  const plan = await planOf(settings, named, world.changes, io.cwd);
  showPlan(plan, settings, io, output);
  const moved = async (revision: string | undefined): Promise<void> => {
    if (settings.schedules) {
      const clusterArn = clusterArnOf(plan.base, cluster);
      const { line } = output;
      output.result.schedules = await moveSchedules(world, clusterArn, plan.family, revision, line);
    }
  };
  if (settings.dryRun) {
    await moved(undefined);
    return 0;
  }
  const revision = await world.changes.register(plan.registration);
  output.line(`New task definition: ${revision}`);
  output.result.taskDefinition = revision;
  const code = settings.task.run
    ? await runTask(settings, cluster, revision, world, io, output)
    : 0;
  if (code !== 0) {
    return code;
  }
  await moved(revision);
  if (keep !== undefined) {
    const users = { cluster: settings.cluster, family: plan.family, keep: [revision, plan.base] };
    output.result.deregistered = await prune(keep, users, world, output.line);
  }
  if (!settings.task.run) {
    output.line("Task definition updated successfully");
  }
  return 0;
}

/** A cluster is in the account and region of the revision. */
function clusterArnOf(revision: string, cluster: string): string {
  return cluster.startsWith("arn:")
    ? cluster
    : revision.replace(/:task-definition\/.*$/, `:cluster/${cluster}`);
}
