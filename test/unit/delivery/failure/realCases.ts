import { type Evidence } from "../../../../delivery/failure/evidence";
import { at } from "../deployment/looks";
import { stopped } from "../deployment/stoppedTask";
import {
  container,
  event,
  exited,
  failed,
  failedOnHost,
  lines,
  onFargate,
  withProxy,
} from "./evidences";

/** What was reported in public, what is left of it, the right cause, and a part of the next step. */
type Case = readonly [
  string,
  Partial<Evidence>,
  sentence: string | RegExp,
  remedy: string | RegExp,
];

const registryAuth =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";
const secretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
const runc =
  "CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process:";
const efs =
  "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr:";
const role = "arn:aws:sts::111122223333:assumed-role/prod-main-web-execution/abc";
const spot = stopped({
  stopCode: "SpotInterruption",
  stoppedReason: "Your Spot Task was interrupted.",
  containers: [container("web", 137)],
});

export const realCases: readonly Case[] = [
  [
    "Fargate without a way to ECR",
    failed(
      `${registryAuth} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 52.94.184.143:443: i/o timeout. Please check your task network configuration.`,
    ),
    "The tasks cannot reach ECR over the network to sign in.",
    /natGateways, endpoints or publicAddresses/,
  ],
  [
    "an execution role that may not sign in to ECR",
    failed(
      `${registryAuth} unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 24460c33, api error AccessDeniedException: User: ${role} is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action`,
    ),
    "The execution role of the app may not sign in to ECR (ecr:GetAuthorizationToken).",
    /pulumi up --refresh/,
  ],
  [
    "Secrets Manager out of reach",
    failed(
      `ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret ${secretArn} from secrets manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded`,
    ),
    `The tasks cannot reach Secrets Manager over the network to read the secret ${secretArn}.`,
    /port 443/,
  ],
  [
    "CloudWatch out of reach",
    failed(
      "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed",
    ),
    "The tasks cannot reach CloudWatch Logs over the network.",
    /endpoints/,
  ],
  [
    "a pull without an answer",
    failed("CannotPullContainerError: context deadline exceeded"),
    /^The tasks cannot reach the registry of the image \S+@sha256:b{64} of the container "web" over the network\.$/,
    /natGateways/,
  ],
  [
    "layers of ECR without the endpoint of S3",
    failed(
      'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/x": read tcp 10.0.1.5:443: connection reset by peer',
    ),
    /^The tasks cannot reach S3, where ECR keeps the layers of images/,
    /gateway endpoint of S3/,
  ],
  [
    "the quota of vCPUs",
    event(
      "was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
    ),
    "The account's quota of vCPUs that run at once on Fargate is used up, by old and new tasks together.",
    /deploy\.maximumPercent/,
  ],
  [
    "the quota of tasks",
    event(
      "was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently.",
    ),
    /quota of tasks/,
    /Service Quotas/,
  ],
  [
    "Fargate without capacity",
    {
      ...onFargate,
      ...event(
        "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
      ),
    },
    /^Fargate has no capacity at the moment/,
    /availabilityZones/,
  ],
  [
    "hosts that lack an attribute",
    event(
      "was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 12345678) is missing an attribute required by your task. For more information, see the Troubleshooting section.",
    ),
    /processor differs, or its ECS agent is too old/,
    /capacity\.instanceType/,
  ],
  [
    "a size above the account's limit",
    event(
      "was unable to place a task. Reason: The requested CPU configuration is above your limit.",
    ),
    /more CPU or memory than the account may use/,
    /cpuUnits/,
  ],
  [
    "an internal error of placement",
    event("was unable to place a task. Reason: Internal error."),
    "ECS could not place a task (internal error).",
    /Release again/,
  ],
  [
    "the agent's sign-in to ECR refused",
    failed(
      `CannotPullECRContainerError: AccessDeniedException: User: ${role} is not authorized to perform: ecr:GetAuthorizationToken on resource: *`,
    ),
    /may not sign in to ECR \(ecr:GetAuthorizationToken\)/,
    /role was changed/,
  ],
  [
    "an entry point that may not be executed",
    failedOnHost(`${runc} exec: "/app/entrypoint.sh": permission denied: unknown`),
    /^The container "web" cannot start: "\/app\/entrypoint\.sh" of \S+ may not be executed\.$/,
    /COPY --chmod=755/,
  ],
  [
    "a command in one word",
    failedOnHost(`${runc} exec: "npm start": executable file not found in $PATH: unknown`),
    /^The container "web" cannot start: "npm start" does not exist in /,
    /write \["npm", "start"\] in command of the app/,
  ],
  [
    "a command that Docker does not find",
    failedOnHost(
      'DockerStateError: OCI runtime create failed: exec: "bundle": executable file not found in $PATH',
    ),
    /"bundle" does not exist/,
    /CMD and ENTRYPOINT/,
  ],
  [
    "a log group that was deleted",
    failedOnHost(
      "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
    ),
    "The log group /slipway/prod/main/web does not exist.",
    /pulumi up --refresh/,
  ],
  [
    "a container that waited for one that failed",
    failedOnHost(
      "CannotStartContainerError: dependent container migrate exited with non-zero status",
    ),
    'The container "web" was not started, because the container "migrate" that it waits for failed.',
    /log of "migrate"/,
  ],
  [
    "a user that the image does not have",
    failedOnHost(
      "CannotStartContainerError: Error response from daemon: unable to find user node: no matching entries in passwd file",
    ),
    /there is no user "node" in \S+@sha256/,
    /user of the app/,
  ],
  [
    "less memory than Docker takes",
    failedOnHost(
      "CannotCreateContainerError: Error response from daemon: Minimum memory limit allowed is 6MB",
    ),
    /at least 6 MiB/,
    /Raise memoryMiB of the app/,
  ],
  [
    "Docker that does not answer",
    failedOnHost(
      "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s",
    ),
    /did not start in time/,
    /The host may be short/,
  ],
  [
    "Fargate's runtime that does not answer",
    failed(
      "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: <reason>",
    ),
    /did not start in time/,
    /Release again/,
  ],
  [
    "a volume of Docker",
    failedOnHost("CannotCreateVolumeError: create volume x: VolumeDriver.Create: mount failed"),
    /a volume of it could not be mounted/,
    /hostPath/,
  ],
  [
    "an internal error of the agent",
    failed("InternalError: container runtime"),
    "ECS itself failed to start the task (internal error).",
    /AWS Support/,
  ],
  [
    "a host without a way to ECR",
    failed(
      'CannotPullECRContainerError: RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    ),
    "The tasks cannot reach ECR over the network to sign in.",
    /natGateways/,
  ],
  [
    "a tag that is gone",
    failedOnHost(
      "CannotPullImageManifestError: Error response from daemon: manifest unknown: manifest unknown",
    ),
    /^The image \S+ of the container "web" does not exist in its repository\.$/,
    /release the digest/,
  ],
  [
    "the image of a sidecar that is missing",
    failedOnHost(
      "CannotPullContainerError: Error response from daemon: manifest for public.ecr.aws/nginx/nginx:1.99 not found: manifest unknown",
      "proxy",
    ),
    'The image public.ecr.aws/nginx/nginx:1.99 of the container "proxy" does not exist in its repository.',
    /sidecars\.proxy\.image of the app/,
  ],
  [
    "the image of a sidecar that is missing, which Fargate reports for the task",
    {
      ...failed(
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref public.ecr.aws/nginx/nginx:1.99: public.ecr.aws/nginx/nginx:1.99: not found",
      ),
      definition: { ...withProxy, fargate: true },
    },
    /of the container "proxy" does not exist/,
    /sidecars\.proxy\.image/,
  ],
  [
    "a sidecar out of memory",
    exited(
      container("web", 143),
      container("proxy", 137, "OutOfMemoryError: Container killed due to memory usage"),
    ),
    'The container "proxy" was killed: it used more memory than it may (128 MiB).',
    /sidecars\.proxy\.memoryMiB of the app/,
  ],
  [
    "a sidecar that gives up",
    exited(container("web", 143), container("proxy", 1)),
    'The container "proxy" ended with exit code 1: the app gave up; its last lines say why.',
    /read its log/,
  ],
  [
    "Redis out of memory, not the app",
    lines(
      1,
      "ReplyError: OOM command not allowed when used memory > 'maxmemory'.",
      "    at parseError (/app/node_modules/redis-parser/lib/parser.js:179:12)",
    ),
    /^The container "web" ended with exit code 1: the app gave up/,
    /log/,
  ],
  [
    "the heap of Node.js",
    lines(
      134,
      "<--- Last few GCs --->",
      "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    ),
    /^The container "web" ended with exit code 134: the heap of Node\.js is full/,
    /--max-old-space-size/,
  ],
  [
    "an app that gives up after its first task waited for a host",
    {
      ...lines(1, "Error: DATABASE_URL is missing"),
      events: [
        {
          at: at(50),
          message:
            "(service prod-main-web) (deployment ecs-svc/2) deployment failed: tasks failed to start.",
        },
        {
          at: at(10),
          message:
            "(service prod-main-web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient memory available.",
        },
      ],
    },
    /exit code 1/,
    /log/,
  ],
  [
    "spare capacity that was taken back",
    { stopped: [spot] },
    "AWS took back the spare capacity that the tasks ran on (Spot).",
    /capacity\.spotPercent/,
  ],
  [
    "a role that cannot be assumed",
    event(
      "failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::111122223333:role/prod-main-web-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).",
    ),
    "ECS cannot assume the role arn:aws:iam::111122223333:role/prod-main-web-task.",
    /release again/,
  ],
  [
    "a role that cannot be assumed, told as the reason of a placement",
    event(
      "was unable to place a task. Reason: ECS was unable to assume the role 'arn:aws:iam::111122223333:role/x'.",
    ),
    "ECS cannot assume the role arn:aws:iam::111122223333:role/x.",
    /trust/,
  ],
  [
    "a network interface that takes too long",
    failed("Timeout waiting for network interface provisioning to complete."),
    "The network interface of the task was not ready in time.",
    /Release again/,
  ],
  [
    "a disk that takes too long",
    failed("Timeout waiting for EphemeralStorage provisioning to complete."),
    "The disk of the task was not ready in time.",
    /Fargate/,
  ],
  [
    "a subnet without addresses",
    failed(
      "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0abc': InsufficientFreeAddressesInSubnet",
    ),
    "The subnet subnet-0abc has no free addresses.",
    /slipway:network/,
  ],
  [
    "Docker Hub's pull limit on Fargate",
    failed(
      "CannotPullContainerError: inspect image has been retried 5 time(s): httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/manifests/sha256:abc: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
    ),
    /pull limit is reached/,
    /pull-through cache/,
  ],
  [
    "Docker Hub's pull limit on EC2",
    failedOnHost(
      "CannotPullContainerError: Error response from daemon: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
    ),
    /pull limit is reached/,
    /Copy the image to ECR/,
  ],
  [
    "a full disk on Fargate",
    failed(
      "CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:aaa: write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/12/fs/usr/lib/x: no space left on device",
    ),
    /^The disk of the task is full/,
    /20 GiB/,
  ],
  [
    "a full disk on EC2",
    failedOnHost(
      "CannotPullContainerError: Error response from daemon: write /var/lib/docker/tmp/GetImageBlob1234: no space left on device",
    ),
    /^The disk of the host is full/,
    /capacity\.diskGiB/,
  ],
  [
    "a pull that was broken off",
    failedOnHost("CannotPullContainerError: context canceled"),
    /the disk is full, or the task was stopped meanwhile/,
    /capacity\.diskGiB/,
  ],
  [
    "a repository that is private or misspelt",
    failed(
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/acme/web:1.4: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
    ),
    /does not exist, or its repository is private: the registry does not say which/,
    /image of the app/,
  ],
  [
    "a secret without the key",
    failed(
      `${registryAuth} unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key MY_SECRET`,
    ),
    'A secret of the task has no key "MY_SECRET" in its JSON.',
    /secrets of the app/,
  ],
  [
    "the same in an event",
    event(
      `was unable to place a task. Reason: ${registryAuth} unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key app_definition_id.`,
    ),
    'A secret of the task has no key "app_definition_id" in its JSON.',
    /Add the key/,
  ],
  [
    "a secret without a value",
    failed(
      `${registryAuth} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${secretArn} from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT`,
    ),
    /has no value/,
    /put-secret-value/,
  ],
  [
    "a secret that is to be deleted",
    failed(
      `${registryAuth} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${secretArn} from secrets manager: InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.`,
    ),
    `The secret ${secretArn} is marked for deletion.`,
    /restore-secret/,
  ],
  [
    "a digest with 403 in it",
    failed(
      `CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: Get "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/web@sha256:40${"3".repeat(62)}": dial tcp 52.219.199.138:443: i/o timeout`,
    ),
    /cannot reach the registry/,
    /natGateways/,
  ],
  [
    "a file system without a mount target",
    failed(
      `${efs} Failed to resolve "fs-0e4a39a0b7bb8b885.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. See https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail. : unsuccessful EFS utils command execution; code: 1`,
    ),
    "The tasks cannot find the file system fs-0e4a39a0b7bb8b885 by name: it does not exist, or has no mount target in this VPC.",
    /efs\.fileSystemId/,
  ],
  [
    "a file system that does not answer",
    failed(
      `${efs} Mount attempt 1/3 failed due to timeout after 15 sec, wait 0 sec before next attempt. b'mount.nfs4: Connection timed out' : unsuccessful EFS utils command execution; code: 32`,
    ),
    "The tasks cannot reach the file system over the network.",
    /port 2049/,
  ],
  [
    "a file system that refuses",
    failed(
      `${efs} b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32`,
    ),
    "The tasks may not mount the file system.",
    /efs\.accessPointId/,
  ],
  [
    "a folder that the file system does not have",
    failed(
      `${efs} b'mount.nfs4: mounting fs-06f9.efs.eu-west-1.amazonaws.com:/data/airflow failed, reason given by server: No such file or directory' : unsuccessful EFS utils command execution; code: 32`,
    ),
    "There is no folder /data/airflow in the file system fs-06f9.",
    /access point/,
  ],
];
