import {
  containerText,
  definedOf,
  hostNote,
  imageText,
  isFargate,
  keyOf,
  lowered,
  throttled,
  wayOut,
  whatDenied,
  type Cause,
  type Place,
} from "./cause";
import { outOfMemory } from "./exitCauses";
import { type Message, type Step } from "./message";
import { placementCause } from "./placementCauses";
import { diskFull, otherPlatform, pullCause, signInCause } from "./pullCauses";
import { secretCause, signInOrSecretCause } from "./secretCauses";
import { volumeCause } from "./volumeCauses";

type Explain = (message: Message, place: Place) => Cause | undefined;

/** What kept a task from starting; undefined where the message says no more than that. */
export function startCause(message: Message, place: Place): Cause | undefined {
  return explanations[message.step]?.(message, place);
}

const environmentFile: Explain = (message) => ({
  sentence: `An environment file of the task could not be read from S3${whatDenied(message)}.`,
  remedy:
    message.problem === "unreachable" || message.problem === "timeout"
      ? `${wayOut}.`
      : "It must exist, and the execution role must be allowed to read it (s3:GetObject).",
});

const log: Explain = (message, { evidence, container }) => {
  const group = evidence.definition?.containers.find(
    ({ name, logs }) => logs !== undefined && (container === undefined || name === container),
  )?.logs?.group;
  const named = group === undefined ? "The log group of the app" : `The log group ${group}`;
  switch (message.problem) {
    case "unreachable":
    case "timeout":
      return {
        sentence: "The tasks cannot reach CloudWatch Logs over the network.",
        remedy: `${wayOut}; an endpoint's security group must let them in on port 443.`,
      };
    case "not found":
      return {
        sentence: `${named} does not exist.`,
        remedy: "pulumi up --refresh makes it again.",
      };
    case "denied":
      return {
        sentence: `The tasks may not write to ${lowered(named)}${whatDenied(message)}.`,
        remedy:
          "The stack grants it, so the role was changed outside of it: run pulumi up --refresh.",
      };
    case "throttled":
      return throttled("CloudWatch Logs");
    default:
      return {
        sentence: "The log driver of the container could not be started.",
        remedy: "The stopped reason below says why.",
      };
  }
};

const start: Explain = (message, place) => {
  const name = containerText(place);
  const image = definedOf(place)?.image;
  const of = image === undefined ? "" : ` of ${image}`;
  const command = /exec: "([^"]{1,256})"/.exec(message.text)?.[1];
  const words = `${keyOf(place, "command")} or entryPoint`;
  switch (message.problem) {
    case "not executable":
      return {
        sentence: `${name} cannot start: "${command ?? "its entry point"}"${of} may not be executed.`,
        remedy:
          "Make it executable in the image (chmod +x, or COPY --chmod=755), and release again.",
      };
    case "invalid":
      return {
        sentence: `${name} cannot start: "${command ?? "its command"}" does not exist${image === undefined ? " in its image" : ` in ${image}`}.`,
        remedy:
          command?.includes(" ") === true
            ? `A command is a list of words: write [${command
                .split(" ")
                .map((word) => `"${word}"`)
                .join(", ")}] in ${words}, or in CMD of the Dockerfile.`
            : `Check ${words}, and CMD and ENTRYPOINT of the Dockerfile; a script also needs the interpreter of its first line.`,
      };
    case "not found": {
      const user = /unable to find (?:user|group) ([^\s:]{1,128})/.exec(message.text)?.[1];
      return user === undefined
        ? undefined
        : {
            sentence: `${name} cannot start: there is no user "${user}" in ${image ?? "its image"}.`,
            remedy: `Make the user in the Dockerfile, or name one by number in ${keyOf(place, "user")}.`,
          };
    }
    case "other platform":
      return otherPlatform(place);
    case "disk full":
      return diskFull(place, imageText(place, undefined));
    case "timeout":
      return {
        sentence: `${name} did not start in time: the container runtime did not answer.`,
        remedy: isFargate(place)
          ? "Release again; if it persists, the container's start asks for too much disk or CPU."
          : "The host may be short of CPU, memory or disk: look at it, replace it, and release again.",
      };
    case "internal":
      return {
        sentence: "ECS itself failed to start the task (internal error).",
        remedy: "Release again; if it persists, contact AWS Support, with the ARN of the task.",
      };
    default:
      return {
        sentence: `${name} could not be started.`,
        remedy: `The stopped reason below says why${hostNote(place)}.`,
      };
  }
};

const create: Explain = (_message, place) => ({
  sentence: `${containerText(place)} cannot be made: Docker asks for at least 6 MiB of memory.`,
  remedy: `Raise ${keyOf(place, "memoryMiB")} and run pulumi up.`,
});

const dependency: Explain = ({ text }, place) => {
  const name = /dependent container ([\w.-]{1,255})/.exec(text)?.[1];
  return {
    sentence: `${containerText(place)} was not started, because ${name === undefined ? "a container" : `the container "${name}"`} that it waits for failed.`,
    remedy: `The exit code and the log of ${name === undefined ? "that container" : `"${name}"`} say why.`,
  };
};

const role: Explain = ({ resource }) => ({
  sentence: `ECS cannot assume the role ${resource ?? "of the task"}.`,
  remedy:
    "A role that was just made is known everywhere only after some seconds: release again. If it persists, the role or its trust was changed outside of the stack: pulumi up --refresh.",
});

const networkInterface: Explain = ({ problem, resource }) =>
  problem === "capacity"
    ? {
        sentence: `${resource === undefined ? "A subnet of the tasks" : `The subnet ${resource}`} has no free addresses.`,
        remedy:
          "Use larger subnets or more of them (slipway:network), or lower deploy.maximumPercent or count of the app.",
      }
    : {
        sentence: "The network interface of the task was not ready in time.",
        remedy:
          "Release again; if it persists, check the free addresses of the subnets and the account's quota of network interfaces.",
      };

const disk: Explain = () => ({
  sentence: "The disk of the task was not ready in time.",
  remedy: "It is a fault of Fargate as a rule: release again; if it persists, contact AWS Support.",
});

const stop: Explain = (_message, place) => ({
  sentence: `The container runtime did not answer when ${containerText(place).toLowerCase().startsWith("a ") ? "a container" : `the container "${place.container ?? ""}"`} was stopped or looked at.`,
  remedy: isFargate(place)
    ? "Release again."
    : "The host may be short of CPU, memory or disk: look at it, replace it, and release again.",
});

const register: Explain = ({ problem, text }) => ({
  sentence: `ECS could not register the tasks with the load balancer${/rate exceeded|throttl/i.test(text) || problem === "throttled" ? ", which refused calls because there were too many" : ""}.`,
  remedy:
    "The target group, the role of ECS or the listener was changed outside of the stack, or too many deployments run at once: run pulumi up --refresh, then release again.",
});

/** What kept a deployment as such from going on. */
export function deployCause({ problem, text }: Message): Cause | undefined {
  if (problem === "throttled") {
    return throttled("ECS");
  }
  if (problem === "invalid") {
    return {
      sentence:
        "The deployment could neither start nor stop a task: its percentages leave it no room.",
      remedy:
        "Lower deploy.minimumHealthyPercent or raise deploy.maximumPercent of the app, so that they allow one task more or less than count.",
    };
  }
  return /alarm/i.test(text)
    ? {
        sentence: "An alarm of CloudWatch made ECS take the deployment back.",
        remedy: "The alarm's own history says what it saw, and when.",
      }
    : undefined;
}

const explanations: Partial<Readonly<Record<Step, Explain>>> = {
  "sign in": signInCause,
  pull: pullCause,
  secret: secretCause,
  "sign in or secret": signInOrSecretCause,
  "environment file": environmentFile,
  log,
  volume: volumeCause,
  "network interface": networkInterface,
  disk,
  create,
  start,
  stop,
  dependency,
  role,
  place: placementCause,
  memory: (_message, place) => outOfMemory(place),
  register,
  deploy: deployCause,
};
