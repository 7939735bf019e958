import {
  type LifecycleRule,
  type PutBucketLifecycleConfigurationCommandInput,
} from "@aws-sdk/client-s3";

import { type Properties, type ResourceEntry } from "../resourceEntry";
import { settingEntry } from "./s3Settings";
import {
  capitalised,
  present,
  record,
  records,
  tagList,
  tagMap,
  text,
  uncapitalised,
} from "./shapes";

const lifecycle = settingEntry({
  type: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  inputs: ["rules"],
  write: (s3, Bucket, inputs) => {
    const configuration = { Rules: records(inputs["rules"]).map(ruleRequest) };
    return s3.putBucketLifecycleConfiguration({
      Bucket,
      LifecycleConfiguration:
        configuration as unknown as PutBucketLifecycleConfigurationCommandInput["LifecycleConfiguration"],
    });
  },
  read: async (s3, Bucket) => {
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket });
    return { rules: (Rules ?? []).map(ruleOutputs) };
  },
  remove: (s3, Bucket) => s3.deleteBucketLifecycle({ Bucket }),
  missing: ["NoSuchLifecycleConfiguration"],
});

/** A rule as S3 takes it: apart from the id and the tags of a filter, only the capitals differ. */
export function ruleRequest({ id, filter, expiration, ...rest }: Properties): Properties {
  const { and, ...single } = record(filter);
  const { tags, ...conditions } = record(and);
  return present({
    ...record(capitalised(rest)),
    ID: id,
    Expiration: expiration === undefined ? undefined : withDates(record(capitalised(expiration))),
    // S3 wants a filter in every rule; an empty one means the whole bucket.
    Filter: {
      ...record(capitalised(single)),
      ...(and === undefined
        ? {}
        : { And: { ...record(capitalised(conditions)), Tags: tagList(tags) } }),
    },
  });
}

/** A rule in the provider's shape. */
export function ruleOutputs({ ID, Filter, Expiration, ...rest }: LifecycleRule): Properties {
  const { And, ...single } = Filter ?? {};
  const { Tags, ...conditions } = And ?? {};
  const filter = present({
    ...record(uncapitalised(single)),
    and:
      And === undefined ? undefined : { ...record(uncapitalised(conditions)), tags: tagMap(Tags) },
  });
  return present({
    ...record(uncapitalised(rest)),
    id: ID,
    expiration:
      Expiration &&
      present({
        ...record(uncapitalised({ ...Expiration, Date: undefined })),
        date: Expiration.Date?.toISOString(),
      }),
    filter: Object.keys(filter).length > 0 ? filter : undefined,
  });
}

/** The SDK takes a time, the provider a text. */
function withDates(expiration: Properties): Properties {
  const date = text(expiration["Date"]);
  return date === undefined ? expiration : { ...expiration, Date: new Date(date) };
}

export const entries: readonly ResourceEntry[] = [lifecycle];
