import { z } from "zod";

import {
  containerCpuUnits,
  leastContainerMiB,
  stopTimeoutSeconds,
  taskCpuUnits,
  ulimitNames,
} from "../../aws/container";
import { containerConditions } from "../../aws/containerOrder";
import { accessPointIdPattern, fileSystemIdPattern, kmsKeyArnPattern } from "../../aws/resourceIds";
import { accessFields } from "./access";
import { anyText, flag, integerFrom, integerIn, mapping, named, oneOf, text } from "./fields";
import { containerHealthCheck } from "./healthCheck";

const variable = text(
  /^[A-Za-z_][A-Za-z0-9_.-]*$/,
  "must match ^[A-Za-z_][A-Za-z0-9_.-]*$ (no space, no =)",
);

const words = z.array(z.string()).min(1, { error: "needs at least one word" });

const ulimit = mapping({
  soft: integerFrom(-1).describe("What a process starts with; -1: no limit"),
  hard: integerFrom(-1).describe("What it may raise that to; -1: no limit"),
});

const ulimits = z.record(
  text(new RegExp(`^(?:${ulimitNames.join("|")})$`), `must be one of ${ulimitNames.join(", ")}`),
  ulimit,
);

const mount = mapping({
  path: text(/^\//, "must start with /").describe("Folder of the container where the volume is"),
  readOnly: flag().default(false).describe("Whether the container may only read"),
});

/** What every container has, the app's own and its sidecars. */
export const containerFields = {
  image: anyText().describe(
    "A key of `slipway:images`, or the full reference of an external image with a tag or digest; each `pulumi up` looks a tag up anew and pins it to its digest",
  ),
  registryCredentials: z
    .string()
    .exactOptional()
    .describe(
      'Secret of Secrets Manager, by ARN, that signs in to the private registry of the image: `{"username": …, "password": …}`. Such an image is given with its digest. Not for ECR',
    ),
  command: words.exactOptional().describe("Replaces the image's CMD"),
  entryPoint: words.exactOptional().describe("Replaces the ENTRYPOINT"),
  environment: z
    .record(variable, z.string())
    .default({})
    .describe("Environment variables, readable by everyone who may see the task: no secrets here"),
  secrets: z
    .record(variable, z.string())
    .default({})
    .describe(
      "Environment variables read at the start of a task from Secrets Manager or an SSM parameter, by ARN. Of a secret that is JSON one key is read with `<ARN>:<key>::`, an older version with `<ARN>:<key>:<stage>:<version id>`, either of the two left empty",
    ),
  user: text(/^[\w.-]+(?::[\w.-]+)?$/, "must be a user or user:group, by name or number")
    .exactOptional()
    .describe("User (and group) of the processes; else the image's USER"),
  readonlyRootFilesystem: flag()
    .default(false)
    .describe("Makes the image's files read-only. The app may then write to volumes alone"),
  stopTimeoutSeconds: integerIn(stopTimeoutSeconds)
    .default(30)
    .describe("Seconds between SIGTERM and SIGKILL (ECS: 30). On Fargate at most 120"),
  init: flag()
    .default(false)
    .describe("Runs a process 1 that passes signals on and buries orphans, for images without one"),
  ulimits: ulimits
    .default({})
    .describe("Limits of its processes, such as `nofile` (open files); on Fargate that one alone"),
  containerHealthCheck: containerHealthCheck
    .exactOptional()
    .describe(
      "Command that tells whether the container is healthy; a task whose essential container is not is replaced. Of a worker without one ECS waits 40 s for each task",
    ),
  dependsOn: z
    .record(z.string(), oneOf(containerConditions))
    .default({})
    .describe(
      "Containers of the task that must be so far before this one starts: `START`, `HEALTHY`, `COMPLETE`, or `SUCCESS` (ended with 0). The app's own container has the app's name",
    ),
  mounts: z
    .record(z.string(), mount)
    .default({})
    .describe("The app's `volumes` that the container sees, by name, and where"),
};

const shares = {
  cpuUnits: integerIn(containerCpuUnits)
    .default(0)
    .describe("Part of the app's `cpuUnits` that is the container's own; 0: what is left over"),
  memoryMiB: integerFrom(leastContainerMiB).describe(
    "Part of the app's `memoryMiB` that is the container's own",
  ),
};

const initContainer = mapping({ ...containerFields, ...shares });

const logs = mapping({
  mode: oneOf(["non-blocking", "blocking"])
    .default("non-blocking")
    .describe(
      "What happens while CloudWatch takes no lines: `non-blocking` keeps 25 MB of them and drops the rest, `blocking` holds up the app, and loses none",
    ),
});

const sidecar = mapping({
  ...containerFields,
  ...shares,
  essential: flag().default(true).describe("Whether the task ends when this container ends"),
});

const efs = mapping({
  fileSystemId: text(
    fileSystemIdPattern,
    "must be the id of a file system such as fs-0a1b2c3d4e5f60718",
  ).describe("The file system"),
  accessPointId: text(
    accessPointIdPattern,
    "must be the id of an access point such as fsap-0a1b2c3d4e5f60718",
  )
    .exactOptional()
    .describe(
      "Access point to mount through: it says which folder is seen, and as which user; without one, root in a container is nobody there",
    ),
});

const tmpfs = mapping({
  sizeMiB: integerFrom(1).describe("Its size, a part of the `memoryMiB` of its container"),
});

const volume = mapping({
  efs: efs
    .exactOptional()
    .describe(
      "A file system of Amazon EFS, which outlives the tasks and is shared by them. It is mounted encrypted and with the app's role, which may do so with this one alone",
    ),
  hostPath: text(/^\//, "must start with /")
    .exactOptional()
    .describe(
      "A folder of the host, made where it is missing, which outlives the tasks and stays on that host. Not on Fargate",
    ),
  tmpfs: tmpfs
    .exactOptional()
    .describe("A folder in memory, which dies with its one container. Not on Fargate"),
});

/** What every task has, whatever its kind. */
export const taskFields = {
  ...containerFields,
  ...accessFields,
  secretsKeyArn: text(
    kmsKeyArnPattern,
    "must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias",
  )
    .exactOptional()
    .describe(
      "KMS key that the app's secrets are encrypted with, its sidecars' included. Needed for a key of your own: without it tasks cannot start; else AWS's own key",
    ),
  cpuUnits: integerIn(taskCpuUnits)
    .default(256)
    .describe(
      "CPU of a task with its sidecars; 1024 are one vCPU. On EC2 a share that may be exceeded while the host is idle, on Fargate one of the sizes 256 to 32768",
    ),
  memoryMiB: integerFrom(leastContainerMiB)
    .default(512)
    .describe(
      "Memory of a task with its sidecars, the limit at which containers are killed. On EC2 at least 6, on Fargate one of the sizes that go with `cpuUnits`",
    ),
  sidecars: named(64, sidecar)
    .default({})
    .describe("Containers that run beside the app's own in each task, at most 9"),
  initContainers: named(64, initContainer)
    .default({})
    .describe(
      "Containers that must end with 0 before the app's own starts, in each task: waiting for a database, fetching files",
    ),
  logs: logs.prefault({}).describe("How the lines of all containers reach CloudWatch Logs"),
  volumes: named(64, volume)
    .default({})
    .describe(
      "Folders that the app's containers share through their `mounts`; one that says nothing else (`{}`) is empty at a task's start and dies with it",
    ),
};
