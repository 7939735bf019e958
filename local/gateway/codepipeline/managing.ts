import { page } from "../pages";
import { operation, seconds, wrongToken, type Operation } from "./call";
import { checkDefinition } from "./checkDefinition";
import { completed, type Definition } from "./definition";
import { definitionOf } from "./pipelines";
import { pipelineArn } from "./stateEvents";
import { tagMap, tagsOf, type Tag } from "./tags";

interface Named {
  readonly name: string;
}

interface Declared {
  readonly pipeline: Definition & { version?: number };
}

const createPipeline = operation<Declared & { readonly tags?: readonly Tag[] }>(
  (call, { pipeline: declared, tags }) => {
    const definition = structureOf(declared);
    checkDefinition(definition);
    const pipeline = call.pipelines.create(definition, {
      tags: tagMap(tags),
      created: call.clock.now(),
    });
    const trigger = { triggerType: "CreatePipeline", triggerDetail: call.caller.arn };
    call.engine.begin(pipeline, { trigger, overrides: {} });
    return { pipeline: { ...definition, version: 1 }, tags: tagsOf(pipeline) };
  },
);

const getPipeline = operation<Named & { readonly version?: number }>((call, { name, version }) => {
  const { facts } = call.pipelines.get(name);
  const asked = version ?? facts.versions.length;
  return {
    pipeline: { ...definitionOf(facts, asked), version: asked },
    metadata: {
      pipelineArn: pipelineArn(call.place, name),
      created: seconds(facts.created),
      updated: seconds(facts.updated),
    },
  };
});

// Executions that are under way go on by the version that they were started with.
const updatePipeline = operation<Declared>((call, { pipeline: declared }) => {
  const definition = structureOf(declared);
  const pipeline = call.pipelines.get(definition.name);
  checkDefinition(definition);
  const versions = [...pipeline.facts.versions, definition];
  pipeline.update({ versions, updated: call.clock.now() });
  call.engine.advance(pipeline);
  return { pipeline: { ...definition, version: versions.length } };
});

// Deleting what is not there succeeds.
const deletePipeline = operation<Named>((call, { name }) => {
  const pipeline = call.pipelines.find(name);
  if (pipeline !== undefined) {
    call.engine.forget(pipeline);
  }
  call.pipelines.delete(name);
  return {};
});

const listPipelines = operation<{ readonly nextToken?: string; readonly maxResults?: number }>(
  (call, { nextToken, maxResults = 1000 }) => {
    const { items, next } = page(
      call.pipelines.all(),
      ({ name }) => name,
      nextToken,
      maxResults,
      wrongToken,
    );
    const pipelines = items.map(({ name, facts, definition }) => ({
      name,
      version: facts.versions.length,
      pipelineType: definition.pipelineType,
      executionMode: definition.executionMode,
      created: seconds(facts.created),
      updated: seconds(facts.updated),
    }));
    return { pipelines, ...next };
  },
);

export const managing: Readonly<Record<string, Operation>> = {
  CreatePipeline: createPipeline,
  GetPipeline: getPipeline,
  UpdatePipeline: updatePipeline,
  DeletePipeline: deletePipeline,
  ListPipelines: listPipelines,
};

/** The structure without the version, which is counted here. */
function structureOf(declared: Declared["pipeline"]): Definition {
  const definition = { ...declared };
  delete definition.version;
  return completed(definition);
}
