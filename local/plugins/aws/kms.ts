import { type CreateKeyCommandInput, type KMS } from "@aws-sdk/client-kms";

import { samePolicy } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import { refusedFor, retrying } from "./retry";
import { observed, record, request, required, tagChanges, text, whole } from "./shapes";

const key: ResourceEntry = {
  type: "aws:kms/key:Key",
  inputs: [
    "customerMasterKeySpec",
    "deletionWindowInDays",
    "description",
    "enableKeyRotation",
    "isEnabled",
    "keyUsage",
    "policy",
    "tags",
  ],
  replaceOn: ["customerMasterKeySpec", "keyUsage"],
  computed: [
    "arn",
    "description",
    "keyId",
    "multiRegion",
    "policy",
    "rotationPeriodInDays",
    "tagsAll",
  ],
  defaults: {
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    enableKeyRotation: false,
    isEnabled: true,
    keyUsage: "ENCRYPT_DECRYPT",
  },
  equivalent: { policy: samePolicy },
  validate: (inputs) => {
    const days = whole(inputs["deletionWindowInDays"]);
    const reason = `expected to be in the range (7 - 30), got ${String(days)}`;
    return days !== undefined && (days < 7 || days > 30)
      ? [{ property: "deletionWindowInDays", reason }]
      : [];
  },
  create: async (clients, inputs) => {
    const kms = await clients.kms();
    const input = request<CreateKeyCommandInput>({
      Description: inputs["description"],
      KeySpec: inputs["customerMasterKeySpec"],
      KeyUsage: inputs["keyUsage"],
      Policy: inputs["policy"],
      Tags: tagPairs(inputs["tagsAll"]),
    });
    // A role that the policy names may be too new.
    const { KeyMetadata } = await retrying(
      () => kms.createKey(input),
      (error) => isAwsError(error, "MalformedPolicyDocumentException"),
    );
    const id = required({ ...KeyMetadata }, "KeyId");
    await onceCreated(id, async () => {
      if (inputs["enableKeyRotation"] === true) {
        await kms.enableKeyRotation({ KeyId: id });
      }
      if (inputs["isEnabled"] === false) {
        await kms.disableKey({ KeyId: id });
      }
    });
    return id;
  },
  read: async (clients, id) => {
    const kms = await clients.kms();
    const KeyId = id;
    const answer = await unlessGone(() => kms.describeKey({ KeyId }), "NotFoundException");
    const found = answer?.KeyMetadata;
    // A key whose end is set is as good as gone.
    if (found === undefined || found.KeyState === "PendingDeletion") {
      return undefined;
    }
    const { Policy } = await kms.getKeyPolicy({ KeyId, PolicyName: "default" });
    const rotation = await kms.getKeyRotationStatus({ KeyId });
    const { Tags } = await kms.listResourceTags({ KeyId });
    return observed({
      arn: found.Arn,
      customerMasterKeySpec: found.KeySpec,
      description: found.Description,
      enableKeyRotation: rotation.KeyRotationEnabled ?? false,
      isEnabled: found.Enabled,
      keyId: found.KeyId,
      keyUsage: found.KeyUsage,
      multiRegion: found.MultiRegion ?? false,
      policy: Policy,
      rotationPeriodInDays: rotation.RotationPeriodInDays,
      tagsAll: Object.fromEntries((Tags ?? []).map((tag) => [tag.TagKey ?? "", tag.TagValue])),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const kms = await clients.kms();
    const changes = (name: string) => inputs[name] !== previous[name];
    // A key that is disabled takes no other change.
    if (changes("isEnabled") && inputs["isEnabled"] === true) {
      await kms.enableKey({ KeyId: id });
    }
    await updateSettings(kms, id, inputs, changes);
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      await kms.untagResource({ KeyId: id, TagKeys: removed });
    }
    const Tags = tagPairs(written);
    if (Tags.length > 0) {
      await kms.tagResource({ KeyId: id, Tags });
    }
    if (changes("isEnabled") && inputs["isEnabled"] === false) {
      await kms.disableKey({ KeyId: id });
    }
  },
  delete: async (clients, id, state) => {
    const kms = await clients.kms();
    const days = whole(state["deletionWindowInDays"]);
    try {
      await kms.scheduleKeyDeletion({
        KeyId: id,
        ...(days !== undefined && { PendingWindowInDays: days }),
      });
    } catch (error) {
      const gone = isAwsError(error, "NotFoundException");
      const going = refusedFor(error, ["KMSInvalidStateException"], ["is pending deletion"]);
      if (!gone && !going) {
        throw error;
      }
    }
  },
};

async function updateSettings(
  kms: KMS,
  KeyId: string,
  inputs: Properties,
  changes: (name: string) => boolean,
): Promise<void> {
  if (changes("enableKeyRotation")) {
    await (inputs["enableKeyRotation"] === true
      ? kms.enableKeyRotation({ KeyId })
      : kms.disableKeyRotation({ KeyId }));
  }
  if (changes("description")) {
    const Description = text(inputs["description"]) ?? "";
    await kms.updateKeyDescription({ KeyId, Description });
  }
  const Policy = text(inputs["policy"]);
  if (changes("policy") && Policy !== undefined) {
    await kms.putKeyPolicy({ KeyId, PolicyName: "default", Policy });
  }
}

/** Tags as KMS takes them. */
function tagPairs(tags: unknown): { TagKey: string; TagValue: string }[] {
  return Object.entries(record(tags)).map(([TagKey, value]) => ({
    TagKey,
    TagValue: String(value),
  }));
}

export const entries: readonly ResourceEntry[] = [key];
