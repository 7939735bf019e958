import { type RecordedNode } from "./graph";
import { node, urnOf } from "./handmade";

/** What the parts of the sound stack are made with. */

const providerUrn = urnOf("pulumi:providers:aws", "aws");
export const vpcUrn = urnOf("awsx:ec2:Vpc", "net-vpc");
const appUrn = urnOf("slipway:app:WebApp", "app");

export const urn = {
  balancer: urnOf("aws:lb/loadBalancer:LoadBalancer", "app-balancer"),
  listener: urnOf("aws:lb/listener:Listener", "app-http"),
  template: urnOf("aws:ec2/launchTemplate:LaunchTemplate", "app-template"),
  hosts: urnOf("aws:autoscaling/group:Group", "app-hosts"),
  role: urnOf("aws:iam/role:Role", "app-role"),
  policy: urnOf("aws:iam/rolePolicy:RolePolicy", "app-policy"),
  attachment: urnOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "app-attachment"),
  targets: urnOf("aws:lb/targetGroup:TargetGroup", "app-targets"),
  rule: urnOf("aws:lb/listenerRule:ListenerRule", "app-rule"),
  definition: urnOf("aws:ecs/taskDefinition:TaskDefinition", "app-task"),
  ipTargets: urnOf("aws:lb/targetGroup:TargetGroup", "app-ip-targets"),
  ipRule: urnOf("aws:lb/listenerRule:ListenerRule", "app-ip-rule"),
  ipDefinition: urnOf("aws:ecs/taskDefinition:TaskDefinition", "app-ip-task"),
  bucket: urnOf("aws:s3/bucket:Bucket", "app-logs"),
};

/** A resource of the app component, under the explicit provider. */
export function made(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  sources: Record<string, string[]> = {},
  more: Partial<RecordedNode> = {},
): RecordedNode {
  return node(type, name, {
    parent: appUrn,
    provider: `${providerUrn}::aws-id`,
    inputs,
    propertyDependencies: sources,
    dependencies: Object.values(sources).flat(),
    ...more,
  });
}
