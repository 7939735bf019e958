import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { runRuleName, typeToken } from "../../aws/naming";
import { type AppIdentity, type ScheduledRuns } from "../app/app";
import { deadLetterAlarm } from "../messages/deadLetters";
import { arnOf } from "../policyDocument";
import { type Transform, transformed } from "../transform";
import { type DeploymentRepository } from "./deploymentRepository";
import { failedRuns } from "./events";

/** Changes to the resources of {@link RunNotices}, by child. */
export interface RunNoticesTransform {
  readonly failedStarts?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  readonly failed?: Transform<aws.cloudwatch.EventRuleArgs>;
  readonly target?: Transform<aws.cloudwatch.EventTargetArgs>;
}

/** Arguments of {@link RunNotices}. */
export interface RunNoticesArgs {
  readonly identity: AppIdentity;
  /** Physical names. */
  readonly cluster: string;
  readonly family: string;
  readonly runs: ScheduledRuns;
  /** Who is told, and the queue for events that nobody handled. */
  readonly deployment: Pick<DeploymentRepository, "account" | "notices" | "deadLetterArn">;
  /** @default - none: everything is as written here */
  readonly transform?: RunNoticesTransform | undefined;
}

/** Tells the topic of runs of a scheduled app that did not start or that failed: no one waits for them. */
export class RunNotices extends pulumi.ComponentResource {
  public readonly ruleArn: pulumi.Output<string>;

  constructor(name: string, args: RunNoticesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { identity, cluster, family, runs, deployment, transform = {} } = args;
    const { account, notices, deadLetterArn } = deployment;
    super(typeToken("delivery", "RunNotices"), name, { ...identity }, opts);
    const { stack, cluster: clusterKey, app } = identity;
    const title = `${clusterKey}/${app}`;

    deadLetterAlarm(
      `${name}-failed-starts-alarm`,
      {
        queueName: runs.failedStarts,
        meaning: `A run of ${title} did not start. The log of its function says why.`,
        topicArn: notices.arn,
      },
      this,
      transform.failedStarts,
    );
    const failed = new aws.cloudwatch.EventRule(
      ...transformed(
        transform.failed,
        `${name}-failed`,
        {
          name: runRuleName(stack, clusterKey, app),
          description: `Runs of ${title} that failed`,
          eventPattern: JSON.stringify(
            failedRuns(arnOf(account, "ecs", `cluster/${cluster}`), family, runs),
          ),
        },
        { parent: this },
      ),
    );
    new aws.cloudwatch.EventTarget(
      ...transformed(
        transform.target,
        `${name}-failed-target`,
        { rule: failed.name, arn: notices.arn, deadLetterConfig: { arn: deadLetterArn } },
        { parent: this },
      ),
    );

    this.ruleArn = failed.arn;
    this.registerOutputs({ ruleArn: this.ruleArn });
  }
}
