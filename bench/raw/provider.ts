import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Where everything goes, and what everything is tagged with. */

export const project = pulumi.getProject();
export const stack = pulumi.getStack();
export const region = "eu-west-1";

const tags = { "slipway:project": project, "slipway:stack": stack };
const provider = new aws.Provider("aws", { region, defaultTags: { tags } });

export const opts = { provider };

export const { accountId } = aws.getCallerIdentityOutput({}, opts);

export function arnOf(service: string, resource: string): pulumi.Output<string> {
  return pulumi.interpolate`arn:aws:${service}:${region}:${accountId}:${resource}`;
}
