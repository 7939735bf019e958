import assert from "node:assert/strict";

import { readMessage, type Source, type Step } from "../../../../delivery/failure/message";
import { type Problem } from "../../../../delivery/failure/messageDetails";

/** A class of messages in AWS's own lists, how it is read, and wordings of it, from hosts and from Fargate. */
type Class = readonly [Step, Problem, Source, ...string[]];

const daemon = "Error response from daemon:";
const auth = "unable to pull secrets or registry auth: execution resource retrieval failed:";

const stoppedTasks: readonly Class[] = [
  [
    "pull",
    "not found",
    "registry",
    `CannotPullContainerError: ${daemon} manifest for nginx:1.99 not found: manifest unknown: manifest unknown`,
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/library/nginx:1.99: docker.io/library/nginx:1.99: not found",
    `CannotPullImageManifestError: ${daemon} manifest unknown: manifest unknown`,
  ],
  [
    "pull",
    "not found",
    "ECR",
    `CannotPullContainerError: ${daemon} repository 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web not found: name unknown: The repository with name 'web' does not exist in the registry with id '111122223333'`,
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1: not found",
  ],
  [
    "pull",
    "not found or denied",
    "registry",
    `CannotPullContainerError: ${daemon} pull access denied for acme/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    "CannotPullContainerError: failed to resolve ref docker.io/acme/web:1.4: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
  ],
  [
    "pull",
    "denied",
    "ECR",
    `CannotPullContainerError: ${daemon} pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web: denied: User: arn:aws:sts::1:assumed-role/x is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111122223333:repository/web`,
    "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1: pulling from host 111122223333.dkr.ecr.eu-west-1.amazonaws.com failed with status code [manifests 1]: 403 Forbidden",
  ],
  [
    "pull",
    "throttled",
    "registry",
    `CannotPullContainerError: ${daemon} toomanyrequests: You have reached your pull rate limit`,
    "CannotPullContainerError: inspect image has been retried 5 time(s): httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/x: 429 Too Many Requests",
  ],
  [
    "pull",
    "unreachable",
    "registry",
    `CannotPullContainerError: ${daemon} Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)`,
    `CannotPullContainerError: ${daemon} Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.2:53: no such host`,
    "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: failed to do request: dial tcp 34.1.2.3:443: i/o timeout",
  ],
  [
    "pull",
    "disk full",
    "registry",
    `CannotPullContainerError: ${daemon} write /var/lib/docker/tmp/GetImageBlob1: no space left on device`,
    "CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:aa: write /x: no space left on device",
  ],
  [
    "pull",
    "other platform",
    "registry",
    `CannotPullContainerError: ${daemon} no matching manifest for linux/arm64/v8 in the manifest list entries`,
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
  ],
  [
    "sign in",
    "denied",
    "ECR",
    "CannotPullECRContainerError: AccessDeniedException: User: arn:aws:sts::1:assumed-role/x is not authorized to perform: ecr:GetAuthorizationToken on resource: *",
    `ResourceInitializationError: ${auth} unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: x is not authorized to perform: ecr:GetAuthorizationToken on resource: *`,
  ],
  [
    "sign in",
    "unreachable",
    "ECR",
    'CannotPullECRContainerError: RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 10.1.2.3:443: i/o timeout',
    `ResourceInitializationError: ${auth} unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.eu-west-1.amazonaws.com/": dial tcp 52.1.2.3:443: i/o timeout`,
  ],
  [
    "secret",
    "denied",
    "Secrets Manager",
    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf from secrets manager: AccessDeniedException: User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf",
    "ResourceInitializationError: failed to fetch secret data from secrets manager: AccessDeniedException: is not authorized to perform: secretsmanager:GetSecretValue",
  ],
  [
    "secret",
    "denied",
    "SSM",
    `ResourceInitializationError: ${auth} unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: x is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:1:parameter/db`,
    "ResourceInitializationError: fetching secret data from SSM Parameter Store in eu-west-1: AccessDeniedException: not authorized to perform: ssm:GetParameters",
  ],
  [
    "secret",
    "not found",
    "SSM",
    `ResourceInitializationError: ${auth} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /shop/db`,
    "ResourceInitializationError: fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: /shop/db",
  ],
  [
    "secret",
    "unreachable",
    "SSM",
    `ResourceInitializationError: ${auth} unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded`,
    'ResourceInitializationError: fetching secret data from SSM Parameter Store in eu-west-1: RequestError: send request failed caused by: Post "https://ssm.eu-west-1.amazonaws.com/": dial tcp: i/o timeout',
  ],
  [
    "secret",
    "denied",
    "KMS",
    `ResourceInitializationError: ${auth} unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed`,
    `ResourceInitializationError: ${auth} unable to retrieve secrets from ssm: AccessDeniedException: User: x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/1`,
  ],
  [
    "sign in or secret",
    "unreachable",
    "ECS",
    "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth: There is a connection issue. Check your task network configuration.",
    "ResourceInitializationError: unable to pull secrets or registry auth: pull command failed: : context deadline exceeded",
  ],
  [
    "log",
    "not found",
    "CloudWatch Logs",
    `CannotStartContainerError: ${daemon} failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.`,
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
  ],
  [
    "log",
    "denied",
    "CloudWatch Logs",
    `CannotStartContainerError: ${daemon} failed to initialize logging driver: failed to create Cloudwatch log stream: AccessDeniedException: User: x is not authorized to perform: logs:CreateLogStream`,
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: not authorized to perform: logs:CreateLogStream : exit status 1",
  ],
  [
    "volume",
    "unreachable",
    "EFS",
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: Connection reset by peer' : unsuccessful EFS utils command execution; code: 32",
    'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-0a1b.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct',
  ],
  [
    "start",
    "not executable",
    "Docker",
    `CannotStartContainerError: ${daemon} OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/run.sh": permission denied: unknown`,
    'ContainerRuntimeError: failed to create container model: exec: "/run.sh": permission denied',
  ],
  [
    "start",
    "invalid",
    "Docker",
    `CannotStartContainerError: ${daemon} OCI runtime create failed: exec: "bundle": executable file not found in $PATH: unknown`,
    'CannotStartContainerError: ResourceInitializationError is not it: exec: "/app/run": stat /app/run: no such file or directory: unknown',
  ],
  [
    "start",
    "timeout",
    "Docker",
    "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s",
    "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: <reason>",
  ],
  [
    "stop",
    "timeout",
    "Docker",
    "CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s",
    "CannotStopContainerError: Could not transition to stopped; timed out after waiting 30s",
  ],
  [
    "start",
    "internal",
    "ECS",
    "InternalError: unable to create new container",
    "InternalError: container runtime",
  ],
  [
    "memory",
    "limit",
    "Docker",
    "OutOfMemoryError: Container killed due to memory usage",
    "OutOfMemoryError: container killed due to high memory usage",
  ],
  [
    "network interface",
    "timeout",
    "EC2",
    "Timeout waiting for network interface provisioning to complete.",
    "ResourceInitializationError: failed to configure ENI: failed to setup regular eni: netplugin: timed out",
  ],
  [
    "network interface",
    "capacity",
    "EC2",
    "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0abc': InsufficientFreeAddressesInSubnet",
    "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0abc': InsufficientFreeAddressesInSubnet",
  ],
];

const events: readonly Class[] = [
  [
    "place",
    "capacity",
    "ECS",
    "(service web) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.",
    "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient CPU units available.",
    "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) is already using a port required by your task.",
    '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) encountered error "AGENT".',
    "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
    "(service web) was unable to place a task. Reason: RESOURCE:MEMORY.",
  ],
  [
    "place",
    "limit",
    "ECS",
    "(service web) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently.",
    "(service web) was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.",
    "(service web) was unable to place a task. Reason: The requested CPU configuration is above your limit.",
  ],
  [
    "place",
    "internal",
    "ECS",
    "(service web) was unable to place a task. Reason: Internal error.",
    "(service web) (deployment ecs-svc/1) was unable to place a task. Reason: Internal error",
  ],
  [
    "role",
    "denied",
    "IAM",
    "(service web) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::1:role/x' that was provided for this task.).",
    "(service web) was unable to place a task. Reason: ECS was unable to assume the role 'arn:aws:iam::1:role/x'.",
    "ECS was unable to assume role 'arn:aws:iam::1:role/x'",
  ],
  [
    "register",
    "throttled",
    "ELB",
    "(service web) failed to register targets in (target-group arn:aws:elasticloadbalancing:x) with (error Rate exceeded)",
    "(service web) failed to deregister targets in (target-group arn:aws:elasticloadbalancing:x) with (error Throttling: Rate exceeded)",
  ],
  [
    "deploy",
    "throttled",
    "ECS",
    "(service web) operations are being throttled. Will try again later.",
    "(service web) operations are being throttled on Elastic Load Balancing. Will try again later.",
  ],
  [
    "deploy",
    "invalid",
    "ECS",
    "(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    "(service web) (task-set ecs-svc/1) was unable to stop or start tasks during a deployment because of the service deployment configuration.",
  ],
  [
    "deploy",
    "failed",
    "ECS",
    "ECS deployment failed: alarms detected: web-5xx",
    "Service deployment rolled back due to alarm web-5xx in ALARM state",
  ],
];

describe("the reading of a message", () => {
  for (const [step, problem, source, ...wordings] of [...stoppedTasks, ...events]) {
    for (const wording of wordings) {
      it(`is ${source}, ${step}, ${problem}: ${wording.slice(0, 90)}`, () => {
        const read = readMessage(wording);
        assert.deepEqual(
          { step: read?.step, problem: read?.problem, source: read?.source },
          { step, problem, source },
        );
      });
    }
  }

  it("is given for each class in at least two wordings", () => {
    for (const [step, problem, , ...wordings] of [...stoppedTasks, ...events]) {
      assert.ok(wordings.length >= 2, `${step}, ${problem}`);
    }
  });

  it("names the call that was refused, and what it was about", () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf";
    const { call, resource } =
      readMessage(
        `ResourceInitializationError: unable to retrieve secret from asm: AccessDeniedException: User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn} because`,
      ) ?? {};
    assert.deepEqual({ call, resource }, { call: "secretsmanager:GetSecretValue", resource: arn });
  });

  for (const text of [
    "(service web) has reached a steady state.",
    "(service web) has started 2 tasks: (task 4f1e).",
    "(service web) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.",
    "ECS deployment circuit breaker: tasks failed to start.",
    "Essential container in task exited",
    "Task failed to start",
    "Scaling activity initiated by (deployment ecs-svc/1)",
    "",
  ]) {
    it(`is none where nothing is said: ${text.slice(0, 60)}`, () => {
      assert.equal(readMessage(text), undefined);
    });
  }
});
