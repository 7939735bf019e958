import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { rangeProblem, retentionDays as days } from "../../aws/limits";
import { typeToken } from "../../aws/naming";
import { document, type PolicyStatement } from "../policyDocument";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";

/** Changes to the resources of {@link PrivateBucket}, by child. */
export interface PrivateBucketTransform {
  readonly bucket?: Transform<aws.s3.BucketArgs>;
  readonly publicAccess?: Transform<aws.s3.BucketPublicAccessBlockArgs>;
  readonly ownership?: Transform<aws.s3.BucketOwnershipControlsArgs>;
  readonly encryption?: Transform<aws.s3.BucketServerSideEncryptionConfigurationArgs>;
  readonly versioning?: Transform<aws.s3.BucketVersioningArgs>;
  readonly expiry?: Transform<aws.s3.BucketLifecycleConfigurationArgs>;
  readonly policy?: Transform<aws.s3.BucketPolicyArgs>;
}

/** Arguments of {@link PrivateBucket}. */
export interface PrivateBucketArgs {
  /**
   * Days until a file is deleted, 1 or more.
   * @throws ResourceError when it is no integer of at least 1.
   */
  readonly retentionDays: number;
  /** Whether Pulumi refuses to delete the bucket. If not, a destroy deletes it with all that is in it. */
  readonly protect: boolean;
  /**
   * Days that a file which was deleted or written over can still be read as an older version, 1 or more.
   * @default - none: the bucket keeps no versions
   * @throws ResourceError when it is no integer of at least 1.
   */
  readonly keepVersionsDays?: number;
  /**
   * Statements for the bucket's policy, besides that everyone must use TLS.
   * @default - none: roles alone say who may do what
   */
  readonly statements?: (bucketArn: pulumi.Output<string>) => pulumi.Input<PolicyStatement[]>;
  /** @default - none: everything is as written here */
  readonly transform?: PrivateBucketTransform | undefined;
}

/** A bucket that is encrypted, expires what is in it, takes TLS only, and is never public. */
export class PrivateBucket extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Name, known once the bucket lets in whom it should and refuses whom it should refuse. */
  public readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {} } = args;
    const { retentionDays, protect, keepVersionsDays, statements = () => [] } = args;
    super(
      typeToken("storage", "PrivateBucket"),
      name,
      { retentionDays, protect, keepVersionsDays },
      opts,
    );
    const wrong = rangeProblem([
      ["retentionDays", retentionDays, days],
      ["keepVersionsDays", keepVersionsDays, days],
    ]);
    if (wrong !== undefined) {
      throw resourceError(`Bucket "${name}": ${wrong}`, this);
    }

    const bucket = new aws.s3.Bucket(
      ...transformed(
        transform.bucket,
        `${name}-bucket`,
        { forceDestroy: !protect },
        { parent: this, protect },
      ),
    );
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
      ...transformed(
        transform.publicAccess,
        `${name}-public-access`,
        {
          bucket: bucket.id,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
        { parent: this },
      ),
    );
    new aws.s3.BucketOwnershipControls(
      ...transformed(
        transform.ownership,
        `${name}-ownership`,
        { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
        { parent: this },
      ),
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      ...transformed(
        transform.encryption,
        `${name}-encryption`,
        {
          bucket: bucket.id,
          // Load balancers can write with no other encryption than this: keys of S3, not of KMS.
          rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
        },
        { parent: this },
      ),
    );
    const versioning =
      keepVersionsDays === undefined
        ? []
        : [
            new aws.s3.BucketVersioning(
              ...transformed(
                transform.versioning,
                `${name}-versioning`,
                { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
                { parent: this },
              ),
            ),
          ];
    new aws.s3.BucketLifecycleConfiguration(
      ...transformed(
        transform.expiry,
        `${name}-expiry`,
        {
          bucket: bucket.id,
          rules: [
            {
              id: "expire",
              status: "Enabled",
              filter: {},
              expiration: { days: retentionDays },
              ...(keepVersionsDays !== undefined && {
                noncurrentVersionExpiration: { noncurrentDays: keepVersionsDays },
              }),
              abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
            },
          ],
        },
        // A rule for old versions wants a bucket that keeps them.
        { parent: this, dependsOn: versioning },
      ),
    );
    const policy = new aws.s3.BucketPolicy(
      ...transformed(
        transform.policy,
        `${name}-policy`,
        {
          bucket: bucket.id,
          policy: pulumi.jsonStringify(
            pulumi
              .all([bucket.arn, statements(bucket.arn)])
              .apply(([bucketArn, more]) => document([...more, denyWithoutTls(bucketArn)])),
          ),
        },
        // S3 answers OperationAborted when policy and public access block change at the same time.
        { parent: this, dependsOn: [publicAccess] },
      ),
    );

    this.arn = bucket.arn;
    // Services try a bucket as soon as they are told of it: AWS writes a test file of access logs.
    this.bucketName = pulumi.all([bucket.id, policy.id]).apply(([id]) => id);
    this.registerOutputs({ arn: this.arn, bucketName: this.bucketName });
  }
}

function denyWithoutTls(bucketArn: string): PolicyStatement {
  return {
    Sid: "DenyWithoutTls",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
