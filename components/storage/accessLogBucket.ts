import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type AccountContext, accountContext } from "../accountContext";

/** Arguments of {@link AccessLogBucket}. */
export interface AccessLogBucketArgs {
  /** Days until a log file is deleted, 1 or more. Plain: a mistake is refused before anything is made. */
  readonly retentionDays: number;
  /** Whether Pulumi refuses to delete the bucket. If not, a destroy deletes it with all logs in it. */
  readonly protect: boolean;
}

/** A private bucket that only the load balancers of this account and region may write logs to. */
export class AccessLogBucket extends pulumi.ComponentResource {
  /** Name of the bucket, known to be writable for the balancer: its policy exists. */
  public readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super(typeToken("storage", "AccessLogBucket"), name, { ...args }, opts);
    if (!Number.isInteger(args.retentionDays) || args.retentionDays < 1) {
      throw new pulumi.ResourceError(
        `Access logs "${name}": retentionDays must be a whole number of at least 1, got ${args.retentionDays}.`,
        this,
      );
    }

    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { forceDestroy: !args.protect },
      // The logs are the only thing here that could not be made again.
      { parent: this, protect: args.protect },
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
        // The only encryption that load balancers can write with: keys of S3, not of KMS.
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
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
            expiration: { days: args.retentionDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
          },
        ],
      },
      { parent: this },
    );
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        bucket: bucket.id,
        policy: pulumi.jsonStringify(
          pulumi
            .all([bucket.arn, accountContext(this)])
            .apply(([bucketArn, account]) => logDeliveryPolicy(bucketArn, account)),
        ),
      },
      // S3 answers OperationAborted when policy and public access block change at the same time.
      { parent: this, dependsOn: [publicAccess] },
    );

    // AWS writes a test file when logging is switched on, so the balancer must wait for the policy.
    this.bucketName = pulumi.all([bucket.id, policy.id]).apply(([id]) => id);
    this.registerOutputs({ bucketName: this.bucketName });
  }
}

/**
 * Who may write (load balancers of this account and region), and that everybody must use TLS.
 *
 * AWS documents this service principal for every Region of the standard partition; it replaced the
 * account ids per Region that older policies name.
 */
export function logDeliveryPolicy(
  bucketArn: string,
  { partition, region, accountId }: AccountContext,
): aws.iam.PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "WriteAccessLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${bucketArn}/AWSLogs/${accountId}/*`,
        Condition: {
          ArnLike: {
            "aws:SourceArn": `arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/*`,
          },
        },
      },
      {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}
