import { type Service as SdkService } from "@aws-sdk/client-ecs";

import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { formatRevision } from "../../delivery/format";
import { type RevisionCommit, type RevisionStore } from "../../delivery/store";

const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";

/** An image of the shop's app, told apart by one hex digit. */
export function image(app: string, digit: string): string {
  return `${registry}/shop-staging/${app}@sha256:${digit.repeat(64)}`;
}

/** A commit id, told apart by one hex digit. */
export function commitId(digit: string): string {
  return digit.repeat(40);
}

/** A commit of an app that releases one image. */
export function release(
  app: string,
  digit: string,
  changes: Partial<RevisionCommit> = {},
): RevisionCommit {
  return {
    commitId: commitId(digit),
    author: "Ana",
    email: "ana@example.com",
    date: new Date("2026-11-20T11:55:00Z"),
    message: `Release ${digit}`,
    text: formatRevision([{ name: app, imageUri: image(app, digit) }]),
    ...changes,
  };
}

export function execution(
  digit: string,
  changes: Partial<PipelineExecution> = {},
): PipelineExecution {
  return {
    id: `execution-${digit}`,
    status: "Succeeded",
    commitId: commitId(digit),
    startedAt: new Date("2026-11-20T11:55:02Z"),
    updatedAt: new Date("2026-11-20T11:56:10Z"),
    summary: undefined,
    isRollback: false,
    ...changes,
  };
}

/** A service that is at rest, as the SDK answers it. */
export function service(app: string, changes: Partial<SdkService> = {}): SdkService {
  return {
    serviceName: `staging-main-${app}`,
    status: "ACTIVE",
    taskDefinition: `arn:aws:ecs:eu-west-1:111122223333:task-definition/staging-main-${app}:7`,
    runningCount: 2,
    desiredCount: 2,
    deployments: [{ id: "ecs-svc/1", status: "PRIMARY", rolloutState: "COMPLETED" }],
    loadBalancers: [],
    ...changes,
  };
}

/** The history of paths, newest first; at other commits there is no file. */
export function historyOf(
  commits: Readonly<Record<string, readonly RevisionCommit[]>>,
): Pick<RevisionStore, "history" | "read"> {
  return {
    read: () => Promise.resolve(undefined),
    // eslint-disable-next-line @typescript-eslint/require-await -- whoever reads it waits; a literal does not
    history: async function* (path, limit = Number.POSITIVE_INFINITY) {
      yield* (commits[path] ?? []).slice(0, limit);
    },
  };
}
