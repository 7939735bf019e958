import { callIn, problemOf, resourceIn, type Problem } from "./messageDetails";

/** What was being done when something failed. */
export type Step =
  | "sign in"
  | "pull"
  | "secret"
  /** Fargate does both in one step, and does not always say which of them failed. */
  | "sign in or secret"
  | "environment file"
  | "log"
  | "volume"
  | "network interface"
  | "disk"
  | "create"
  | "start"
  | "stop"
  | "dependency"
  | "memory"
  | "role"
  | "place"
  | "register"
  | "deploy";

/** What failed or answered. */
export type Source =
  | "ECS"
  | "Docker"
  | "registry"
  | "ECR"
  | "S3"
  | "Secrets Manager"
  | "SSM"
  | "KMS"
  | "CloudWatch Logs"
  | "EFS"
  | "EC2"
  | "IAM"
  | "ELB";

/** A message of ECS, its agents and what they work with, read. */
export interface Message {
  readonly source: Source;
  readonly step: Step;
  readonly problem: Problem;
  /** The call of AWS that was refused: `ecr:GetAuthorizationToken`. */
  readonly call: string | undefined;
  /** An ARN, the reference of an image, a file system, a role: what the message is about. */
  readonly resource: string | undefined;
  readonly text: string;
}

/** Undefined where nothing is known about what it says. */
export function readMessage(said: string): Message | undefined {
  const text = inner(said);
  const found = stepOf(text);
  if (found === undefined) {
    return undefined;
  }
  const problem = found.problem ?? problemOf(text) ?? "failed";
  return { ...found, problem, call: callIn(text), resource: resourceIn(text), text };
}

/** An event wraps the message of a task: "(service x) was unable to place a task. Reason: …". */
function inner(said: string): string {
  return said
    .replace(/^(?:\([^)]{1,512}\),? ?)+/, "")
    .replace(/^was unable to place a task\. Reason: (?=\w+Error)/, "")
    .replace(/^failed to launch a task with \(error /, "");
}

interface Found {
  readonly step: Step;
  readonly source: Source;
  readonly problem?: Problem;
}

/** What the agents call their errors; EC2's and Fargate's differ in places. */
const errorName =
  /\b(CannotPull\w*|ResourceInitializationError|Cannot(?:Start|Create)Container(?:Error)?|CannotCreateVolumeError|DockerStateError|ContainerRuntimeError|DockerTimeoutError|ContainerRuntimeTimeoutError|CannotStopContainerError|CannotInspectContainerError|OutOfMemoryError|InternalError|TaskFailedToStart)\b/;

function stepOf(text: string): Found | undefined {
  const name = errorName.exec(text)?.[1] ?? "";
  if (name.startsWith("CannotPull")) {
    return first(pullSteps, text);
  }
  switch (name) {
    case "ResourceInitializationError":
      return first(initializationSteps, text);
    case "CannotStartContainerError":
    case "CannotStartContainer":
    case "CannotCreateContainerError":
    case "CannotCreateContainer":
    case "DockerStateError":
    case "ContainerRuntimeError":
      return first(startSteps, text) ?? { step: "start", source: "Docker" };
    case "CannotCreateVolumeError":
      return { step: "volume", source: "Docker" };
    case "DockerTimeoutError":
    case "ContainerRuntimeTimeoutError":
      return { step: "start", source: "Docker", problem: "timeout" };
    case "CannotStopContainerError":
    case "CannotInspectContainerError":
      return { step: "stop", source: "Docker" };
    case "OutOfMemoryError":
      return { step: "memory", source: "Docker", problem: "limit" };
    case "InternalError":
      return { step: "start", source: "ECS", problem: "internal" };
  }
  return first(sentences, text);
}

type Reading = readonly (readonly [RegExp, Found])[];

function first(readings: Reading, text: string): Found | undefined {
  return readings.find(([said]) => said.test(text))?.[1];
}

const signIn = /GetAuthorizationToken|ecr registry auth|\/\/api\.ecr[.-]/;

const pullSteps: Reading = [
  [signIn, { step: "sign in", source: "ECR" }],
  [/starport-layer-bucket|\.s3[.-][\w.-]*amazonaws/, { step: "pull", source: "S3" }],
  [/\.dkr[.-]ecr/, { step: "pull", source: "ECR" }],
  [/^/, { step: "pull", source: "registry" }],
];

const initializationSteps: Reading = [
  [/logger args|logging driver|log group/i, { step: "log", source: "CloudWatch Logs" }],
  [/EFS|mount\.nfs/, { step: "volume", source: "EFS" }],
  [/env(?:ironment)? ?files?/i, { step: "environment file", source: "S3" }],
  [/network interface|\bENI\b/, { step: "network interface", source: "EC2" }],
  [signIn, { step: "sign in", source: "ECR" }],
  [/kms:Decrypt|\bKMS\b/, { step: "secret", source: "KMS" }],
  [/from ssm|ssm:GetParameters?|\bSSM\b|ssm parameters?/i, { step: "secret", source: "SSM" }],
  [
    /from asm|secretsmanager|Secrets ?Manager|GetSecretValue/i,
    { step: "secret", source: "Secrets Manager" },
  ],
  [/secrets or registry auth/, { step: "sign in or secret", source: "ECS" }],
];

const startSteps: Reading = [
  [/logging driver|awslogs|log stream/i, { step: "log", source: "CloudWatch Logs" }],
  [
    /dependent container|dependency|depends on/i,
    { step: "dependency", source: "ECS", problem: "failed" },
  ],
  [/no space left on device/, { step: "start", source: "Docker", problem: "disk full" }],
  [/exec format error/, { step: "start", source: "Docker", problem: "other platform" }],
  [
    /no matching entries in passwd|unable to find (?:user|group)/i,
    { step: "start", source: "Docker", problem: "not found" },
  ],
  [/minimum memory limit/i, { step: "create", source: "Docker", problem: "limit" }],
  [/exec: .*permission denied/, { step: "start", source: "Docker", problem: "not executable" }],
  [
    /executable file not found|exec: .*no such file or directory|exec user process caused.*no such file/,
    { step: "start", source: "Docker", problem: "invalid" },
  ],
  [/mount|volume/i, { step: "volume", source: "Docker" }],
];

/** What ECS says in sentences, in stopped reasons and events alike. */
const sentences: Reading = [
  [/assume (?:the )?(?:service.linked )?role|assume role/i, { step: "role", source: "IAM" }],
  [
    /InsufficientFreeAddresses|insufficient free addresses/i,
    { step: "network interface", source: "EC2", problem: "capacity" },
  ],
  [/network interface|\bENI\b/i, { step: "network interface", source: "EC2" }],
  [/EphemeralStorage/i, { step: "disk", source: "ECS" }],
  [/container health checks|dependency/i, { step: "dependency", source: "ECS", problem: "failed" }],
  [
    /(?:register|deregister)(?:ed)? (?:\w+ )?targets? .*error|unable to register/i,
    { step: "register", source: "ELB" },
  ],
  [/reached the limit|above your limit/i, { step: "place", source: "ECS", problem: "limit" }],
  [
    /Capacity is unavailable|no container instance|RESOURCE:|insufficient (?:memory|cpu)|AGENT\b|placement constraint|missing an attribute|already using a port/i,
    { step: "place", source: "ECS", problem: "capacity" },
  ],
  [
    /unable to place a task.*internal error/i,
    { step: "place", source: "ECS", problem: "internal" },
  ],
  [/throttled|rate exceeded/i, { step: "deploy", source: "ECS", problem: "throttled" }],
  [
    /because of the service deployment configuration|minimumHealthyPercent/,
    { step: "deploy", source: "ECS", problem: "invalid" },
  ],
  [
    /\balarms?\b.*(?:state|detected|triggered|breached)|due to.*alarm/i,
    { step: "deploy", source: "ECS", problem: "failed" },
  ],
];
