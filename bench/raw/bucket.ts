import * as aws from "@pulumi/aws";

import { opts } from "./provider";

/** A bucket that nobody outside reads, and whose objects expire after some days. */
export function privateBucket(
  name: string,
  { expires, versioned = false }: { expires: number; versioned?: boolean },
): aws.s3.Bucket {
  const bucket = new aws.s3.Bucket(name, {}, opts);
  new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    opts,
  );
  new aws.s3.BucketOwnershipControls(
    name,
    { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
    opts,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    {
      bucket: bucket.id,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    },
    opts,
  );
  const versioning = versioned
    ? [
        new aws.s3.BucketVersioning(
          name,
          { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
          opts,
        ),
      ]
    : [];
  new aws.s3.BucketLifecycleConfiguration(
    name,
    {
      bucket: bucket.id,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: {},
          expiration: { days: expires },
          ...(versioned && { noncurrentVersionExpiration: { noncurrentDays: 1 } }),
        },
      ],
    },
    { ...opts, dependsOn: versioning },
  );
  return bucket;
}
