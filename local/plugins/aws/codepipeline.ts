import { type PipelineDeclaration } from "@aws-sdk/client-codepipeline";

import { unlessGone } from "../provider/failure";
import { type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { pipelineDeclaration, pipelineProperties } from "./pipelineShape";
import { refusedFor, retrying } from "./retry";
import { lowerTagList, records, required, tagChanges, tagMap, text } from "./shapes";

const pipeline: ResourceEntry = {
  type: "aws:codepipeline/pipeline:Pipeline",
  inputs: [
    "artifactStores",
    "executionMode",
    "name",
    "pipelineType",
    "roleArn",
    "stages",
    "tags",
    "triggers",
  ],
  replaceOn: ["name"],
  computed: ["arn", "tagsAll", "triggerAlls"],
  defaults: { executionMode: "SUPERSEDED", pipelineType: "V1" },
  autoName: { property: "name", maxLength: 100 },
  validate: (inputs) => [...tooFew(inputs), ...badStores(inputs)],
  create: async (clients, inputs) => {
    const codePipeline = await clients.codePipeline();
    const declared = pipelineDeclaration(inputs);
    const tags = lowerTagList(inputs["tagsAll"]);
    const answer = await retrying(
      () => codePipeline.createPipeline({ pipeline: declared, tags }),
      // The role exists, and IAM has not told every service yet.
      (error) => refusedFor(error, ["InvalidStructureException"], ["not authorized"]),
    );
    return answer.pipeline?.name ?? required(inputs, "name");
  },
  read: async (clients, id) => {
    const codePipeline = await clients.codePipeline();
    const answer = await unlessGone(
      () => codePipeline.getPipeline({ name: id }),
      "PipelineNotFoundException",
    );
    if (answer?.pipeline === undefined) {
      return undefined;
    }
    const arn = answer.metadata?.pipelineArn;
    const { tags } = await codePipeline.listTagsForResource({ resourceArn: arn });
    return { ...pipelineProperties(answer.pipeline), arn, tagsAll: tagMap(tags), triggerAlls: [] };
  },
  update: async (clients, id, inputs, previous) => {
    const codePipeline = await clients.codePipeline();
    const wanted: PipelineDeclaration = pipelineDeclaration({ ...inputs, name: id });
    const structure = [
      ...["artifactStores", "executionMode", "pipelineType", "roleArn", "stages", "triggers"],
    ];
    // Every update counts as a new version, so tags alone must not cause one.
    if (structure.some((name) => !sameStructure(previous, inputs, name))) {
      await codePipeline.updatePipeline({ pipeline: wanted });
    }
    const resourceArn = text(previous["arn"]);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await codePipeline.untagResource({ resourceArn, tagKeys: removed });
    }
    if (Object.keys(written).length > 0) {
      await codePipeline.tagResource({ resourceArn, tags: lowerTagList(written) });
    }
  },
  delete: async (clients, id) => {
    // AWS calls the deletion of what is gone a success.
    await (await clients.codePipeline()).deletePipeline({ name: id });
  },
};

/** Whether AWS would be told the same as before. */
function sameStructure(previous: Properties, inputs: Properties, name: string): boolean {
  const told = (properties: Properties): string =>
    JSON.stringify(pipelineDeclaration({ ...inputs, [name]: properties[name], name: "" }));
  return told(previous) === told(inputs);
}

function tooFew(inputs: Properties): readonly Problem[] {
  const { stages } = inputs;
  return Array.isArray(stages) && stages.length < 2
    ? [{ property: "stages", reason: `at least 2 stages are required, got ${stages.length}` }]
    : [];
}

/** The real provider's rules for regions, which belong to pipelines across regions. */
function badStores(inputs: Properties): readonly Problem[] {
  const stores = records(inputs["artifactStores"]);
  const [only] = stores;
  if (stores.length === 1 && text(only?.["region"]) !== undefined) {
    return [
      {
        property: "artifactStores[0].region",
        reason: "region cannot be set for a single-region CodePipeline",
      },
    ];
  }
  return stores.length > 1
    ? [{ property: "artifactStores", reason: "pipelines across regions are not served" }]
    : [];
}

export const entries: readonly ResourceEntry[] = [pipeline];
