import { type Task } from "../aws/ecs";
import { type Cause } from "./cause";
import { type Evidence } from "./evidence";
import { exitCause } from "./exitCauses";
import { healthCause, saidByTargets } from "./healthCauses";
import { readMessage, type Message } from "./message";
import { deployCause, startCause } from "./startCauses";

/**
 * The most likely cause; undefined where nothing that is known tells one. Facts decide before words: how the tasks of
 * the deployment ended, the newest first, and only where they say nothing what ECS told about the service meanwhile.
 *
 * @param own containers whose image the release brings, the app's own first.
 */
export function causeOf(evidence: Evidence, own: readonly string[]): Cause | undefined {
  const { stopped, running, events } = evidence;
  for (const task of stopped) {
    const cause = taskCause(task, evidence, own);
    if (cause !== undefined) {
      return cause;
    }
  }
  const told = events.map(({ message }) => message);
  const pending = running.flatMap((task) => saidOf(task));
  return (
    messageCause(
      [...pending, ...told.map((text) => ({ text, container: undefined }))],
      evidence,
      own,
    ) ??
    healthCause([...saidByTargets(evidence), ...told], evidence) ??
    takenAway(stopped)
  );
}

/** How a task ended. */
type End = "did not start" | "exited" | "unhealthy" | "taken away";

/** The words stand in where ECS gives no code. */
function endOf({ stopCode, stoppedReason = "", containers }: Task): End {
  if (/health checks?/i.test(stoppedReason)) {
    return "unhealthy";
  }
  switch (stopCode) {
    case "TaskFailedToStart":
      return "did not start";
    case "EssentialContainerExited":
      return "exited";
    case "SpotInterruption":
    case "TerminationNotice":
    case "UserInitiated":
    case "ServiceSchedulerInitiated":
      return "taken away";
  }
  if (/^(?:Scaling activity|Task stopped by|Host EC2|Your Spot)/i.test(stoppedReason)) {
    return "taken away";
  }
  return containers.some(({ exitCode }) => exitCode !== undefined) ? "exited" : "did not start";
}

function taskCause(task: Task, evidence: Evidence, own: readonly string[]): Cause | undefined {
  switch (endOf(task)) {
    case "exited":
      return exitCause(task, { evidence, own }) ?? messageCause(saidOf(task), evidence, own);
    case "did not start":
      return messageCause(saidOf(task), evidence, own) ?? exitCause(task, { evidence, own });
    case "unhealthy": {
      const texts = [
        ...(/container health/i.test(task.stoppedReason ?? "") ? [task.stoppedReason ?? ""] : []),
        ...saidByTargets(evidence),
        ...evidence.events.map(({ message }) => message),
        task.stoppedReason ?? "",
      ];
      return healthCause(texts, evidence);
    }
    case "taken away":
      return undefined;
  }
}

interface Said {
  readonly text: string;
  /** Whose reason it is; undefined where it is the task's. */
  readonly container: string | undefined;
}

/** What a task says, a container's own reason before the task's. */
function saidOf({ containers, stoppedReason }: Task): Said[] {
  return [
    ...containers.flatMap(({ name, reason }) =>
      reason === undefined ? [] : [{ text: reason, container: name }],
    ),
    ...(stoppedReason === undefined ? [] : [{ text: stoppedReason, container: undefined }]),
  ];
}

/** What the first message means that means anything. */
function messageCause(
  said: readonly Said[],
  evidence: Evidence,
  own: readonly string[],
): Cause | undefined {
  for (const { text, container } of said) {
    const message = readMessage(text);
    const place = message && {
      evidence,
      own,
      container: container ?? containerOf(message, evidence),
    };
    const cause = place && startCause(message, place);
    if (cause !== undefined) {
      return cause;
    }
  }
  return undefined;
}

/** The container that a task's message is about: the only one, or the one whose image it names. */
function containerOf({ resource, text }: Message, { definition }: Evidence): string | undefined {
  const containers = definition?.containers ?? [];
  if (containers.length === 1) {
    return containers[0]?.name;
  }
  const named = containers.filter(
    ({ image }) =>
      image !== "" && (bare(image) === bare(resource ?? "") || text.includes(bare(image))),
  );
  return named.length === 1 ? named[0]?.name : undefined;
}

/** A reference as Docker Hub's own names are written: `docker.io/library/nginx:1` is `nginx:1`. */
function bare(image: string): string {
  return image.replace(/^(?:(?:registry-1\.|index\.)?docker\.io\/)?(?:library\/)?/, "");
}

/** Tasks that nobody's fault ended, where no other task reports a cause. */
function takenAway(stopped: readonly Task[]): Cause | undefined {
  const [task] = stopped;
  const { stopCode, stoppedReason = "" } = task ?? {};
  if (
    stopCode === "SpotInterruption" ||
    /Spot (?:Task|Instance) (?:was|interruption)/i.test(stoppedReason)
  ) {
    return {
      sentence: "AWS took back the spare capacity that the tasks ran on (Spot).",
      remedy:
        "Release again; a lower capacity.spotPercent of the cluster keeps part of the tasks on capacity that stays.",
    };
  }
  if (stopCode === "TerminationNotice" || /^Host EC2/i.test(stoppedReason)) {
    return {
      sentence: "The host or the capacity that the tasks ran on was taken away.",
      remedy: "ECS starts the tasks elsewhere: release again.",
    };
  }
  if (stopCode === "UserInitiated" || /^Task stopped by/i.test(stoppedReason)) {
    return {
      sentence: "A person or a program stopped the tasks (StopTask).",
      remedy: "CloudTrail says who; release again.",
    };
  }
  return undefined;
}

/** What the state of a deployment says where neither tasks nor events do: its percentages, an alarm. */
export function deploymentCause(reason: string | undefined): Cause | undefined {
  const message = readMessage(reason ?? "");
  return message?.step === "deploy" ? deployCause(message) : undefined;
}
