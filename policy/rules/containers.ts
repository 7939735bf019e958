import * as ecs from "@pulumi/aws/ecs";

import { type Rule, resourceRule } from "../rule";
import { containersOf, eachContainer, pendingImage } from "./containerDefinitions";
import { looksSecret } from "./credentials";

const dangerousCapabilities = ["ALL", "SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"];

/** Rules about the containers of a task definition. */
export const containerRules: readonly Rule[] = [
  resourceRule(ecs.TaskDefinition, {
    name: "container-not-privileged",
    description: "No container runs privileged.",
    controls: ["ECS.4", "CKV_AWS_334"],
    severity: "critical",
    why: "A privileged container owns the host and every other task on it.",
    fix: "remove `privileged: true` from the container.",
    check: (task) =>
      eachContainer(task.containerDefinitions, (container) =>
        container.privileged === true ? "is privileged" : undefined,
      ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "container-no-plain-credentials",
    description: "No container gets a credential as a plain environment variable.",
    controls: ["ECS.8", "CKV_AWS_45", "CKV_AWS_46"],
    severity: "critical",
    why: "Everyone who may describe the task definition can read its environment.",
    fix: "move it from `environment` to `secrets`, with the ARN of a secret or parameter.",
    parameters: {
      allowedNames: {
        default: [] as readonly string[],
        description: "Variables that look like credentials by name and are none.",
      },
    },
    check: (task, { parameters }) =>
      containersOf(task.containerDefinitions).flatMap((container) =>
        (container.environment ?? []).map(({ name = "", value = "" }) =>
          looksSecret(name, value) && !parameters.allowedNames.includes(name)
            ? `container "${container.name ?? ""}" has ${name} in its plain environment`
            : undefined,
        ),
      ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "container-logs",
    description: "Every container has a log driver.",
    controls: ["ECS.9"],
    severity: "high",
    why: "A task that stops takes its only output with it.",
    fix: "give the container a `logConfiguration`, for example with the driver awslogs.",
    check: (task) =>
      eachContainer(task.containerDefinitions, ({ logConfiguration }) =>
        logConfiguration?.logDriver === undefined || logConfiguration.logDriver === "none"
          ? `has ${logConfiguration?.logDriver === "none" ? 'the log driver "none"' : "no log driver"}`
          : undefined,
      ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "container-read-only-root",
    description: "The root file system of every container is read-only.",
    controls: ["ECS.5", "CKV_AWS_336"],
    severity: "medium",
    why: "An intruder who can write to the image's files can stay in the task.",
    fix: "`readonlyRootFilesystem: true` of the app in Pulumi.<stack>.yaml, with a volume for what it must write.",
    check: (task) =>
      task.runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS") === true
        ? undefined
        : eachContainer(task.containerDefinitions, ({ readonlyRootFilesystem }) =>
            readonlyRootFilesystem === true ? undefined : "can write to its root file system",
          ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "container-not-root",
    description: "No Linux container runs as root.",
    controls: ["ECS.20"],
    severity: "medium",
    why: "Root in a container is one kernel mistake away from root on the host.",
    fix: "`user` of the app in Pulumi.<stack>.yaml: a name or id that the image knows.",
    check: (task) =>
      task.runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS") === true
        ? undefined
        : eachContainer(task.containerDefinitions, ({ user = "" }) =>
            /^(root|0)?(:|$)/.test(user)
              ? `runs as ${user === "" ? "the image's user" : `"${user}"`}`
              : undefined,
          ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "container-image-pinned",
    description: "Every image is named by its digest, or by a fixed tag in an ECR repository.",
    controls: ["ECR.2"],
    severity: "high",
    why: "A tag that can move starts another program at the next scale-out, and cannot be rolled back.",
    fix: "name the image as `<repository>@sha256:<digest>`.",
    check: (task) =>
      eachContainer(task.containerDefinitions, ({ image = "" }) =>
        namesFixedImage(image) ? undefined : `uses the image "${image}"`,
      ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "container-dynamic-host-port",
    description: "Containers on bridge networking let the host choose their port.",
    controls: [],
    severity: "high",
    why: "With a fixed host port the new task cannot start beside the old one on the same host.",
    fix: "`hostPort: 0` in the port mapping, or leave it out.",
    check: (task) =>
      ["awsvpc", "host"].includes(task.networkMode ?? "bridge")
        ? undefined
        : containersOf(task.containerDefinitions).flatMap((container) =>
            (container.portMappings ?? []).map(({ hostPort = 0 }) =>
              hostPort === 0
                ? undefined
                : `container "${container.name ?? ""}" takes the host port ${hostPort}`,
            ),
          ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "container-capabilities",
    description: "No container adds a capability that amounts to root on the host.",
    controls: [],
    severity: "high",
    why: "With it a process can leave the container.",
    fix: "take it out of `linuxParameters.capabilities.add`.",
    check: (task) =>
      eachContainer(task.containerDefinitions, ({ linuxParameters }) => {
        const added = (linuxParameters?.capabilities?.add ?? []).filter((capability) =>
          dangerousCapabilities.includes(capability),
        );
        return added.length === 0 ? undefined : `adds ${added.join(", ")}`;
      }),
  }),
];

function namesFixedImage(image: string): boolean {
  if (image === pendingImage || image.includes("@sha256:")) {
    return true;
  }
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return image.includes(".dkr.ecr.") && tag !== undefined && tag !== "latest";
}
