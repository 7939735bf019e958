import {
  type ActionDeclaration,
  type ArtifactStore,
  type PipelineDeclaration,
  type StageDeclaration,
} from "@aws-sdk/client-codepipeline";

import { isRecord } from "../provider/values";
import { type Properties } from "../resourceEntry";
import { present, record, records, request, text, texts } from "./shapes";

/** A pipeline as the API takes it. */
export function pipelineDeclaration(inputs: Properties): PipelineDeclaration {
  const [store] = records(inputs["artifactStores"]);
  return request<PipelineDeclaration>({
    name: inputs["name"],
    roleArn: inputs["roleArn"],
    artifactStore: store && artifactStore(store),
    executionMode: inputs["executionMode"],
    pipelineType: inputs["pipelineType"],
    stages: records(inputs["stages"]).map(stageDeclaration),
    triggers: triggerDeclarations(inputs["triggers"]),
  });
}

/** The provider has the plural for what the API calls `push` and `pullRequest`. */
function triggerDeclarations(declared: unknown): Properties[] | undefined {
  const triggers = records(declared).map((trigger) => {
    const { pushes, pullRequests, ...git } = record(trigger["gitConfiguration"]);
    const gitConfiguration = present({ ...git, push: pushes, pullRequest: pullRequests });
    return { providerType: trigger["providerType"], gitConfiguration };
  });
  return triggers.length > 0 ? triggers : undefined;
}

function triggerProperties({ triggers = [] }: PipelineDeclaration): Properties[] {
  return triggers.map(({ providerType, gitConfiguration }) => {
    const { push, pullRequest, ...git } = { ...gitConfiguration };
    return {
      providerType,
      gitConfiguration: present({ ...git, pushes: push, pullRequests: pullRequest }),
    };
  });
}

function artifactStore(store: Properties): ArtifactStore {
  return request<ArtifactStore>({
    type: store["type"],
    location: store["location"],
    encryptionKey: isRecord(store["encryptionKey"])
      ? { id: store["encryptionKey"]["id"], type: store["encryptionKey"]["type"] }
      : undefined,
  });
}

function stageDeclaration(stage: Properties): StageDeclaration {
  const { actions, name, ...conditions } = stage;
  const [unserved] = Object.keys(present(conditions));
  if (unserved !== undefined) {
    throw new Error(`The stand-in provider does not serve "${unserved}" of a stage.`);
  }
  return request<StageDeclaration>({ name, actions: records(actions).map(actionDeclaration) });
}

function actionDeclaration(action: Properties): ActionDeclaration {
  const { category, owner, provider, version } = action;
  const artifacts = (names: unknown) => texts(names).map((name) => ({ name }));
  const inputs = artifacts(action["inputArtifacts"]);
  const outputs = artifacts(action["outputArtifacts"]);
  return request<ActionDeclaration>({
    name: action["name"],
    actionTypeId: { category, owner, provider, version },
    configuration: action["configuration"],
    inputArtifacts: inputs.length > 0 ? inputs : undefined,
    outputArtifacts: outputs.length > 0 ? outputs : undefined,
    // AWS fills it in; a state that says 1 and a program that says nothing mean the same.
    runOrder: action["runOrder"] ?? 1,
    roleArn: action["roleArn"],
    region: action["region"],
    namespace: action["namespace"],
    timeoutInMinutes: action["timeoutInMinutes"],
  });
}

/** A pipeline in the provider's shape. */
export function pipelineProperties(pipeline: PipelineDeclaration): Properties {
  const store = pipeline.artifactStore;
  return {
    name: pipeline.name,
    roleArn: pipeline.roleArn,
    executionMode: pipeline.executionMode,
    pipelineType: pipeline.pipelineType,
    artifactStores: store === undefined ? [] : [present({ ...store })],
    triggers: triggerProperties(pipeline),
    stages: (pipeline.stages ?? []).map(({ name, actions }) => ({
      name,
      actions: (actions ?? []).map(actionProperties),
    })),
  };
}

function actionProperties(action: ActionDeclaration): Properties {
  const names = (artifacts: readonly { readonly name: string | undefined }[] = []) =>
    artifacts.flatMap(({ name }) => text(name) ?? []);
  const inputs = names(action.inputArtifacts);
  const outputs = names(action.outputArtifacts);
  const configuration = action.configuration ?? {};
  return present({
    ...action.actionTypeId,
    name: action.name,
    configuration: Object.keys(configuration).length > 0 ? configuration : undefined,
    inputArtifacts: inputs.length > 0 ? inputs : undefined,
    outputArtifacts: outputs.length > 0 ? outputs : undefined,
    runOrder: action.runOrder,
    roleArn: action.roleArn,
    region: action.region,
    namespace: action.namespace,
    timeoutInMinutes: action.timeoutInMinutes,
  });
}
