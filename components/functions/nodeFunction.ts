import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type Transform, transformed } from "../transform";
import { functionCode } from "./functionCode";
import { deadLetterStatement, functionTrust, logStatement } from "./functionPolicies";

/** Changes to the resources of {@link NodeFunction}, by child. */
export interface NodeFunctionTransform {
  readonly logGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyArgs>;
  readonly function?: Transform<aws.lambda.FunctionArgs>;
}

/** Arguments of {@link NodeFunction}. */
export interface NodeFunctionArgs {
  /** Folder in `functions/`. */
  readonly folder: string;
  readonly description: string;
  /** What it may do, besides writing its logs. */
  readonly policy: pulumi.Input<aws.iam.PolicyDocument>;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** Most seconds that one call takes, 1 to 900. */
  readonly timeoutSeconds: number;
  /** Days that logs are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /**
   * Physical names, where another thing must know them in advance or the logical name leaves no room.
   * @default - Pulumi's own
   */
  readonly names?: { readonly function: string; readonly role: string };
  /** Queue for events that it failed to handle. @default - none: a queue gives it its events */
  readonly deadLetterArn?: pulumi.Output<string>;
  /** @default - none: everything is as written here */
  readonly transform?: NodeFunctionTransform | undefined;
}

/** A function of `functions/` with its own role and its own log group. */
export class NodeFunction extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Name, known once the function has its permissions. */
  public readonly functionName: pulumi.Output<string>;
  public readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: NodeFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { folder, timeoutSeconds, logRetentionDays, names, transform = {} } = args;
    super(typeToken("functions", "NodeFunction"), name, { folder, timeoutSeconds }, opts);

    const logGroup = new aws.cloudwatch.LogGroup(
      ...transformed(
        transform.logGroup,
        `${name}-log-group`,
        { retentionInDays: logRetentionDays },
        { parent: this },
      ),
    );
    const role = new aws.iam.Role(
      ...transformed(
        transform.role,
        `${name}-role`,
        {
          ...(names && { name: names.role }),
          assumeRolePolicy: JSON.stringify(functionTrust()),
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
          policy: pulumi.jsonStringify(
            pulumi
              .all([args.policy, logGroup.arn, args.deadLetterArn])
              .apply(([own, logGroupArn, deadLetterArn]) => ({
                ...own,
                Statement: [
                  ...[own.Statement].flat(),
                  logStatement(logGroupArn),
                  ...(deadLetterArn === undefined ? [] : [deadLetterStatement(deadLetterArn)]),
                ],
              })),
          ),
        },
        { parent: this },
      ),
    );
    const code = new aws.lambda.Function(
      ...transformed(
        transform.function,
        `${name}-function`,
        {
          ...(names && { name: names.function }),
          description: args.description,
          role: role.arn,
          runtime: "nodejs22.x",
          architectures: ["arm64"],
          handler: "index.handler",
          code: functionCode(folder),
          // More memory is more processor: the start of the SDK is what takes time.
          memorySize: 512,
          timeout: timeoutSeconds,
          environment: { variables: { ...args.environment } },
          loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
          ...(args.deadLetterArn !== undefined && {
            deadLetterConfig: { targetArn: args.deadLetterArn },
          }),
        },
        // AWS refuses a dead-letter queue that the role may not write to.
        { parent: this, dependsOn: [policy] },
      ),
    );

    this.arn = code.arn;
    this.functionName = pulumi.all([code.name, policy.id]).apply(([id]) => id);
    this.roleName = role.name;
    const { arn, functionName, roleName } = this;
    this.registerOutputs({ arn, functionName, roleName });
  }
}
