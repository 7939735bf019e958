import assert from "node:assert/strict";

import { balancerOf } from "../loadBalancer/fixture";

describe("the access logs of a LoadBalancer", () => {
  it("keeps logs in a private, encrypted, expiring bucket, and waits for its policy", async () => {
    const { graph } = await balancerOf({ accessLogRetentionDays: 7 });
    const bucket = graph.node("aws:s3/bucket:Bucket", "main-access-logs-bucket");
    assert.equal(bucket.inputs.forceDestroy, false);
    assert.equal(bucket.protect, true);
    const inputsOf = (type: string, name: string) =>
      graph.node(type, `main-access-logs-${name}`).inputs;
    assert.deepEqual(
      inputsOf("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "public-access"),
      {
        bucket: "main-access-logs-bucket-id",
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
    );
    assert.deepEqual(
      inputsOf("aws:s3/bucketOwnershipControls:BucketOwnershipControls", "ownership").rule,
      { objectOwnership: "BucketOwnerEnforced" },
    );
    const encryption =
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    assert.deepEqual(inputsOf(encryption, "encryption").rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.deepEqual(
      inputsOf("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "expiry").rules,
      [
        {
          id: "expire",
          status: "Enabled",
          filter: {},
          expiration: { days: 7 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    );
    const policy = graph.node("aws:s3/bucketPolicy:BucketPolicy", "main-access-logs-policy");
    const balancer = graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer");
    assert.ok(balancer.propertyDependencies.accessLogs?.includes(policy.urn));
  });

  it("lets a destroy take the logs along when they are not protected", async () => {
    const { graph } = await balancerOf({ protectLogs: false, deletionProtection: false });
    const bucket = graph.node("aws:s3/bucket:Bucket", "main-access-logs-bucket");
    assert.equal(bucket.inputs.forceDestroy, true);
    assert.equal(bucket.protect, false);
  });

  it("makes no bucket when access logs are off", async () => {
    const { graph } = await balancerOf({ accessLogs: false });
    assert.deepEqual(graph.ofType("aws:s3/bucket:Bucket"), []);
    const node = graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer");
    assert.equal(node.inputs.accessLogs, undefined);
  });
});
