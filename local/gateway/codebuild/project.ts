/** A build project as CreateProject takes it: what is read here by name, and what is only kept. */
export interface ProjectSettings {
  readonly name: string;
  readonly description?: string;
  readonly source: Source;
  readonly sourceVersion?: string;
  readonly artifacts: Artifacts;
  readonly secondarySources?: readonly unknown[];
  readonly secondaryArtifacts?: readonly unknown[];
  readonly environment: Environment;
  readonly serviceRole: string;
  readonly timeoutInMinutes?: number;
  readonly queuedTimeoutInMinutes?: number;
  readonly concurrentBuildLimit?: number;
  readonly encryptionKey?: string;
  readonly logsConfig?: LogsConfig;
  readonly cache?: { readonly type: string };
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
  readonly badgeEnabled?: boolean;
  readonly autoRetryLimit?: number;
}

export interface Source {
  readonly type: string;
  readonly location?: string;
  readonly buildspec?: string;
  readonly gitCloneDepth?: number;
}

export interface Artifacts {
  readonly type: string;
  readonly location?: string;
  readonly path?: string;
  readonly namespaceType?: string;
  readonly name?: string;
  readonly packaging?: string;
}

export interface Environment {
  readonly type: string;
  readonly image: string;
  readonly computeType: string;
  readonly environmentVariables?: readonly EnvironmentVariable[];
  readonly privilegedMode?: boolean;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  readonly type?: "PLAINTEXT" | "PARAMETER_STORE" | "SECRETS_MANAGER";
}

export interface LogsConfig {
  readonly cloudWatchLogs?: {
    readonly status: "ENABLED" | "DISABLED";
    readonly groupName?: string;
    readonly streamName?: string;
  };
  readonly s3Logs?: { readonly status: "ENABLED" | "DISABLED" };
}

/** A project as it is kept. Times are milliseconds since 1970. */
export interface Project {
  /** With AWS's defaults for what was left out. */
  readonly settings: ProjectSettings;
  readonly created: number;
  readonly lastModified: number;
  /** How many builds there have been; a build's number is the count at its start. */
  readonly builds: number;
}

/** What AWS fills in for settings that are absent. */
export function completed(
  settings: ProjectSettings,
  { region, account }: { readonly region: string; readonly account: string },
): ProjectSettings {
  const { environment, artifacts, name } = settings;
  return {
    timeoutInMinutes: 60,
    queuedTimeoutInMinutes: 480,
    encryptionKey: `arn:aws:kms:${region}:${account}:alias/aws/s3`,
    cache: { type: "NO_CACHE" },
    autoRetryLimit: 0,
    ...settings,
    artifacts:
      artifacts.type === "CODEPIPELINE" ? { name, packaging: "NONE", ...artifacts } : artifacts,
    environment: {
      privilegedMode: false,
      ...{ imagePullCredentialsType: "CODEBUILD" },
      ...environment,
      environmentVariables: (environment.environmentVariables ?? []).map((variable) => ({
        type: "PLAINTEXT",
        ...variable,
      })),
    },
  };
}
