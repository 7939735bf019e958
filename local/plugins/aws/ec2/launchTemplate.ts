import {
  type CreateLaunchTemplateVersionCommandInput,
  type LaunchTemplate,
  type ResponseLaunchTemplateData,
} from "@aws-sdk/client-ec2";

import { type Clients } from "../../clients";
import { sameSet } from "../../equivalence";
import { covers } from "../../provider/diff";
import { type Properties, type ResourceEntry } from "../../resourceEntry";
import { observed, present, request, required, tagMap, text } from "../shapes";
import { ec2Arn, tagSpecifications, unlessNotFound, updateTags } from "./common";
import { dataInputs, dataRequest, dataState, filled } from "./launchTemplateData";

export const launchTemplate: ResourceEntry = {
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  inputs: [...dataInputs, "defaultVersion", "description", "name", "tags", "updateDefaultVersion"],
  replaceOn: ["name"],
  computed: ["arn", "defaultVersion", "latestVersion", "metadataOptions", "namePrefix"],
  computedOnUpdate: ["defaultVersion", "latestVersion"],
  autoName: { property: "name", maxLength: 125 },
  equivalent: { vpcSecurityGroupIds: sameSet },
  validate: (inputs) =>
    inputs["defaultVersion"] !== undefined && inputs["updateDefaultVersion"] !== undefined
      ? [{ property: "defaultVersion", reason: "conflicts with updateDefaultVersion" }]
      : [],
  create: async (clients, inputs) => {
    const { LaunchTemplate: created } = await (
      await clients.ec2()
    ).createLaunchTemplate({
      LaunchTemplateName: required(inputs, "name"),
      VersionDescription: text(inputs["description"]),
      LaunchTemplateData: dataRequest(inputs),
      TagSpecifications: tagSpecifications("launch-template", inputs),
    });
    return required({ ...created }, "LaunchTemplateId");
  },
  read: async (clients, id, known) => {
    const found = await findTemplate(clients, id);
    if (found === undefined) {
      return undefined;
    }
    const latest = await latestVersion(clients, id);
    return observed({
      // A version never changes, so what an emulator leaves out of it is what was asked for.
      ...filled(present(dataState({ ...latest?.data })), known),
      arn: await ec2Arn(clients, "launch-template", id),
      defaultVersion: found.DefaultVersionNumber,
      description: latest?.description,
      latestVersion: found.LatestVersionNumber,
      name: found.LaunchTemplateName,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const ec2 = await clients.ec2();
    const versioned = [...dataInputs, "description"];
    if (
      versioned.some((key) => !covers(previous[key], inputs[key] ?? computedValue(key, previous)))
    ) {
      const { LaunchTemplateVersion: made } = await ec2.createLaunchTemplateVersion(
        request<CreateLaunchTemplateVersionCommandInput>({
          LaunchTemplateId: id,
          VersionDescription: inputs["description"],
          LaunchTemplateData: dataRequest(inputs),
        }),
      );
      if (inputs["updateDefaultVersion"] === true) {
        await setDefault(clients, id, made?.VersionNumber);
      }
    }
    if (typeof inputs["defaultVersion"] === "number") {
      await setDefault(clients, id, inputs["defaultVersion"]);
    }
    await updateTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    await unlessNotFound(() => ec2.deleteLaunchTemplate({ LaunchTemplateId: id }));
  },
};

/** What AWS filled in for an absent input is no reason for a new version. */
function computedValue(key: string, previous: Properties): unknown {
  return key === "metadataOptions" ? previous[key] : undefined;
}

async function findTemplate(clients: Clients, id: string): Promise<LaunchTemplate | undefined> {
  const ec2 = await clients.ec2();
  const answer = await unlessNotFound(() =>
    ec2.describeLaunchTemplates({ LaunchTemplateIds: [id] }),
  );
  return answer?.LaunchTemplates?.[0];
}

async function latestVersion(
  clients: Clients,
  id: string,
): Promise<
  { data: ResponseLaunchTemplateData | undefined; description: string | undefined } | undefined
> {
  const { LaunchTemplateVersions } = await (
    await clients.ec2()
  ).describeLaunchTemplateVersions({ LaunchTemplateId: id, Versions: ["$Latest"] });
  const version = LaunchTemplateVersions?.[0];
  return version && { data: version.LaunchTemplateData, description: version.VersionDescription };
}

async function setDefault(
  clients: Clients,
  id: string,
  version: number | undefined,
): Promise<void> {
  if (version === undefined) {
    return;
  }
  await (
    await clients.ec2()
  ).modifyLaunchTemplate({ LaunchTemplateId: id, DefaultVersion: String(version) });
}
