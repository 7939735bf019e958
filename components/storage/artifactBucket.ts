import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { bucketPolicy } from "../delivery/resourcePolicies";

/** Arguments of {@link ArtifactBucket}. */
export interface ArtifactBucketArgs {
  /** Days until a file is deleted, 1 or more. */
  readonly retentionDays: number;
  /** Whether Pulumi refuses to delete the bucket. If not, a destroy deletes it with all that is in it. */
  readonly protect: boolean;
}

/** Where pipelines keep the files that they hand from stage to stage. Everything in it can be fetched again. */
export class ArtifactBucket extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Name, known once the bucket refuses what it should refuse. */
  public readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: ArtifactBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super(typeToken("storage", "ArtifactBucket"), name, { ...args }, opts);
    const { retentionDays, protect } = args;

    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { forceDestroy: !protect },
      { parent: this, protect },
    );
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      `${name}-public-access`,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        bucket: bucket.id,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
      { parent: this },
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-expiry`,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: {},
            expiration: { days: retentionDays },
            noncurrentVersionExpiration: { noncurrentDays: 1 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      // A rule for old versions wants a bucket that keeps them.
      { parent: this, dependsOn: [versioning] },
    );
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket: bucket.id, policy: pulumi.jsonStringify(bucket.arn.apply(bucketPolicy)) },
      // S3 answers OperationAborted when policy and public access block change at the same time.
      { parent: this, dependsOn: [publicAccess] },
    );

    this.arn = bucket.arn;
    this.bucketName = pulumi.all([bucket.id, policy.id]).apply(([id]) => id);
    this.registerOutputs({ arn: this.arn, bucketName: this.bucketName });
  }
}
