import * as pulumi from "@pulumi/pulumi";

/** What policies of roles and of queues have in common. */

export interface Statement {
  readonly Action: pulumi.Input<string[]>;
  readonly Resource: pulumi.Input<pulumi.Input<string>[]>;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export function policy(...statements: Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });
}

export function allow(Action: string[], Resource: pulumi.Input<string>[]): Statement {
  return { Action, Resource };
}

/** Lets a service of AWS take a role. */
export function trust(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: "sts:AssumeRole",
      },
    ],
  });
}
