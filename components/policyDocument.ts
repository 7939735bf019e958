import type * as aws from "@pulumi/aws";

import { type AccountContext } from "./accountContext";

export type PolicyDocument = aws.iam.PolicyDocument;
export type PolicyStatement = aws.iam.PolicyStatement;

/** ARN of something in the stack's account and region. */
export function arnOf(account: AccountContext, service: string, resource: string): string {
  const { partition, region, accountId } = account;
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

export function document(statements: PolicyStatement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

export function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return { Sid: sid, Effect: "Allow", Action: actions, Resource: resources };
}

/** Who may take a role: a service of AWS, as far as the condition goes. */
export function trust(service: string, condition?: PolicyStatement["Condition"]): PolicyDocument {
  return document([
    {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(condition !== undefined && { Condition: condition }),
    },
  ]);
}
