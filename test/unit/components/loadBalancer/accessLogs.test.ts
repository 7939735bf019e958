import assert from "node:assert/strict";

import { logDelivery } from "../../../../components/loadBalancer/accessLogs";
import { serviceMay } from "../../../support/iam/simulate";
import { balancerOf } from "./fixture";

describe("the access logs of a LoadBalancer", () => {
  it("keeps logs in a bucket that expires, and waits for its policy", async () => {
    const { graph } = await balancerOf({ accessLogRetentionDays: 7 });
    const bucket = graph.node("slipway:storage:PrivateBucket", "main-access-logs");
    assert.deepEqual(bucket.inputs, { retentionDays: 7, protect: true });
    const policy = graph.node("aws:s3/bucketPolicy:BucketPolicy", "main-access-logs-policy");
    assert.deepEqual(
      (JSON.parse(String(policy.inputs.policy)) as { Statement: { Sid: string }[] }).Statement.map(
        ({ Sid }) => Sid,
      ),
      ["WriteAccessLogs", "DenyWithoutTls"],
    );
    const balancer = graph.node("aws:lb/loadBalancer:LoadBalancer", "main-load-balancer");
    assert.ok(balancer.propertyDependencies.accessLogs?.includes(policy.urn));
  });

  it("lets a destroy take the logs along when they are not protected", async () => {
    const { graph } = await balancerOf({ deletionProtection: false }, { protectLogs: false });
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

describe("logDelivery", () => {
  const account = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
  const policy = {
    Version: "2012-10-17" as const,
    Statement: [logDelivery("arn:aws:s3:::logs", account)],
  };
  const balancer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/main/1";
  const file = "arn:aws:s3:::logs/AWSLogs/111122223333/elasticloadbalancing/a.log.gz";
  const write = (resource: string, source: string) =>
    serviceMay(policy, {
      service: "logdelivery.elasticloadbalancing.amazonaws.com",
      action: "s3:PutObject",
      resource,
      context: { "aws:SourceArn": source },
    });

  it("lets balancers of this account and region write below the account's folder", async () => {
    assert.equal(await write(file, balancer), true);
  });

  const refused: [string, string, string][] = [
    ["a balancer of another account", file, balancer.replaceAll("111122223333", "444455556666")],
    ["a balancer of another region", file, balancer.replace("eu-west-1", "us-east-1")],
    ["another account's folder", file.replace("111122223333", "444455556666"), balancer],
  ];
  for (const [title, resource, source] of refused) {
    it(`refuses ${title}`, async () => {
      assert.equal(await write(resource, source), false);
    });
  }
});
