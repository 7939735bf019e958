import { type Place, seconds, projectArn } from "./place";
import { type ProjectSettings } from "./project";

export type BuildStatus =
  "IN_PROGRESS" | "SUCCEEDED" | "FAILED" | "FAULT" | "TIMED_OUT" | "STOPPED";

export type PhaseType =
  | "SUBMITTED"
  | "QUEUED"
  | "PROVISIONING"
  | "DOWNLOAD_SOURCE"
  | "INSTALL"
  | "PRE_BUILD"
  | "BUILD"
  | "POST_BUILD"
  | "UPLOAD_ARTIFACTS"
  | "FINALIZING"
  | "COMPLETED";

export interface Phase {
  readonly type: PhaseType;
  readonly startTime: number;
  readonly endTime?: number;
  readonly status?: Exclude<BuildStatus, "IN_PROGRESS">;
  readonly context?: PhaseContext;
}

export interface PhaseContext {
  readonly statusCode: string;
  readonly message: string;
}

/** Where the files of a build come from. */
export type BuildSource =
  | { readonly type: "none" }
  | {
      readonly type: "commit";
      /** Name of the repository on CodeCommit. */
      readonly repository: string;
      readonly commitId: string;
      /** A clone with its history, not the commit's files alone. */
      readonly clone: boolean;
    }
  /** A zip archive. */
  | { readonly type: "object"; readonly bucket: string; readonly key: string };

/** Where the artifacts of a build go. */
export interface BuildTarget {
  readonly bucket: string;
  readonly key: string;
}

/** A build as it is kept. Times are milliseconds since 1970. */
export interface Build {
  /** `<project>:<uuid>`. */
  readonly id: string;
  readonly number: number;
  /** The project's settings when it began, with what the start overrode. */
  readonly settings: ProjectSettings;
  readonly source: BuildSource;
  /** @default - nothing is kept */
  readonly target?: BuildTarget | undefined;
  readonly initiator: string;
  readonly sourceVersion?: string | undefined;
  readonly resolvedSourceVersion?: string | undefined;
  readonly status: BuildStatus;
  readonly phases: readonly Phase[];
  readonly startTime: number;
  readonly endTime?: number;
  readonly exported: readonly { readonly name: string; readonly value: string }[];
  /** Names of report groups that files were found for. */
  readonly reports: readonly string[];
}

/** The unique part of a build's ID. */
export function uuidOf({ id }: Pick<Build, "id">): string {
  return id.slice(id.lastIndexOf(":") + 1);
}

/** The log group and stream; undefined where the project has its logs disabled. */
export function logPlace({
  id,
  settings,
}: Pick<Build, "id" | "settings">):
  { readonly group: string; readonly stream: string } | undefined {
  const { status, groupName, streamName } = settings.logsConfig?.cloudWatchLogs ?? {};
  const uuid = uuidOf({ id });
  return status === "DISABLED"
    ? undefined
    : {
        group: groupName ?? `/aws/codebuild/${settings.name}`,
        stream: streamName === undefined ? uuid : `${streamName}/${uuid}`,
      };
}

export function buildArn({ account, region }: Place, id: string): string {
  return `arn:aws:codebuild:${region}:${account}:build/${id}`;
}

/** A build as BatchGetBuilds describes it. */
export function buildShape(place: Place, build: Build): object {
  const { id, settings, phases, status, startTime, endTime, target } = build;
  const logs = logPlace(build);
  return {
    id,
    arn: buildArn(place, id),
    buildNumber: build.number,
    startTime: seconds(startTime),
    endTime: endTime === undefined ? undefined : seconds(endTime),
    currentPhase: phases.at(-1)?.type ?? "SUBMITTED",
    buildStatus: status,
    buildComplete: status !== "IN_PROGRESS",
    initiator: build.initiator,
    projectName: settings.name,
    sourceVersion: build.sourceVersion,
    resolvedSourceVersion: build.resolvedSourceVersion,
    phases: phases.map(phaseShape),
    source: settings.source,
    artifacts: { location: target && `arn:aws:s3:::${target.bucket}/${target.key}` },
    cache: settings.cache,
    environment: settings.environment,
    serviceRole: settings.serviceRole,
    timeoutInMinutes: settings.timeoutInMinutes,
    queuedTimeoutInMinutes: settings.queuedTimeoutInMinutes,
    encryptionKey: settings.encryptionKey,
    exportedEnvironmentVariables: build.exported,
    reportArns: build.reports.map(
      (name) =>
        `${projectArn(place, settings.name).replace(":project/", ":report-group/")}-${name}`,
    ),
    logs: logs && {
      groupName: logs.group,
      streamName: logs.stream,
      cloudWatchLogs: settings.logsConfig?.cloudWatchLogs ?? { status: "ENABLED" },
    },
  };
}

function phaseShape({ type, startTime, endTime, status, context }: Phase): object {
  return {
    phaseType: type,
    phaseStatus: status,
    startTime: seconds(startTime),
    endTime: endTime === undefined ? undefined : seconds(endTime),
    durationInSeconds: endTime === undefined ? undefined : Math.round((endTime - startTime) / 1000),
    contexts: endTime === undefined ? undefined : [context ?? { statusCode: "", message: "" }],
  };
}
