import { type PutParameterCommandInput } from "@aws-sdk/client-ssm";

import { type Clients } from "../clients";
import { unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { observed, request, required, tagChanges, tagList, tagMap } from "./shapes";

const parameter: ResourceEntry = {
  type: "aws:ssm/parameter:Parameter",
  inputs: ["description", "name", "tags", "tier", "type", "value"],
  replaceOn: ["name"],
  computed: ["arn", "dataType", "tagsAll", "tier", "version"],
  computedOnUpdate: ["version"],
  autoName: { property: "name", maxLength: 2048 },
  secretOutputs: ["value"],
  create: async (clients, inputs) => {
    await put(clients, inputs, { Overwrite: false, Tags: tagList(inputs["tagsAll"]) });
    return required(inputs, "name");
  },
  read: async (clients, id, known) => {
    const ssm = await clients.ssm();
    const answer = await unlessGone(
      () => ssm.getParameter({ Name: id, WithDecryption: true }),
      "ParameterNotFound",
    );
    const found = answer?.Parameter;
    if (found === undefined) {
      return undefined;
    }
    const Filters = [{ Key: "Name", Option: "Equals", Values: [id] }];
    const { Parameters: [described] = [] } = await ssm.describeParameters({
      ParameterFilters: Filters,
    });
    const { TagList } = await ssm.listTagsForResource({
      ResourceType: "Parameter",
      ResourceId: id,
    });
    return observed({
      arn: found.ARN,
      dataType: found.DataType,
      description: described?.Description,
      name: found.Name,
      // AWS tells the tier that it chose; that it should choose is what was asked for.
      tier: known["tier"] === "Intelligent-Tiering" ? known["tier"] : described?.Tier,
      type: found.Type,
      value: found.Value,
      version: found.Version,
      tagsAll: tagMap(TagList),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const ssm = await clients.ssm();
    const said = ["description", "tier", "type", "value"];
    if (said.some((name) => inputs[name] !== previous[name])) {
      await put(clients, inputs, { Overwrite: true });
    }
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    const resource = { ResourceType: "Parameter", ResourceId: id } as const;
    if (removed.length > 0) {
      await ssm.removeTagsFromResource({ ...resource, TagKeys: removed });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await ssm.addTagsToResource({ ...resource, Tags });
    }
  },
  delete: async (clients, id) => {
    const ssm = await clients.ssm();
    await unlessGone(() => ssm.deleteParameter({ Name: id }), "ParameterNotFound");
  },
};

async function put(clients: Clients, inputs: Properties, more: Properties): Promise<void> {
  const ssm = await clients.ssm();
  await ssm.putParameter(
    request<PutParameterCommandInput>({
      Name: inputs["name"],
      Description: inputs["description"],
      Tier: inputs["tier"],
      Type: inputs["type"],
      Value: inputs["value"],
      ...more,
    }),
  );
}

export const entries: readonly ResourceEntry[] = [parameter];
