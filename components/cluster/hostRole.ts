import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";

/** Arguments of {@link HostRole}. */
export interface HostRoleArgs {
  /** Account and partition that the managed policies belong to. */
  readonly account: pulumi.Input<AccountContext>;
}

/** AWS's own policies for a host: the ECS agent's calls, and sessions instead of SSH keys. */
export const hostPolicies = [
  "service-role/AmazonEC2ContainerServiceforEC2Role",
  "AmazonSSMManagedInstanceCore",
] as const;

/** What a container host may do. Apps do not inherit it: hosts keep their credentials to themselves. */
export class HostRole extends pulumi.ComponentResource {
  /** For launch templates; known once the policies are attached, else the agent's first calls fail. */
  public readonly instanceProfileArn: pulumi.Output<string>;

  constructor(name: string, args: HostRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super(typeToken("cluster", "HostRole"), name, { ...args }, opts);

    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: JSON.stringify(hostTrust) },
      { parent: this },
    );
    const partition = pulumi.output(args.account).partition;
    const attachments = hostPolicies.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policy.replace(/^.*\//, "")}`,
          {
            role: role.name,
            policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${policy}`,
          },
          { parent: this },
        ),
    );
    const profile = new aws.iam.InstanceProfile(
      `${name}-profile`,
      { role: role.name },
      { parent: this, dependsOn: attachments },
    );

    this.instanceProfileArn = profile.arn;
    this.registerOutputs({ instanceProfileArn: this.instanceProfileArn });
  }
}

const hostTrust: aws.iam.PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
};
