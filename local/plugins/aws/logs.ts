import { type CreateLogGroupCommandInput } from "@aws-sdk/client-cloudwatch-logs";

import { unlessGone } from "../provider/failure";
import { type ResourceEntry } from "../resourceEntry";
import { prefixedName } from "./names";
import { observed, request, tagChanges, text, whole } from "./shapes";

const logGroup: ResourceEntry = {
  type: "aws:cloudwatch/logGroup:LogGroup",
  inputs: [
    "kmsKeyId",
    "logGroupClass",
    "name",
    "namePrefix",
    "retentionInDays",
    "skipDestroy",
    "tags",
  ],
  replaceOn: ["logGroupClass", "name", "namePrefix"],
  computed: ["arn", "logGroupClass", "tagsAll"],
  defaults: { retentionInDays: 0, skipDestroy: false },
  autoName: { property: "name", maxLength: 512 },
  create: async (clients, inputs) => {
    const logs = await clients.logs();
    const name = text(inputs["name"]) ?? prefixedName(inputs["namePrefix"], 512);
    await logs.createLogGroup(
      request<CreateLogGroupCommandInput>({
        logGroupName: name,
        kmsKeyId: inputs["kmsKeyId"],
        logGroupClass: inputs["logGroupClass"],
        tags: inputs["tagsAll"],
      }),
    );
    const days = whole(inputs["retentionInDays"]) ?? 0;
    if (days > 0) {
      await logs.putRetentionPolicy({ logGroupName: name, retentionInDays: days });
    }
    return name;
  },
  read: async (clients, id) => {
    const logs = await clients.logs();
    const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: id });
    const found = logGroups?.find(({ logGroupName }) => logGroupName === id);
    if (found === undefined) {
      return undefined;
    }
    // The provider's ARN is the group's own, without the wildcard for its streams.
    const arn = (found.arn ?? "").replace(/:\*$/, "");
    const { tags } = await logs.listTagsForResource({ resourceArn: arn });
    return observed({
      arn,
      name: id,
      kmsKeyId: found.kmsKeyId,
      logGroupClass: found.logGroupClass ?? "STANDARD",
      retentionInDays: found.retentionInDays ?? 0,
      tagsAll: tags ?? {},
    });
  },
  update: async (clients, id, inputs, previous) => {
    const logs = await clients.logs();
    const days = whole(inputs["retentionInDays"]) ?? 0;
    if (days !== previous["retentionInDays"]) {
      // 0 is the provider's word for "never expires".
      await (days > 0
        ? logs.putRetentionPolicy({ logGroupName: id, retentionInDays: days })
        : logs.deleteRetentionPolicy({ logGroupName: id }));
    }
    const key = text(inputs["kmsKeyId"]);
    if (key !== text(previous["kmsKeyId"])) {
      await (key === undefined
        ? logs.disassociateKmsKey({ logGroupName: id })
        : logs.associateKmsKey({ logGroupName: id, kmsKeyId: key }));
    }
    const resourceArn = text(previous["arn"]);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await logs.untagResource({ resourceArn, tagKeys: removed });
    }
    if (Object.keys(written).length > 0) {
      await logs.tagResource({ resourceArn, tags: written });
    }
  },
  delete: async (clients, id, state) => {
    if (state["skipDestroy"] === true) {
      return;
    }
    const logs = await clients.logs();
    await unlessGone(() => logs.deleteLogGroup({ logGroupName: id }), "ResourceNotFoundException");
  },
};

export const entries: readonly ResourceEntry[] = [logGroup];
