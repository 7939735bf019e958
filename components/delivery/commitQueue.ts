import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { checkEveryMinutes } from "../../delivery/pipeline";
import { orderedQueue, type OrderedQueueTransform } from "../messages/orderedQueue";
import { queuePolicy } from "../messages/servicePolicies";
import { type Transform, transformed } from "../transform";
import { type DeploymentRepository } from "./deploymentRepository";
import { branchChanges } from "./events";

/** Changes to the resources of {@link CommitQueue}, by child. */
export interface CommitQueueTransform extends OrderedQueueTransform {
  readonly rule?: Transform<aws.cloudwatch.EventRuleArgs>;
  readonly schedule?: Transform<aws.cloudwatch.EventRuleArgs>;
  readonly queuePolicy?: Transform<aws.sqs.QueuePolicyArgs>;
  readonly target?: Transform<aws.cloudwatch.EventTargetArgs>;
}

/** Arguments of {@link CommitQueue}. */
export interface CommitQueueArgs {
  readonly stack: string;
  readonly deployment: Pick<
    DeploymentRepository,
    "branch" | "repositoryArn" | "account" | "notices" | "deadLetterArn"
  >;
  /** Pipelines of the branch: a rule that is there before them would start what does not exist. */
  readonly pipelines: readonly pulumi.Resource[];
  /** Seconds that a message in work is hidden from others: longer than the work may take. */
  readonly hiddenSeconds: number;
  /** @default - none: everything is as written here */
  readonly transform?: CommitQueueTransform | undefined;
}

/** How often a message that failed comes again before it is given up. */
const tries = 6;

/** One queue, in order, for the commits that arrive and for a look at everything in case an event does not. */
export class CommitQueue extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  public readonly url: pulumi.Output<string>;

  constructor(name: string, args: CommitQueueArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, deployment, hiddenSeconds, transform = {} } = args;
    const { account, branch, notices, deadLetterArn, repositoryArn } = deployment;
    super(typeToken("delivery", "CommitQueue"), name, { stack, branch }, opts);

    const queue = orderedQueue(
      name,
      {
        account,
        hiddenSeconds,
        tries,
        meaning: `A commit of the stack ${stack} started no pipeline. The trigger's log says why.`,
        topicArn: notices.arn,
        transform,
      },
      this,
    );
    const commits = new aws.cloudwatch.EventRule(
      ...transformed(
        transform.rule,
        `${name}-rule`,
        {
          description: `Commits to the branch ${branch}`,
          eventPattern: pulumi.jsonStringify(
            repositoryArn.apply((arn) => branchChanges(arn, branch)),
          ),
        },
        { parent: this, dependsOn: [...args.pipelines] },
      ),
    );
    const schedule = new aws.cloudwatch.EventRule(
      ...transformed(
        transform.schedule,
        `${name}-schedule`,
        {
          description: "Finds commits whose events were lost",
          scheduleExpression: `rate(${checkEveryMinutes} minutes)`,
        },
        { parent: this, dependsOn: [...args.pipelines] },
      ),
    );
    const access = new aws.sqs.QueuePolicy(
      ...transformed(
        transform.queuePolicy,
        `${name}-queue-policy`,
        {
          queueUrl: queue.url,
          policy: pulumi.jsonStringify(
            pulumi
              .all([queue.arn, commits.arn, schedule.arn])
              .apply(([queueArn, ...ruleArns]) => queuePolicy(queueArn, ruleArns)),
          ),
        },
        { parent: this },
      ),
    );
    for (const [role, rule] of Object.entries({ rule: commits, schedule })) {
      new aws.cloudwatch.EventTarget(
        ...transformed(
          transform.target,
          `${name}-${role}-target`,
          {
            rule: rule.name,
            arn: queue.arn,
            // One group: the queue hands over one batch at a time, so no two of them race.
            sqsTarget: { messageGroupId: "deployments" },
            deadLetterConfig: { arn: deadLetterArn },
          },
          // An event that the queue may not take yet would be lost.
          { parent: this, dependsOn: [access] },
        ),
      );
    }

    this.arn = queue.arn;
    this.url = queue.url;
    this.registerOutputs({ arn: this.arn, url: this.url });
  }
}
