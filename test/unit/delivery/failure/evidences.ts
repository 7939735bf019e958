import { type Task, type TaskContainer } from "../../../../delivery/aws/ecs";
import { type Evidence } from "../../../../delivery/failure/evidence";
import { definition } from "../deployment/fakeWorld";
import { at, newImage } from "../deployment/looks";
import { stopped, taskDefinition } from "../deployment/stoppedTask";

/** Web with a proxy beside it. */
export const withProxy = definition("prod-main-web:2", {
  web: newImage,
  proxy: "public.ecr.aws/nginx/nginx:1.99",
});

export const onFargate = { definition: { ...taskDefinition, fargate: true } };

export function evidence(over: Partial<Evidence> = {}): Evidence {
  return {
    stopped: [],
    running: [],
    definition: taskDefinition,
    targets: [],
    events: [],
    logs: undefined,
    gaps: [],
    ...over,
  };
}

export function container(
  name: string,
  exitCode?: number,
  reason?: string,
  health?: TaskContainer["health"],
): TaskContainer {
  return { name, exitCode, reason, health };
}

function notStarted(over: Partial<Task>): Partial<Evidence> {
  return { stopped: [stopped({ stopCode: "TaskFailedToStart", ...over })] };
}

/** A task that did not start; Fargate says why in the task's reason. */
export function failed(stoppedReason: string): Partial<Evidence> {
  return { ...notStarted({ stoppedReason, containers: [container("web")] }), ...onFargate };
}

/** The agent of a host says why in a container's reason. */
export function failedOnHost(reason: string, name = "web"): Partial<Evidence> {
  const containers = [container("web", undefined, name === "web" ? reason : undefined)];
  if (name !== "web") {
    containers.push(container(name, undefined, reason));
  }
  return {
    ...notStarted({ stoppedReason: "Task failed to start", containers }),
    ...(name !== "web" && { definition: withProxy }),
  };
}

export function event(message: string, second = 20): Partial<Evidence> {
  return { events: [{ at: at(second), message: `(service prod-main-web) ${message}` }] };
}

export function exited(...containers: TaskContainer[]): Partial<Evidence> {
  return {
    stopped: [stopped({ containers })],
    ...(containers.length > 1 && { definition: withProxy }),
  };
}

/** The container web ended with this code and these last lines. */
export function lines(code: number, ...text: string[]): Partial<Evidence> {
  return {
    ...exited(container("web", code)),
    logs: { container: "web", group: "group", stream: "web/web/4f1e", lines: text },
  };
}
