import { clockSkewMs } from "../../aws/limits";
import {
  type Deployment,
  type ServiceEvent,
  type ServicePlace,
  type Services,
  type Task,
  type TaskDefinition,
} from "../aws/ecs";
import { type Target, type Targets } from "../aws/elasticLoadBalancing";
import { type Logs } from "../aws/logs";
import { reportLines, reportText } from "../text";

/** What is left of a deployment that failed. */
export interface Evidence {
  /** Tasks of the deployment that stopped, newest first. */
  readonly stopped: readonly Task[];
  /** Tasks of it that are still there. */
  readonly running: readonly Task[];
  readonly definition: TaskDefinition | undefined;
  /** Targets that were or are not healthy. */
  readonly targets: readonly Target[];
  /** Newest first. */
  readonly events: readonly ServiceEvent[];
  readonly logs: LogLines | undefined;
  /** What could not be looked at, and why. */
  readonly gaps: readonly string[];
}

export interface LogLines {
  readonly container: string;
  readonly group: string;
  readonly stream: string;
  readonly lines: readonly string[];
}

/** What is known of a deployment before anything is gathered. */
export interface SeenDeployment {
  /** The deployment of ECS. */
  readonly deployment: Pick<Deployment, "id" | "taskDefinition" | "createdAt"> | undefined;
  /** Targets that were not healthy while its tasks started, by their last reason. */
  readonly unhealthy: readonly Target[];
  readonly startedAt: Date;
}

export interface Archive {
  readonly services: Services;
  readonly targets: Pick<Targets, "health">;
  readonly logs: Logs;
}

const lastLines = 20;
/** A service keeps its last hundred events; the newest tell the end of the story. */
const lastEvents = 8;

/** Gathers what is left. A part that cannot be had is a gap, never an error: the rest still helps. */
export async function evidenceOf(
  at: ServicePlace,
  seen: SeenDeployment,
  archive: Archive,
): Promise<Evidence> {
  const { services, targets, logs } = archive;
  const gaps: string[] = [];
  const tried = async <T>(what: string, otherwise: T, read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      gaps.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  };
  const since = (seen.deployment?.createdAt ?? seen.startedAt).getTime() - clockSkewMs;
  const isOurs = ({ startedBy, taskDefinition }: Task) =>
    startedBy === seen.deployment?.id || taskDefinition === seen.deployment?.taskDefinition;

  const [state, stoppedTasks, runningTasks] = await Promise.all([
    tried("service", undefined, () => services.service(at)),
    tried("stopped tasks", [], () => services.tasks(at, "STOPPED")),
    tried("running tasks", [], () => services.tasks(at, "RUNNING")),
  ]);
  const stopped = stoppedTasks.filter(isOurs).sort(newestFirst);
  const running = runningTasks.filter(isOurs);
  const arn = seen.deployment?.taskDefinition;
  const definition =
    arn === undefined
      ? undefined
      : await tried("task definition", undefined, () => services.definition(arn));
  const sick = await tried("target health", [], async () => {
    const groups = (state?.targetGroups ?? []).map(({ arn: group }) => targets.health(group));
    return (await Promise.all(groups)).flat().filter((target) => target.state === "unhealthy");
  });
  const told = await tried("logs", undefined, () =>
    lastLogLines([...stopped, ...running], definition, logs),
  );
  return {
    stopped: stopped.map(reportTask),
    running: running.map(reportTask),
    definition,
    targets: byId([...seen.unhealthy, ...sick]).map((target) => ({
      ...target,
      reason: target.reason && reportText(target.reason),
      description: target.description && reportText(target.description),
    })),
    events: (state?.events ?? [])
      .filter((event) => event.at.getTime() >= since)
      .slice(0, lastEvents)
      .map(({ at: when, message }) => ({ at: when, message: reportText(message) })),
    logs: told,
    gaps: gaps.map(reportText),
  };
}

/** A task with its reasons as a report may show them: they quote commands, addresses and answers of registries. */
function reportTask(task: Task): Task {
  return {
    ...task,
    stoppedReason: task.stoppedReason && reportText(task.stoppedReason),
    containers: task.containers.map((container) => ({
      ...container,
      reason: container.reason && reportText(container.reason),
    })),
  };
}

/** The last lines of the container that failed, from the newest task that wrote any. */
async function lastLogLines(
  tasks: readonly Task[],
  definition: TaskDefinition | undefined,
  logs: Logs,
): Promise<LogLines | undefined> {
  for (const task of tasks.slice(0, 3)) {
    const container = failedContainer(task, definition);
    const settings = definition?.containers.find(({ name }) => name === container)?.logs;
    if (container === undefined || settings === undefined) {
      continue;
    }
    const stream = `${settings.prefix}/${container}/${taskId(task.arn)}`;
    const lines = await logs.tail(settings.group, stream, lastLines);
    if (lines.length === 0) {
      continue;
    }
    return { container, group: settings.group, stream, lines: reportLines(lines) };
  }
  return undefined;
}

/** The container whose log explains how the task ended. */
export function failedContainer(
  task: Pick<Task, "containers">,
  definition: Pick<TaskDefinition, "containers"> | undefined,
): string | undefined {
  const { containers } = task;
  const essential = definition?.containers.filter((one) => one.essential).map(({ name }) => name);
  const found =
    firstToFail(task, definition)[0] ??
    containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0)?.name ??
    containers.find(({ health }) => health === "UNHEALTHY")?.name ??
    containers.find(({ name }) => essential?.includes(name) ?? true)?.name;
  return found ?? essential?.[0];
}

/**
 * The containers that may have ended first and so have taken the task down; more than one where nothing tells them
 * apart. When an essential container ends, ECS sends SIGTERM (143) and later SIGKILL (137) to the others, or they end
 * by themselves with 0 then; any other code is a container's own.
 */
export function firstToFail(
  { containers }: Pick<Task, "containers">,
  definition: Pick<TaskDefinition, "containers"> | undefined,
): string[] {
  const isEssential = (container: string) =>
    definition?.containers.find(({ name }) => name === container)?.essential ?? true;
  const ended = containers.filter(
    ({ name, exitCode }) => exitCode !== undefined && isEssential(name),
  );
  const among = (...codes: (number | undefined)[]) =>
    ended.filter(({ exitCode }) => codes.includes(exitCode)).map(({ name }) => name);
  const outOfMemory = ended.find(({ reason }) => reason?.startsWith("OutOfMemory") ?? false);
  const byItself = ended.find(({ exitCode }) => ![0, 137, 143].includes(exitCode ?? 0));
  if (outOfMemory !== undefined) {
    return [outOfMemory.name];
  }
  if (byItself !== undefined) {
    return [byItself.name];
  }
  const candidates = among(0, 137);
  return candidates.length > 0 ? candidates : among(143).slice(0, 1);
}

/** The last part of a task's ARN, which names its log streams. */
export function taskId(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}

function newestFirst(one: Task, other: Task): number {
  return (other.stoppedAt?.getTime() ?? 0) - (one.stoppedAt?.getTime() ?? 0);
}

function byId(targets: readonly Target[]): Target[] {
  return [...new Map(targets.map((target) => [target.id, target])).values()];
}
