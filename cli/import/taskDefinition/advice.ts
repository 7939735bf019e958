import { adviceIn, registryCredentialsAdvice, type Advice } from "../advice";
import { type Place } from "../yamlSource";

/** What to do about a value of a container that Slipway has no key for. */
const containers: readonly Advice[] = [
  ["cpu", "The app's own container has what the sidecars leave of cpuUnits."],
  ["memory", "The app's own container has what the sidecars leave of memoryMiB."],
  ["memoryReservation", "A container has one limit, memoryMiB; it is reserved, too."],
  ["portMappings.*.hostPort", "The port of the host is AWS's choice, for each task anew."],
  ["portMappings.*.name", "An app of kind internal is reached by its own name."],
  ["portMappings.*.appProtocol", "Write protocol of an app of kind internal."],
  ["portMappings.*.protocol", "Only TCP is served."],
  ["portMappings", "Requests go to one port of the app's own container."],
  ["links", "Links are not served: on Fargate containers of a task reach each other at localhost."],
  [
    "environmentFiles",
    "Write the lines of the file under environment, and its secrets into Secrets Manager.",
  ],
  ["secrets", "Give --account, or write the ARN of the secret or parameter."],
  ["workingDirectory", "Set WORKDIR in the Dockerfile, or cd in command."],
  ["repositoryCredentials", registryCredentialsAdvice],
  [
    "dockerLabels",
    "Docker labels are not set on containers; tags of the stack mark its resources.",
  ],
  [
    "logConfiguration",
    "Logs go to a group of CloudWatch Logs that the stack makes; FireLens is not served.",
  ],
  ["firelensConfiguration", "Logs go to CloudWatch Logs; FireLens is not served."],
  [
    "privileged",
    "Containers are never privileged; transforms.ts has the last word on a task (docs/operations.md has an example).",
  ],
  ["linuxParameters", "Set it on the task in transforms.ts (docs/operations.md has an example)."],
  ["startTimeout", "Not served: give the container that is waited for a health check."],
  ["volumesFrom", "Mount the same volume in both containers."],
  ["mountPoints", "Write volumes of the app and mounts of the container."],
  ["healthCheck", "Write containerHealthCheck with a command."],
  ["resourceRequirements", "GPUs are not served yet."],
];

/** What to do about the rest of a task definition. */
const task: readonly Advice[] = [
  [
    "family",
    "The name of an app has small letters, digits and single hyphens; its family is <stack>-<cluster>-<app>.",
  ],
  [
    "taskRoleArn",
    "Each app has a task role of its own: write what the old one may do under permissions and policies.",
  ],
  [
    "executionRoleArn",
    "Each app has an execution role of its own, which may read its secrets and images.",
  ],
  [
    "networkMode",
    "Tasks have a network interface of their own on Fargate, and dynamic ports on hosts.",
  ],
  ["runtimePlatform", "Tasks run on Linux, X86_64 or ARM64: the architecture of the cluster."],
  ["ephemeralStorage", "Slipway keeps Fargate's 20 GiB; use a volume of EFS for more."],
  [
    "volumes.*.efsVolumeConfiguration.rootDirectory",
    "Make an access point for the folder and write its id as accessPointId.",
  ],
  [
    "volumes.*.efsVolumeConfiguration",
    "File systems of EFS are mounted encrypted and with the app's role.",
  ],
  [
    "volumes.*.dockerVolumeConfiguration",
    "Volumes of Docker's drivers are not served: use hostPath, or EFS.",
  ],
  [
    "volumes",
    "Slipway mounts EFS, folders of the host, memory, and folders that die with their task.",
  ],
  ["tags", "Write them under slipway:tags, for all that the stack makes."],
  ["proxyConfiguration", "App Mesh has ended; it is not served."],
  ["placementConstraints", "Not served: give apps that must be apart a cluster of their own."],
];

/** What to do about a value of a task definition that was not used. */
export function adviceFor({ path }: Place): string {
  const keys = path[0] === "taskDefinition" ? path.slice(1) : path;
  return keys[0] === "containerDefinitions"
    ? adviceIn(containers, keys.slice(2))
    : adviceIn(task, keys);
}
