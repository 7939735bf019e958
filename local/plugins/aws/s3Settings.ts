import { type S3, type ServerSideEncryptionRule } from "@aws-sdk/client-s3";

import { samePolicy } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type Properties, type ResourceEntry } from "../resourceEntry";
import { present, record, records, required } from "./shapes";

/** A part of a bucket that the provider treats as a resource of its own; its id is the bucket's name. */
interface Setting {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly defaults?: Properties;
  readonly equivalent?: ResourceEntry["equivalent"];
  readonly write: (s3: S3, bucket: string, inputs: Properties) => Promise<unknown>;
  readonly read: (s3: S3, bucket: string) => Promise<Properties | undefined>;
  readonly remove: (s3: S3, bucket: string, state: Properties) => Promise<unknown>;
  /** What S3 answers when the setting is not there. */
  readonly missing: readonly string[];
}

/** One resource type out of a part of a bucket. */
export function settingEntry(setting: Setting): ResourceEntry {
  const missing = ["NoSuchBucket", ...setting.missing];
  return {
    type: setting.type,
    inputs: ["bucket", ...setting.inputs],
    replaceOn: ["bucket"],
    computed: [],
    defaults: setting.defaults ?? {},
    ...(setting.equivalent ? { equivalent: setting.equivalent } : {}),
    create: async (clients, inputs) => {
      const bucket = required(inputs, "bucket");
      await setting.write(await clients.s3(), bucket, inputs);
      return bucket;
    },
    read: async (clients, id) => {
      const s3 = await clients.s3();
      const found = await unlessGone(() => setting.read(s3, id), ...missing);
      return found && { bucket: id, ...found };
    },
    update: async (clients, id, inputs) => {
      await setting.write(await clients.s3(), id, inputs);
    },
    delete: async (clients, id, state) => {
      const s3 = await clients.s3();
      await unlessGone(() => setting.remove(s3, id, state), ...missing);
    },
  };
}

const policy = settingEntry({
  type: "aws:s3/bucketPolicy:BucketPolicy",
  inputs: ["policy"],
  equivalent: { policy: samePolicy },
  write: (s3, Bucket, inputs) => s3.putBucketPolicy({ Bucket, Policy: required(inputs, "policy") }),
  read: async (s3, Bucket) => ({ policy: (await s3.getBucketPolicy({ Bucket })).Policy }),
  remove: (s3, Bucket) => s3.deleteBucketPolicy({ Bucket }),
  missing: ["NoSuchBucketPolicy"],
});

const blocks = {
  blockPublicAcls: "BlockPublicAcls",
  blockPublicPolicy: "BlockPublicPolicy",
  ignorePublicAcls: "IgnorePublicAcls",
  restrictPublicBuckets: "RestrictPublicBuckets",
} as const;

const publicAccessBlock = settingEntry({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  inputs: [...Object.keys(blocks), "skipDestroy"],
  defaults: Object.fromEntries(Object.keys(blocks).map((name) => [name, false])),
  write: (s3, Bucket, inputs) => {
    const flags = Object.entries(blocks).map(([name, key]) => [key, inputs[name] === true]);
    const PublicAccessBlockConfiguration = Object.fromEntries(flags) as Record<string, boolean>;
    return s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration });
  },
  read: async (s3, Bucket) => {
    const found = (await s3.getPublicAccessBlock({ Bucket })).PublicAccessBlockConfiguration;
    return Object.fromEntries(
      Object.entries(blocks).map(([name, key]) => [name, found?.[key] ?? false]),
    );
  },
  remove: async (s3, Bucket, state) => {
    if (state["skipDestroy"] !== true) {
      await s3.deletePublicAccessBlock({ Bucket });
    }
  },
  missing: ["NoSuchPublicAccessBlockConfiguration"],
});

const ownershipControls = settingEntry({
  type: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  inputs: ["rule"],
  write: (s3, Bucket, inputs) => {
    const ownership = required(record(inputs["rule"]), "objectOwnership") as "BucketOwnerEnforced";
    return s3.putBucketOwnershipControls({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] },
    });
  },
  read: async (s3, Bucket) => {
    const { OwnershipControls } = await s3.getBucketOwnershipControls({ Bucket });
    return { rule: { objectOwnership: OwnershipControls?.Rules?.[0]?.ObjectOwnership } };
  },
  remove: (s3, Bucket) => s3.deleteBucketOwnershipControls({ Bucket }),
  missing: ["OwnershipControlsNotFoundError"],
});

const encryption = settingEntry({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  inputs: ["rules"],
  write: (s3, Bucket, inputs) => {
    const configuration = { Rules: records(inputs["rules"]).map(encryptionRequest) };
    return s3.putBucketEncryption({
      Bucket,
      ServerSideEncryptionConfiguration: configuration,
    });
  },
  read: async (s3, Bucket) => {
    const { ServerSideEncryptionConfiguration: found } = await s3.getBucketEncryption({ Bucket });
    return { rules: (found?.Rules ?? []).map(encryptionOutputs) };
  },
  remove: (s3, Bucket) => s3.deleteBucketEncryption({ Bucket }),
  missing: ["ServerSideEncryptionConfigurationNotFoundError"],
});

const versioning = settingEntry({
  type: "aws:s3/bucketVersioning:BucketVersioning",
  inputs: ["versioningConfiguration"],
  write: async (s3, Bucket, inputs) => {
    const { status, mfaDelete } = record(inputs["versioningConfiguration"]);
    // "Disabled" is the provider's word for a bucket whose versioning was never set.
    if (status === "Disabled") {
      return;
    }
    const configuration = present({ Status: status, MFADelete: mfaDelete });
    await s3.putBucketVersioning({
      Bucket,
      VersioningConfiguration: configuration,
    });
  },
  read: async (s3, Bucket) => {
    const { Status } = await s3.getBucketVersioning({ Bucket });
    return { versioningConfiguration: { status: Status ?? "Disabled" } };
  },
  remove: async (s3, Bucket, state) => {
    // S3 cannot go back to "never set": what ends is the keeping of new versions.
    if (record(state["versioningConfiguration"])["status"] !== "Enabled") {
      return;
    }
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Suspended" } });
  },
  missing: [],
});

function encryptionRequest(rule: Properties): Properties {
  const algorithm = record(rule["applyServerSideEncryptionByDefault"]);
  return present({
    ApplyServerSideEncryptionByDefault:
      "sseAlgorithm" in algorithm
        ? present({
            SSEAlgorithm: algorithm["sseAlgorithm"],
            KMSMasterKeyID: algorithm["kmsMasterKeyId"],
          })
        : undefined,
    BucketKeyEnabled: rule["bucketKeyEnabled"],
  });
}

function encryptionOutputs(rule: ServerSideEncryptionRule): Properties {
  const algorithm = rule.ApplyServerSideEncryptionByDefault;
  return present({
    applyServerSideEncryptionByDefault:
      algorithm &&
      present({ sseAlgorithm: algorithm.SSEAlgorithm, kmsMasterKeyId: algorithm.KMSMasterKeyID }),
    bucketKeyEnabled: rule.BucketKeyEnabled ?? false,
  });
}

export const entries: readonly ResourceEntry[] = [
  policy,
  publicAccessBlock,
  ownershipControls,
  encryption,
  versioning,
];
