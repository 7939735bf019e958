import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { appRoleName, typeToken } from "../../../aws/naming";
import { type AccountContext } from "../../accountContext";
import { trust } from "../../policyDocument";
import { type Transform, transformed } from "../../transform";
import { type AppIdentity } from "../app";

/** Changes to the resources of {@link InfrastructureRole}, by child. */
export interface InfrastructureRoleTransform {
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly policy?: Transform<aws.iam.RolePolicyAttachmentArgs>;
}

/** Arguments of {@link InfrastructureRole}. */
export interface InfrastructureRoleArgs {
  readonly identity: AppIdentity;
  readonly account: AccountContext;
  /** @default - none: everything is as written here */
  readonly transform?: InfrastructureRoleTransform | undefined;
}

/** AWS's own policy for what ECS does to rules and target groups; it grows with ECS. */
const loadBalancersPolicy = "AmazonECSInfrastructureRolePolicyForLoadBalancers";

/** What ECS may do to move an app's requests from one target group to the other. */
export class InfrastructureRole extends pulumi.ComponentResource {
  /** Known once the role has its permissions, else the first deployment fails. */
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: InfrastructureRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {}, ...inputs } = args;
    super(typeToken("app", "InfrastructureRole"), name, inputs, opts);
    const { partition, region, accountId } = args.account;
    const { stack, cluster, app } = args.identity;

    const role = new aws.iam.Role(
      ...transformed(
        transform.role,
        `${name}-role`,
        {
          name: appRoleName([stack, cluster, app], region, "infrastructure"),
          assumeRolePolicy: JSON.stringify(
            trust("ecs.amazonaws.com", { StringEquals: { "aws:SourceAccount": accountId } }),
          ),
        },
        { parent: this },
      ),
    );
    const policy = new aws.iam.RolePolicyAttachment(
      ...transformed(
        transform.policy,
        `${name}-policy`,
        { role: role.name, policyArn: `arn:${partition}:iam::aws:policy/${loadBalancersPolicy}` },
        { parent: this },
      ),
    );

    this.arn = pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
