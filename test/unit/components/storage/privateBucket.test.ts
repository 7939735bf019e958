import assert from "node:assert/strict";

import {
  PrivateBucket,
  type PrivateBucketArgs,
} from "../../../../components/storage/privateBucket";
import { type Graph, graphOf } from "../../../support/graph";

const types = {
  access: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  ownership: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  encryption:
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  expiry: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  policy: "aws:s3/bucketPolicy:BucketPolicy",
};

function bucketOf(changes: Partial<PrivateBucketArgs> = {}): Promise<Graph> {
  return graphOf(
    () => new PrivateBucket("files", { retentionDays: 7, protect: true, ...changes }),
    { calls: {} },
  );
}

function rulesOf(graph: Graph): unknown {
  return graph.node(types.expiry, "files-expiry").inputs.rules;
}

function statementsOf(graph: Graph): Record<string, unknown>[] {
  const { policy } = graph.node(types.policy, "files-policy").inputs;
  return (JSON.parse(String(policy)) as { Statement: Record<string, unknown>[] }).Statement;
}

describe("PrivateBucket", () => {
  it("is private, encrypted and owned by its account", async () => {
    const graph = await bucketOf();
    assert.deepEqual(graph.node(types.access, "files-public-access").inputs, {
      bucket: "files-bucket-id",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(graph.node(types.ownership, "files-ownership").inputs.rule, {
      objectOwnership: "BucketOwnerEnforced",
    });
    assert.deepEqual(graph.node(types.encryption, "files-encryption").inputs.rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
  });

  it("expires files and unfinished uploads, and keeps no versions unless asked to", async () => {
    const graph = await bucketOf();
    assert.deepEqual(rulesOf(graph), [
      {
        id: "expire",
        status: "Enabled",
        filter: {},
        expiration: { days: 7 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]);
    assert.deepEqual(graph.ofType(types.versioning), []);
  });

  it("expires versions by a rule that waits for them", async () => {
    const graph = await bucketOf({ keepVersionsDays: 2 });
    assert.deepEqual(rulesOf(graph), [
      {
        id: "expire",
        status: "Enabled",
        filter: {},
        expiration: { days: 7 },
        noncurrentVersionExpiration: { noncurrentDays: 2 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]);
    const versioning = graph.node(types.versioning, "files-versioning");
    assert.deepEqual(versioning.inputs.versioningConfiguration, { status: "Enabled" });
    assert.ok(graph.node(types.expiry, "files-expiry").dependencies.includes(versioning.urn));
  });

  it("refuses connections without TLS, whatever else its policy says", async () => {
    const tls = {
      Sid: "DenyWithoutTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:eu-west-1:000000000000:bucket/files-bucket"].flatMap((arn) => [
        arn,
        `${arn}/*`,
      ]),
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    assert.deepEqual(statementsOf(await bucketOf()), [tls]);
    const own = { Sid: "Own", Effect: "Allow" as const, Action: "s3:PutObject" };
    const graph = await bucketOf({
      statements: (bucketArn) => [{ ...own, Resource: bucketArn }],
    });
    assert.deepEqual(statementsOf(graph), [{ ...own, Resource: tls.Resource[0] }, tls]);
  });

  it("waits with its policy for the block of public access", async () => {
    const graph = await bucketOf();
    const access = graph.node(types.access, "files-public-access");
    assert.ok(graph.node(types.policy, "files-policy").dependencies.includes(access.urn));
  });

  it("survives a destroy if it is protected, and else takes its files along", async () => {
    const bucketIn = async (protect: boolean) => {
      const graph = await bucketOf({ protect });
      const { inputs, protect: kept } = graph.node("aws:s3/bucket:Bucket", "files-bucket");
      return [kept, inputs.forceDestroy];
    };
    assert.deepEqual(await bucketIn(true), [true, false]);
    assert.deepEqual(await bucketIn(false), [false, true]);
  });

  for (const [key, days] of [
    ["retentionDays", 0],
    ["retentionDays", 1.5],
    ["keepVersionsDays", 0],
  ] as const) {
    it(`refuses ${key}: ${days}`, async () => {
      await assert.rejects(
        bucketOf({ [key]: days }),
        new RegExp(`Bucket "files": ${key} must be an integer of at least 1, got ${days}`),
      );
    });
  }
});
