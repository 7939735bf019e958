import { type CreateOpenIDConnectProviderCommandInput } from "@aws-sdk/client-iam";

import { unlessGone } from "../provider/failure";
import { type ResourceEntry } from "../resourceEntry";
import { observed, request, tagChanges, tagList, tagMap, texts } from "./shapes";

const gone = ["NoSuchEntity", "NoSuchEntityException"];

const openIdConnectProvider: ResourceEntry = {
  type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  inputs: ["clientIdLists", "tags", "thumbprintLists", "url"],
  replaceOn: ["url"],
  computed: ["arn", "tagsAll", "thumbprintLists"],
  create: async (clients, inputs) => {
    const iam = await clients.iam();
    const { OpenIDConnectProviderArn } = await iam.createOpenIDConnectProvider(
      request<CreateOpenIDConnectProviderCommandInput>({
        Url: inputs["url"],
        ClientIDList: inputs["clientIdLists"],
        ThumbprintList: inputs["thumbprintLists"],
        Tags: tagList(inputs["tagsAll"]),
      }),
    );
    return OpenIDConnectProviderArn ?? "";
  },
  read: async (clients, id) => {
    const iam = await clients.iam();
    const OpenIDConnectProviderArn = id;
    const found = await unlessGone(
      () => iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn }),
      ...gone,
    );
    return found === undefined
      ? undefined
      : observed({
          arn: id,
          clientIdLists: found.ClientIDList,
          thumbprintLists: found.ThumbprintList,
          // IAM tells it without its scheme.
          url: `https://${found.Url ?? ""}`,
          tagsAll: tagMap(found.Tags),
        });
  },
  update: async (clients, id, inputs, previous) => {
    const iam = await clients.iam();
    const OpenIDConnectProviderArn = id;
    const before = texts(previous["clientIdLists"]);
    const after = texts(inputs["clientIdLists"]);
    for (const ClientID of after.filter((one) => !before.includes(one))) {
      await iam.addClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID });
    }
    for (const ClientID of before.filter((one) => !after.includes(one))) {
      await iam.removeClientIDFromOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID });
    }
    const ThumbprintList = texts(inputs["thumbprintLists"]);
    if (String(ThumbprintList) !== String(texts(previous["thumbprintLists"]))) {
      await iam.updateOpenIDConnectProviderThumbprint({ OpenIDConnectProviderArn, ThumbprintList });
    }
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await iam.untagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys: removed });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await iam.tagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags });
    }
  },
  delete: async (clients, id) => {
    const iam = await clients.iam();
    await unlessGone(
      () => iam.deleteOpenIDConnectProvider({ OpenIDConnectProviderArn: id }),
      ...gone,
    );
  },
};

export const entries: readonly ResourceEntry[] = [openIdConnectProvider];
