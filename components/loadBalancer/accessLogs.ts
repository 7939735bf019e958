import type * as pulumi from "@pulumi/pulumi";

import { type AccountContext } from "../accountContext";
import { allow, arnOf, type PolicyStatement } from "../policyDocument";
import { PrivateBucket, type PrivateBucketArgs } from "../storage/privateBucket";

/**
 * A bucket that only the load balancers of this account and region may write logs to. What is in it is
 * the only thing of a balancer that could not be made again.
 */
export function accessLogBucket(
  name: string,
  args: Pick<PrivateBucketArgs, "retentionDays" | "protect" | "transform"> & {
    readonly account: AccountContext;
  },
  parent: pulumi.Resource,
): PrivateBucket {
  const { account, ...bucket } = args;
  return new PrivateBucket(
    name,
    {
      ...bucket,
      statements: (bucketArn) => bucketArn.apply((arn) => [logDelivery(arn, account)]),
    },
    { parent },
  );
}

/**
 * AWS documents this service principal for every Region of the standard partition; it replaced the
 * account ids per Region that older policies name.
 */
export function logDelivery(bucketArn: string, account: AccountContext): PolicyStatement {
  return {
    ...allow("WriteAccessLogs", ["s3:PutObject"], [`${bucketArn}/AWSLogs/${account.accountId}/*`]),
    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
    Condition: {
      ArnLike: { "aws:SourceArn": arnOf(account, "elasticloadbalancing", "loadbalancer/*") },
    },
  };
}
