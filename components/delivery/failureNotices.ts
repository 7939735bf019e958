import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AccountContext } from "../cluster/accountContext";
import { typeToken } from "../naming";
import { type EventPattern, failedDeployments } from "./events";
import { NodeFunction } from "./nodeFunction";
import { arnOf, deregisterPolicy } from "./permissions";

/** Arguments of {@link FailureNotices}. */
export interface FailureNoticesArgs {
  readonly stack: string;
  readonly account: pulumi.Output<AccountContext>;
  /** Physical names of the stack's clusters. */
  readonly clusters: readonly string[];
  /** Pattern of the stages that failed. */
  readonly stages: EventPattern;
  /** Topic that is told. */
  readonly topicArn: pulumi.Input<string>;
  /** Queue for events that cannot be delivered or handled. */
  readonly deadLetterArn: pulumi.Output<string>;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
}

/** Tells the topic of deployments that failed, and clears away the revision that ECS rolled back. */
export class FailureNotices extends pulumi.ComponentResource {
  /** Name of the function that deregisters the revision. */
  public readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: FailureNoticesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, clusters, account, deadLetterArn, topicArn, logRetentionDays } = args;
    super(typeToken("delivery", "FailureNotices"), name, { stack, clusters }, opts);

    const stages = new aws.cloudwatch.EventRule(
      `${name}-stages`,
      {
        description: `Pipelines of the stack ${stack} that failed`,
        eventPattern: JSON.stringify(args.stages),
      },
      { parent: this },
    );
    const deployments = new aws.cloudwatch.EventRule(
      `${name}-deployments`,
      {
        description: `Deployments of the stack ${stack} that ECS gave up`,
        eventPattern: pulumi.jsonStringify(
          account.apply((where) =>
            failedDeployments(clusters.map((name) => arnOf(where, "ecs", `service/${name}/`))),
          ),
        ),
      },
      { parent: this },
    );
    const deregister = new NodeFunction(
      `${name}-deregister`,
      {
        folder: "deregisterFailedRevision",
        description: `Deregisters revisions that ECS rolled back in the stack ${stack}`,
        policy: account.apply((where) => deregisterPolicy(where, clusters)),
        environment: {},
        // It waits up to a minute until the rollback has begun.
        timeoutSeconds: 120,
        logRetentionDays,
        deadLetterArn,
      },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: deregister.functionName,
        principal: "events.amazonaws.com",
        sourceArn: deployments.arn,
      },
      { parent: this },
    );
    const targets = [
      { role: "stages-notice", rule: stages, arn: topicArn, needed: [] },
      { role: "deployments-notice", rule: deployments, arn: topicArn, needed: [] },
      { role: "deregister", rule: deployments, arn: deregister.arn, needed: [permission] },
    ];
    for (const { role, rule, arn, needed } of targets) {
      new aws.cloudwatch.EventTarget(
        `${name}-${role}-target`,
        { rule: rule.name, arn, deadLetterConfig: { arn: deadLetterArn } },
        { parent: this, dependsOn: needed },
      );
    }

    this.functionName = deregister.functionName;
    this.registerOutputs({ functionName: this.functionName });
  }
}
