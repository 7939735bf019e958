import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { allow, document, trust } from "../policyDocument";
import { type Transform, transformed } from "../transform";

/** Changes to the resources of {@link HostRole}, by child. */
export interface HostRoleTransform {
  readonly role?: Transform<aws.iam.RoleArgs>;
  readonly agent?: Transform<aws.iam.RolePolicyAttachmentArgs>;
  readonly sessions?: Transform<aws.iam.RolePolicyArgs>;
  readonly profile?: Transform<aws.iam.InstanceProfileArgs>;
}

/** Arguments of {@link HostRole}. */
export interface HostRoleArgs {
  /** Partition that the managed policy belongs to. */
  readonly account: AccountContext;
  /** @default - none: everything is as written here */
  readonly transform?: HostRoleTransform | undefined;
}

/** AWS's own policy for a host: the calls of the ECS agent. */
const agentPolicy = "service-role/AmazonEC2ContainerServiceforEC2Role";

/** What a container host may do. Apps do not inherit it: hosts keep their credentials to themselves. */
export class HostRole extends pulumi.ComponentResource {
  /** For launch templates; known once the policies are attached, else the agent's first calls fail. */
  public readonly instanceProfileArn: pulumi.Output<string>;

  constructor(name: string, args: HostRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {}, ...inputs } = args;
    super(typeToken("cluster", "HostRole"), name, inputs, opts);
    const { partition } = args.account;

    const role = new aws.iam.Role(
      ...transformed(
        transform.role,
        `${name}-role`,
        { assumeRolePolicy: JSON.stringify(trust("ec2.amazonaws.com")) },
        { parent: this },
      ),
    );
    const agent = new aws.iam.RolePolicyAttachment(
      ...transformed(
        transform.agent,
        `${name}-agent`,
        {
          role: role.name,
          policyArn: `arn:${partition}:iam::aws:policy/${agentPolicy}`,
        },
        { parent: this },
      ),
    );
    const sessions = new aws.iam.RolePolicy(
      ...transformed(
        transform.sessions,
        `${name}-sessions`,
        { role: role.name, policy: JSON.stringify(sessionPolicy) },
        { parent: this },
      ),
    );
    const profile = new aws.iam.InstanceProfile(
      ...transformed(
        transform.profile,
        `${name}-profile`,
        { role: role.name },
        { parent: this, dependsOn: [agent, sessions] },
      ),
    );

    this.instanceProfileArn = profile.arn;
    this.registerOutputs({ instanceProfileArn: this.instanceProfileArn });
  }
}

/**
 * Sessions instead of SSH keys, and no more: the policy that AWS offers for it
 * (AmazonSSMManagedInstanceCore) also reads every parameter of the account.
 */
export const sessionPolicy = document([
  allow(
    "HoldSessions",
    [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    ["*"],
  ),
]);
