import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { destinationOf, type Outbound, outboundKey } from "../../aws/outbound";
import { type Transform, transformed } from "../transform";

/** What outbound rules need to know of the network. */
export interface OutboundNetwork {
  readonly cidrBlock: pulumi.Output<string>;
}

/**
 * Lets hosts or tasks out, as far as they need it: HTTPS to anywhere (ECS, ECR, logs, secrets, and
 * the services on the Internet that apps call), and all of their own network (databases, caches,
 * file systems, endpoints, other apps). Name resolution, time and credentials of tasks are not
 * subject to security groups. Nothing else may leave but what apps ask for: a stolen container cannot
 * send mail.
 *
 * Written out, because AWS's own "everything out" rule is removed from groups that Pulumi makes.
 */
export function allowOutbound(
  name: string,
  securityGroupId: pulumi.Input<string>,
  network: OutboundNetwork,
  asked: readonly Outbound[],
  parent: pulumi.Resource,
  transform?: Transform<aws.vpc.SecurityGroupEgressRuleArgs>,
): aws.vpc.SecurityGroupEgressRule[] {
  return [
    new aws.vpc.SecurityGroupEgressRule(
      ...transformed(
        transform,
        `${name}-egress-https`,
        {
          securityGroupId,
          description: "HTTPS to AWS services and to whatever the apps call",
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4: "0.0.0.0/0",
        },
        { parent },
      ),
    ),
    new aws.vpc.SecurityGroupEgressRule(
      ...transformed(
        transform,
        `${name}-egress-network`,
        {
          securityGroupId,
          description: "Databases, caches and endpoints in the same network",
          ipProtocol: "-1",
          cidrIpv4: network.cidrBlock,
        },
        { parent },
      ),
    ),
    ...distinct(asked).map(
      (rule) =>
        new aws.vpc.SecurityGroupEgressRule(
          ...transformed(
            transform,
            `${name}-egress-${outboundKey(rule)}`,
            {
              securityGroupId,
              description: rule.why,
              ipProtocol: rule.protocol,
              fromPort: rule.port,
              toPort: rule.port,
              ...destinationOf(rule.to),
            },
            { parent },
          ),
        ),
    ),
  ];
}

/** EC2 takes no rule twice: of those that several apps ask for, the first one says why. */
function distinct(rules: readonly Outbound[]): Outbound[] {
  return [...new Map([...rules].reverse().map((rule) => [outboundKey(rule), rule])).values()].sort(
    (a, b) => (outboundKey(a) < outboundKey(b) ? -1 : 1),
  );
}
