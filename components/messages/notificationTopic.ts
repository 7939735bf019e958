import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { type Transform, transformed } from "../transform";
import { topicKeyPolicy, topicPolicy } from "./servicePolicies";

/** Changes to the resources of {@link NotificationTopic}, by child. */
export interface NotificationTopicTransform {
  readonly key?: Transform<aws.kms.KeyArgs>;
  readonly topic?: Transform<aws.sns.TopicArgs>;
  readonly topicPolicy?: Transform<aws.sns.TopicPolicyArgs>;
}

/** Arguments of {@link NotificationTopic}. */
export interface NotificationTopicArgs {
  readonly account: AccountContext;
  /** Whether Pulumi refuses to delete the key. */
  readonly protect: boolean;
  /** @default - none: everything is as written here */
  readonly transform?: NotificationTopicTransform | undefined;
}

/** Where people subscribe to what needs them: deployments that failed or wait, messages that were given up. */
export class NotificationTopic extends pulumi.ComponentResource {
  /** Known once events and alarms may publish. */
  public readonly arn: pulumi.Output<string>;
  /** Key that messages are encrypted with; who publishes must be allowed to use it. */
  public readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: NotificationTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {} } = args;
    super(typeToken("messages", "NotificationTopic"), name, { protect: args.protect }, opts);
    const { account, protect } = args;

    const key = new aws.kms.Key(
      ...transformed(
        transform.key,
        `${name}-key`,
        {
          description: "Encrypts notifications about a stack's deployments",
          enableKeyRotation: true,
          deletionWindowInDays: 30,
          policy: JSON.stringify(topicKeyPolicy(account)),
        },
        { parent: this, protect },
      ),
    );
    const topic = new aws.sns.Topic(
      ...transformed(
        transform.topic,
        `${name}-topic`,
        { kmsMasterKeyId: key.arn },
        { parent: this },
      ),
    );
    const policy = new aws.sns.TopicPolicy(
      ...transformed(
        transform.topicPolicy,
        `${name}-topic-policy`,
        {
          arn: topic.arn,
          policy: pulumi.jsonStringify(topic.arn.apply((arn) => topicPolicy(account, arn))),
        },
        { parent: this },
      ),
    );

    this.arn = pulumi.all([topic.arn, policy.id]).apply(([arn]) => arn);
    this.keyArn = key.arn;
    this.registerOutputs({ arn: this.arn, keyArn: this.keyArn });
  }
}
