import { type Task } from "../../delivery/aws/ecs";
import { failedContainer, type Evidence } from "./evidence";

/** What most likely went wrong, and what to look at or do next. */
export interface Cause {
  /** One sentence. */
  readonly sentence: string;
  /** What to do about it: a sentence. */
  readonly remedy: string;
}

/** One thing that AWS or an app is known to say. */
interface Pattern {
  readonly said: RegExp;
  /** Whether an app says it too, in its log. @default false */
  readonly inLogs?: boolean;
  readonly cause: (match: RegExpMatchArray, evidence: Evidence) => Cause;
}

const verify = "slipway verify checks all of it before a release.";

/** From the most telling to the least: what keeps a task from running. */
const startPatterns: readonly Pattern[] = [
  {
    said: /exec format error|image manifest does not contain descriptor matching platform|no matching manifest for/i,
    inLogs: true,
    cause: (_match, { definition }) => ({
      sentence: `The image is built for another processor than the tasks run on (${definition?.architecture ?? "X86_64"}).`,
      remedy: `Build it for ${definition?.architecture === "ARM64" ? "linux/arm64" : "linux/amd64"} (docker buildx build --platform …). ${verify}`,
    }),
  },
  {
    said: /CannotPullContainerError[^]*?(?:not found|manifest unknown|does not exist|manifest for \S+)/i,
    cause: (_match, evidence) => ({
      sentence: `The image ${imageOf(evidence)} does not exist in its repository.`,
      remedy: `Push it, and release the digest that the push prints. ${verify}`,
    }),
  },
  {
    said: /CannotPullContainerError[^]*?(?:denied|403|not authorized|no basic auth|AccessDenied)/i,
    cause: (_match, evidence) => ({
      sentence: `The tasks may not pull the image ${imageOf(evidence)}.`,
      remedy:
        "The app's execution role may pull the repositories that its configuration names; add this one there and run pulumi up.",
    }),
  },
  {
    said: /CannotPullContainerError[^]*?(?:timeout|timed out|i\/o timeout|connection refused|no such host|request canceled|TLS handshake)/i,
    cause: () => ({
      sentence: "The tasks cannot reach the image's registry over the network.",
      remedy:
        "Their subnets need a NAT gateway or endpoints for ECR and S3: slipway:network, natGateways or endpoints.",
    }),
  },
  {
    said: /CannotPullContainerError|CannotPullImage/,
    cause: (_match, evidence) => ({
      sentence: `The image ${imageOf(evidence)} could not be pulled.`,
      remedy: `The reason is in the stopped tasks above. ${verify}`,
    }),
  },
  {
    said: /ResourceInitializationError[^]*?(?:secret|ssm|parameter|secretsmanager)[^]*/i,
    cause: (match) => ({
      sentence: `A secret of the task could not be read: ${arnIn(match[0]) ?? "its ARN is in the stopped reason"}.`,
      remedy: `It must exist, and the app's execution role must be allowed to read it and to use its key. ${verify}`,
    }),
  },
  {
    said: /ResourceInitializationError/,
    cause: () => ({
      sentence: "ECS could not prepare the task: secrets, log group, volume or network.",
      remedy: `The stopped reason above says which. ${verify}`,
    }),
  },
  {
    said: /OutOfMemory|out of memory|\bOOM\b/i,
    inLogs: true,
    cause: (_match, evidence) => outOfMemory(evidence),
  },
  {
    said: /unable to place a task|no container instance met|insufficient (?:memory|cpu)|RESOURCE:|Capacity is unavailable|No Container Instances/i,
    cause: () => ({
      sentence: "The cluster has no room for another task.",
      remedy:
        "Raise capacity.max of the cluster, or lower cpuUnits or memoryMiB of the app, and run pulumi up.",
    }),
  },
  {
    said: /EADDRINUSE|address already in use/i,
    inLogs: true,
    cause: () => ({
      sentence: "The app listens on a port that is taken inside its container.",
      remedy: "Start one server in the container, on the port of the configuration.",
    }),
  },
];

/** What keeps a task that runs from being healthy. */
const healthPatterns: readonly Pattern[] = [
  {
    said: /Health checks failed with these codes: \[([\d, ]+)\]/i,
    cause: ([, codes = ""]) => ({
      sentence: `The health check was answered with ${codes.trim()}, which does not count as well.`,
      remedy:
        "Mend the answer of the path, or change healthCheck.path or healthCheck.matcher of the app.",
    }),
  },
  {
    said: /Request timed out|Target\.Timeout|Connection to target timed out/i,
    cause: (_match, evidence) => ({
      sentence: `The health check got no answer in time${portsOf(evidence)}.`,
      remedy:
        "Look whether the app listens on the port of the configuration and on 0.0.0.0, and how long it takes to start (healthCheck.graceSeconds).",
    }),
  },
  {
    said: /Target\.FailedHealthChecks|failed (?:ELB |container )?health checks|is unhealthy/i,
    cause: (_match, evidence) => ({
      sentence: `The tasks start and fail their health checks${portsOf(evidence)}.`,
      remedy:
        "Look whether the app listens on the port of the configuration and on 0.0.0.0, and what healthCheck.path answers.",
    }),
  },
];

/** The most likely cause; undefined where nothing that was said is known. */
export function causeOf(evidence: Evidence): Cause | undefined {
  return (
    known(startPatterns, evidence) ??
    // A container that ended by itself is nearer to the cause than the checks that it then failed.
    exitCause(evidence, ({ stopCode }) => stopCode === "EssentialContainerExited") ??
    known(healthPatterns, evidence) ??
    exitCause(evidence, () => true)
  );
}

function known(patterns: readonly Pattern[], evidence: Evidence): Cause | undefined {
  const fromAws = saidByAws(evidence);
  const all = [...fromAws, ...(evidence.logs?.lines ?? [])];
  for (const { said, inLogs = false, cause } of patterns) {
    for (const text of inLogs ? all : fromAws) {
      const match = said.exec(text);
      if (match !== null) {
        return cause(match, evidence);
      }
    }
  }
  return undefined;
}

/** From the nearest to the failure to the farthest. */
function saidByAws({ stopped, running, targets, events }: Evidence): string[] {
  return [
    ...[...stopped, ...running].flatMap(({ containers }) =>
      containers.flatMap(({ reason }) => reason ?? []),
    ),
    ...stopped.flatMap(({ stoppedReason }) => stoppedReason ?? []),
    ...targets.flatMap(({ description, reason }) => [description ?? "", reason ?? ""]),
    ...events.map(({ message }) => message),
  ];
}

/** Codes with a meaning of their own (POSIX shells, Docker). */
const exitMeanings: Readonly<Record<number, string>> = {
  0: "it ended although it should go on",
  1: "the app gave up; its last lines say why",
  125: "Docker could not run it",
  126: "its command is no program that may be run",
  127: "its command does not exist in the image",
  137: "it was killed (SIGKILL)",
  139: "it touched memory that is not its own (SIGSEGV)",
  143: "it was told to stop (SIGTERM)",
};

function exitCause(evidence: Evidence, counts: (task: Task) => boolean): Cause | undefined {
  const { stopped, definition } = evidence;
  for (const task of stopped.filter(counts)) {
    const name = failedContainer(task, definition);
    const code = task.containers.find((one) => one.name === name)?.exitCode;
    if (name === undefined || code === undefined) {
      continue;
    }
    // Killed, and not by ECS, which gives a reason when it stops a task: by the kernel, then.
    if (code === 137 && task.stopCode === "EssentialContainerExited") {
      return outOfMemory(evidence);
    }
    const meaning = exitMeanings[code] ?? "its last lines may say why";
    return {
      sentence: `The container "${name}" ended with exit code ${code}: ${meaning}.`,
      remedy: "Run the image on your machine with the same environment, and read its log.",
    };
  }
  return undefined;
}

function outOfMemory({ stopped, definition }: Evidence): Cause {
  const [task] = stopped;
  const name = task === undefined ? undefined : failedContainer(task, definition);
  const limit = definition?.containers.find((one) => one.name === name)?.memoryMiB;
  const amount = limit === undefined ? "" : ` (${limit} MiB)`;
  return {
    sentence: `The container "${name ?? "app"}" was killed: it used more memory than it may${amount}.`,
    remedy: "Raise memoryMiB of the app and run pulumi up, or find out what holds the memory.",
  };
}

function imageOf({ definition, stopped }: Evidence): string {
  const [task] = stopped;
  const name = task === undefined ? undefined : failedContainer(task, definition);
  return definition?.containers.find((one) => one.name === name)?.image ?? "of the task";
}

function portsOf({ definition }: Evidence): string {
  const ports = (definition?.containers ?? []).flatMap((container) => container.ports);
  return ports.length === 0 ? "" : ` on container port ${ports.join(", ")}`;
}

function arnIn(text: string): string | undefined {
  return /arn:[\w-]+:(?:secretsmanager|ssm):[^\s,"'\]}]+/.exec(text)?.[0]?.replace(/[.:]+$/, "");
}
