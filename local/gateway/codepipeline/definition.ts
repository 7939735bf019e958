/** A pipeline's structure, as CreatePipeline takes it. */
export interface Definition {
  readonly name: string;
  readonly roleArn: string;
  readonly artifactStore?: ArtifactStore;
  readonly artifactStores?: Readonly<Record<string, ArtifactStore>>;
  readonly stages: readonly StageDefinition[];
  readonly executionMode?: ExecutionMode;
  readonly pipelineType?: "V1" | "V2";
  readonly variables?: readonly unknown[];
  readonly triggers?: readonly {
    readonly gitConfiguration: { readonly sourceActionName: string };
  }[];
}

/** What happens to an execution that waits in front of an occupied stage. */
export type ExecutionMode = "SUPERSEDED" | "QUEUED" | "PARALLEL";

export interface ArtifactStore {
  readonly type: string;
  readonly location: string;
  readonly encryptionKey?: { readonly id: string; readonly type: string };
}

export interface StageDefinition {
  readonly name: string;
  readonly actions: readonly ActionDefinition[];
  readonly blockers?: readonly unknown[];
  readonly beforeEntry?: unknown;
  readonly onFailure?: unknown;
  readonly onSuccess?: unknown;
}

export interface ActionDefinition {
  readonly name: string;
  readonly actionTypeId: ActionTypeId;
  readonly runOrder?: number;
  readonly configuration?: Readonly<Record<string, string>>;
  readonly inputArtifacts?: readonly { readonly name: string }[];
  readonly outputArtifacts?: readonly { readonly name: string }[];
  readonly roleArn?: string;
  readonly region?: string;
  readonly namespace?: string;
  readonly timeoutInMinutes?: number;
}

export interface ActionTypeId {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}

/** The structure as AWS gives it back: what was left out is there with its default. */
export function completed(definition: Definition): Definition {
  return {
    ...definition,
    executionMode: definition.executionMode ?? "SUPERSEDED",
    pipelineType: definition.pipelineType ?? "V1",
    stages: definition.stages.map((stage) => ({
      ...stage,
      actions: stage.actions.map((action) => ({
        ...action,
        runOrder: action.runOrder ?? 1,
        configuration: action.configuration ?? {},
        inputArtifacts: action.inputArtifacts ?? [],
        outputArtifacts: action.outputArtifacts ?? [],
      })),
    })),
  };
}

/** The bucket that artifacts pass through. */
export function bucketOf(definition: Definition): string {
  const [first] = Object.values(definition.artifactStores ?? {});
  return definition.artifactStore?.location ?? first?.location ?? "";
}
