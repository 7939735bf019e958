import { z } from "zod";

import { port } from "../../aws/limits";
import { descriptionPattern, destinationPattern } from "../../aws/outbound";
import { actionPattern, managedPolicyPattern, resourcePattern } from "../../aws/permission";
import { mapping, oneOf, text, integerIn } from "./fields";

const managedPolicy = text(
  managedPolicyPattern,
  "must be the ARN of a managed policy such as arn:aws:iam::123456789012:policy/<name>",
);

const why = text(
  descriptionPattern,
  "must have 1–255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* only",
);

const permission = mapping({
  actions: z
    .array(text(actionPattern, "must be an action such as s3:GetObject"))
    .min(1, { error: "needs at least one action" })
    .describe("What the app may do, such as `s3:GetObject`. `*` stands for a part of a name only"),
  resources: z
    .array(text(resourcePattern, "must be an ARN such as arn:aws:s3:::uploads/*"))
    .min(1, { error: "needs at least one ARN" })
    .describe("On which resources, by ARN; `*` for the end of a name. `*` alone needs `why`"),
  why: why
    .exactOptional()
    .describe(
      "Why every resource is meant, such as `traces have no resource`; a part of the statement's id",
    ),
});

const outbound = mapping({
  port: integerIn(port).describe("Port that tasks connect to"),
  protocol: oneOf(["tcp", "udp"]).default("tcp").describe("Protocol of the connection"),
  to: text(
    destinationPattern,
    "must be a range of IPv4 addresses such as 10.50.0.0/16, or the id of a prefix list (pl-…) or security group (sg-…)",
  ).describe("Where to"),
  why: why.describe("What is there; the description of the rule"),
});

/** What an app may do in AWS, and what it may reach outside its network. */
export const accessFields = {
  permissions: z
    .array(permission)
    .default([])
    .describe("What the app may do in AWS, as the inline policy of its task role"),
  policies: z
    .array(managedPolicy)
    .default([])
    .describe("Managed policies of its task role, by ARN, at most 20 (AWS: 10 unless raised)"),
  permissionsBoundary: managedPolicy
    .exactOptional()
    .describe(
      "Managed policy that neither role of the app's tasks may go beyond. It must allow what ECS does at their start, too",
    ),
  outbound: z
    .array(outbound)
    .default([])
    .describe(
      "Connections that leave the network, besides HTTPS. On EC2 they are the hosts', and so of every app of the cluster",
    ),
};
