import {
  type ActionExecution,
  type PipelineExecution,
} from "../../../../delivery/aws/codePipeline";
import {
  type Asked,
  type DeploymentSeen,
  type Look,
} from "../../../../delivery/deployment/verdict";

const repository = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/web";

export function imageOf(digit: string): string {
  return `${repository}@sha256:${digit.repeat(64)}`;
}

export const oldImage = imageOf("a");
export const newImage = imageOf("b");
export const otherImage = imageOf("c");

export const asked: Asked = { commitId: "c2", images: { web: newImage } };

/** Seconds after the beginning of the story. */
export function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 10, 2, 12, 0, 0) + seconds * 1000);
}

export function execution(over: Partial<PipelineExecution> = {}): PipelineExecution {
  return {
    id: "e2",
    commitId: "c2",
    status: "InProgress",
    summary: undefined,
    startedAt: at(2),
    updatedAt: undefined,
    isRollback: false,
    ...over,
  };
}

export function action(name: string, over: Partial<ActionExecution> = {}): ActionExecution {
  return {
    stage: name === "Revision" ? "Source" : name,
    action: name,
    status: "Succeeded",
    startedAt: at(name === "Revision" ? 3 : 5),
    summary: undefined,
    error: undefined,
    ...over,
  };
}

export const fetched = action("Revision");
export const deploying = action("Deploy", { status: "InProgress" });

/** The deployment that brings the asked-for image. */
export function ours(over: Partial<DeploymentSeen> = {}): DeploymentSeen {
  return {
    id: "ecs-svc/2",
    status: "PRIMARY",
    taskDefinition: "prod-main-web:2",
    desired: 2,
    running: 2,
    pending: 0,
    failed: 0,
    rolloutState: "COMPLETED",
    rolloutReason: undefined,
    createdAt: at(6),
    images: { web: newImage },
    ...over,
  };
}

/** The deployment that ran before. */
export function before(over: Partial<DeploymentSeen> = {}): DeploymentSeen {
  return ours({
    id: "ecs-svc/1",
    taskDefinition: "prod-main-web:1",
    createdAt: at(-3600),
    images: { web: oldImage },
    ...over,
  });
}

export function service(...deployments: readonly DeploymentSeen[]): NonNullable<Look["service"]> {
  return { desired: 2, deployments, events: [], targetGroups: [] };
}

/** A look in which the deploy action is at work and ECS has not changed anything yet. */
export function look(over: Partial<Look> = {}): Look {
  return {
    at: at(30),
    execution: execution(),
    actions: [deploying, fetched],
    newer: undefined,
    older: undefined,
    service: service(before()),
    rolledBack: [],
    ...over,
  };
}
