import { type CreateBucketCommandInput, type S3 } from "@aws-sdk/client-s3";

import { canonical } from "../equivalence";
import { unlessGone } from "../provider/failure";
import { type ResourceEntry } from "../resourceEntry";
import { prefixedName } from "./names";
import { entries as lifecycle } from "./s3Lifecycle";
import { entries as settings } from "./s3Settings";
import { observed, request, tagList, tagMap, text } from "./shapes";

const bucket: ResourceEntry = {
  type: "aws:s3/bucket:Bucket",
  inputs: ["bucket", "bucketPrefix", "forceDestroy", "objectLockEnabled", "tags"],
  replaceOn: ["bucket", "bucketPrefix", "objectLockEnabled"],
  computed: [
    "arn",
    "bucketDomainName",
    "bucketRegion",
    "bucketRegionalDomainName",
    "objectLockEnabled",
    "tagsAll",
  ],
  defaults: { forceDestroy: false },
  autoName: { property: "bucket", maxLength: 63, lowercase: true },
  create: async (clients, inputs) => {
    const s3 = await clients.s3();
    const name = text(inputs["bucket"]) ?? prefixedName(inputs["bucketPrefix"], 63);
    await s3.createBucket(
      request<CreateBucketCommandInput>({
        Bucket: name,
        ObjectLockEnabledForBucket: inputs["objectLockEnabled"],
        // The oldest region is the one that must not be named.
        CreateBucketConfiguration:
          clients.region === "us-east-1" ? undefined : { LocationConstraint: clients.region },
      }),
    );
    await putTags(s3, name, inputs["tagsAll"]);
    return name;
  },
  read: async (clients, id) => {
    const s3 = await clients.s3();
    const head = await unlessGone(
      () => s3.headBucket({ Bucket: id }),
      "NotFound",
      "NoSuchBucket",
      "404",
    );
    if (head === undefined) {
      return undefined;
    }
    const tags = await unlessGone(() => s3.getBucketTagging({ Bucket: id }), "NoSuchTagSet");
    const lock = await unlessGone(
      () => s3.getObjectLockConfiguration({ Bucket: id }),
      "ObjectLockConfigurationNotFoundError",
    );
    return observed({
      arn: `arn:${clients.partition}:s3:::${id}`,
      bucket: id,
      objectLockEnabled: lock?.ObjectLockConfiguration?.ObjectLockEnabled === "Enabled",
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegion: clients.region,
      bucketRegionalDomainName: `${id}.s3.${clients.region}.amazonaws.com`,
      tagsAll: tagMap(tags?.TagSet),
    });
  },
  update: async (clients, id, inputs, previous) => {
    if (canonical(inputs["tagsAll"]) === canonical(previous["tagsAll"])) {
      return;
    }
    await putTags(await clients.s3(), id, inputs["tagsAll"]);
  },
  delete: async (clients, id, state) => {
    const s3 = await clients.s3();
    if (state["forceDestroy"] === true) {
      await unlessGone(() => emptyBucket(s3, id), "NoSuchBucket");
    }
    await unlessGone(() => s3.deleteBucket({ Bucket: id }), "NoSuchBucket");
  },
};

async function putTags(s3: S3, name: string, tags: unknown): Promise<void> {
  const TagSet = tagList(tags);
  await (TagSet.length > 0
    ? s3.putBucketTagging({ Bucket: name, Tagging: { TagSet } })
    : s3.deleteBucketTagging({ Bucket: name }));
}

/** Deletes every version of every object. */
async function emptyBucket(s3: S3, name: string): Promise<void> {
  for (;;) {
    const page = await s3.listObjectVersions({ Bucket: name });
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
      ({ Key, VersionId }) => ({ Key, VersionId }),
    );
    if (Objects.length === 0) {
      return;
    }
    const { Errors = [] } = await s3.deleteObjects({ Bucket: name, Delete: { Objects } });
    const [first] = Errors;
    if (first !== undefined) {
      throw new Error(`cannot delete ${first.Key ?? ""}: ${first.Message ?? first.Code ?? ""}`);
    }
  }
}

export const entries: readonly ResourceEntry[] = [bucket, ...settings, ...lifecycle];
