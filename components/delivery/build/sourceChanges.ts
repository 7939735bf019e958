import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../../aws/naming";
import { type AccountContext } from "../../accountContext";
import { type Transform, transformed } from "../../transform";
import { type EventPattern } from "../events";
import { startPolicy, startTrust } from "./permissions";

/** Changes to the resources of {@link SourceChanges}, by child. */
export interface SourceChangesTransform {
  readonly rule?: Transform<aws.cloudwatch.EventRuleArgs>;
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
  readonly target?: Transform<aws.cloudwatch.EventTargetArgs>;
}

/** Arguments of {@link SourceChanges}. */
export interface SourceChangesArgs {
  readonly account: AccountContext;
  /** Pattern of the events that report changes. */
  readonly pattern: EventPattern;
  /** Physical name. */
  readonly pipelineName: string;
  readonly pipelineArn: pulumi.Input<string>;
  /** Queue for events that could not be delivered. */
  readonly deadLetterArn: pulumi.Input<string>;
  /** @default - none: everything is as written here */
  readonly transform?: SourceChangesTransform | undefined;
}

/** Starts a pipeline when its sources change. */
export class SourceChanges extends pulumi.ComponentResource {
  public readonly ruleArn: pulumi.Output<string>;

  constructor(name: string, args: SourceChangesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, pattern, pipelineName, transform = {} } = args;
    super(typeToken("delivery", "SourceChanges"), name, { pattern, pipelineName }, opts);

    const rule = new aws.cloudwatch.EventRule(
      ...transformed(
        transform.rule,
        `${name}-rule`,
        {
          description: `Changes that start the pipeline ${pipelineName}`,
          eventPattern: JSON.stringify(pattern),
        },
        { parent: this },
      ),
    );
    const role = new aws.iam.Role(
      ...transformed(
        transform.role,
        `${name}-role`,
        {
          assumeRolePolicy: pulumi.jsonStringify(
            rule.arn.apply((ruleArn) => startTrust(account, ruleArn)),
          ),
        },
        { parent: this },
      ),
    );
    const policy = new aws.iam.RolePolicy(
      ...transformed(
        transform.policy,
        `${name}-policy`,
        {
          role: role.name,
          policy: pulumi.jsonStringify(pulumi.output(args.pipelineArn).apply(startPolicy)),
        },
        { parent: this },
      ),
    );
    new aws.cloudwatch.EventTarget(
      ...transformed(
        transform.target,
        `${name}-target`,
        {
          rule: rule.name,
          arn: args.pipelineArn,
          roleArn: role.arn,
          deadLetterConfig: { arn: args.deadLetterArn },
        },
        { parent: this, dependsOn: [policy] },
      ),
    );

    this.ruleArn = rule.arn;
    this.registerOutputs({ ruleArn: this.ruleArn });
  }
}
