import * as ecs from "@pulumi/aws/ecs";

import { NotKnownYet } from "../judge";
import { type Rule, resourceRule, stackRule } from "../rule";
import { containersOf, eachContainer, pendingImage } from "./containerDefinitions";
import { fargateSizeProblem } from "./fargateSizes";

const dangerousPaths =
  /^\/($|(etc|proc|sys|boot|dev|root)(\/|$)|var\/(run|lib)\/docker)|^\/run\/docker/;

/** Rules about a task definition as a whole. */
export const taskDefinitionRules: readonly Rule[] = [
  resourceRule(ecs.TaskDefinition, {
    name: "task-no-host-processes",
    description: "No task shares the host's processes.",
    controls: ["ECS.3", "CKV_AWS_335"],
    severity: "critical",
    why: "Its containers could see and stop every process of the host.",
    fix: 'remove `pidMode: "host"` from the task definition.',
    check: (task) => (task.pidMode === "host" ? 'pidMode is "host"' : undefined),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "task-no-host-network",
    description: "No task uses the host's network.",
    controls: ["ECS.17"],
    severity: "high",
    why: "It reaches the host's local services and its instance credentials.",
    fix: '`networkMode: "bridge"` or `"awsvpc"` in the task definition.',
    check: (task) => (task.networkMode === "host" ? 'networkMode is "host"' : undefined),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "task-no-host-ipc",
    description: "No task shares the host's memory segments.",
    controls: [],
    severity: "high",
    why: "It could read what other tasks keep in shared memory.",
    fix: 'remove `ipcMode: "host"` from the task definition.',
    check: (task) => (task.ipcMode === "host" ? 'ipcMode is "host"' : undefined),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "task-no-dangerous-mount",
    description: "No task mounts the host's system folders or its Docker socket.",
    controls: [],
    severity: "critical",
    why: "Whoever can write there owns the host.",
    fix: "take another `hostPath`, or a volume without one.",
    check: (task) =>
      (task.volumes ?? []).map(({ name, hostPath }) =>
        hostPath !== undefined && dangerousPaths.test(hostPath)
          ? `volume "${name}" mounts ${hostPath}`
          : undefined,
      ),
  }),
  stackRule(ecs.TaskDefinition, {
    name: "task-separate-roles",
    description: "The program in a task does not hold the permissions that start the task.",
    controls: ["CKV_AWS_249"],
    severity: "medium",
    why: "The program could read every secret and image that only its start needs.",
    fix: "give `taskRoleArn` a role of its own.",
    check: (task, { subject }) => {
      const { executionRoleArn = [], taskRoleArn = [] } = subject.propertyDependencies;
      const sameResource = taskRoleArn.some((urn) => executionRoleArn.includes(urn));
      if (sameResource) {
        return "taskRoleArn and executionRoleArn come from the same role";
      }
      return taskRoleArn.length === 0 &&
        task.taskRoleArn !== undefined &&
        task.taskRoleArn === task.executionRoleArn
        ? `taskRoleArn and executionRoleArn are both ${task.taskRoleArn}`
        : undefined;
    },
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "task-encrypted-file-system",
    description: "Data travel encrypted between a task and its EFS volumes.",
    controls: ["ECS.18", "CKV_AWS_97"],
    severity: "medium",
    why: "Whoever can listen in the network reads the files.",
    fix: '`transitEncryption: "ENABLED"` in the volume\'s `efsVolumeConfiguration`.',
    check: (task) =>
      (task.volumes ?? []).map(({ name, efsVolumeConfiguration: efs }) =>
        efs !== undefined && efs.transitEncryption !== "ENABLED"
          ? `volume "${name}" has transitEncryption ${efs.transitEncryption ?? "unset"}`
          : undefined,
      ),
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "task-fargate-size",
    description: "CPU and memory of a Fargate task are a pair that Fargate offers.",
    controls: [],
    severity: "high",
    why: "AWS refuses the task definition, in the middle of the update.",
    fix: "`cpuUnits` and `memoryMiB` of the app.",
    check: (task) =>
      (task.requiresCompatibilities ?? []).includes("FARGATE")
        ? fargateSizeProblem(task.cpu, task.memory)
        : undefined,
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "task-fargate-network",
    description: "A Fargate task has networkMode awsvpc.",
    controls: [],
    severity: "high",
    why: "AWS refuses any other mode on Fargate.",
    fix: '`networkMode: "awsvpc"` in the task definition.',
    check: (task) =>
      (task.requiresCompatibilities ?? []).includes("FARGATE") && task.networkMode !== "awsvpc"
        ? `networkMode is ${task.networkMode ?? "unset"} on Fargate`
        : undefined,
  }),
  stackRule(ecs.TaskDefinition, {
    name: "task-execution-role",
    description:
      "A task that pulls from ECR, writes logs or reads secrets on Fargate has an execution role.",
    controls: [],
    severity: "high",
    why: "Without it the task cannot start.",
    fix: "`executionRoleArn` of the task definition.",
    check: (task, { subject }) => {
      if (
        !(task.requiresCompatibilities ?? []).includes("FARGATE") ||
        subject.propertyDependencies["executionRoleArn"]?.length ||
        task.executionRoleArn !== undefined
      ) {
        return undefined;
      }
      const needs = containersOf(task.containerDefinitions).some(
        (container) =>
          container.image === pendingImage ||
          container.image?.includes(".dkr.ecr.") === true ||
          container.logConfiguration?.logDriver === "awslogs" ||
          (container.secrets ?? []).length > 0,
      );
      return needs ? "executionRoleArn is not set" : undefined;
    },
  }),
  stackRule(ecs.TaskDefinition, {
    name: "task-keeps-running-images",
    description:
      "An update of the infrastructure leaves the images that delivery released as they run.",
    controls: [],
    severity: "critical",
    why: "The update would deploy another version of the app, past its pipeline, or roll a release back.",
    fix: "take the image from what the service runs (`runningImages`), and release another by a commit.",
    check: (task, { subject, stack }) => {
      const outputs = stack.find(subject.opts.parent ?? "")?.outputs ?? {};
      const running = imagesIn(outputs["runningImages"]);
      // Where the definition's own changes are ignored, the engine shows what its state holds: any
      // older release. What would be registered is what the component says then.
      const wanted = imagesIn(outputs["wantedImages"]).map(([name, image]) => ({ name, image }));
      return running.length === 0
        ? undefined
        : eachContainer(
            wanted.length > 0 ? wanted : task.containerDefinitions,
            ({ name, image = "" }) => {
              const [, live] = running.find(([container]) => container === name) ?? [];
              if (live !== undefined && image === pendingImage) {
                throw new NotKnownYet("containerDefinitions");
              }
              return live === undefined || image === live
                ? undefined
                : `runs "${live}" and would get "${image}"`;
            },
          );
    },
  }),
  resourceRule(ecs.TaskDefinition, {
    name: "task-keeps-revisions",
    description: "Replaced revisions of a task definition stay active.",
    controls: [],
    severity: "medium",
    why: "A deregistered revision is nothing that a rollback can go back to.",
    fix: "`skipDestroy: true` on the task definition.",
    check: (task) => (task.skipDestroy === true ? undefined : "skipDestroy is not true"),
  }),
];

/** Images by container, as a component registers what runs. */
function imagesIn(running: unknown): readonly (readonly [string, string])[] {
  return typeof running === "object" && running !== null
    ? Object.entries(running).filter((entry): entry is [string, string] => {
        return typeof entry[1] === "string";
      })
    : [];
}
