import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";

import { type Rule, type RuleText, resourceRule, resourcesRule } from "../rule";
import {
  type Ingress,
  describe,
  fromAnywhere,
  includesPort,
  openingsOf,
  reachesDynamicPorts,
} from "./ingress";

const administration = [22, 3389];
const aclPorts = [20, 21, 22, 3389];
const tasksNeedNat =
  "`natGateways: 1` or `endpoints: true` in `slipway:network`, and private subnets for tasks.";

/** Rules about subnets and about what a single security group or network ACL lets in. */
export const networkRules: readonly Rule[] = [
  ingressRule({
    name: "no-administration-from-anywhere",
    description: "Nobody reaches SSH, RDP or every port from the whole internet.",
    controls: ["EC2.13", "EC2.14", "EC2.53", "EC2.54", "CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_277"],
    severity: "critical",
    why: "These ports are scanned and attacked within minutes.",
    fix: "narrow the ingress to one security group or address range; use ECS Exec for shells.",
    check: (ingress) =>
      fromAnywhere(ingress) &&
      (isEverything(ingress) || administration.some((port) => includesPort(ingress, port)))
        ? `lets in ${describe(ingress)}`
        : undefined,
  }),
  ingressRule({
    name: "hosts-only-from-load-balancer",
    description: "Dynamic host ports are open to a security group, never to addresses.",
    controls: [],
    severity: "high",
    why: "Clients would reach the apps past the load balancer and its TLS.",
    fix: "`referencedSecurityGroupId` of the load balancer instead of an address range.",
    check: (ingress) =>
      ingress.ranges.length > 0 && !fromEverywhere(ingress) && reachesDynamicPorts(ingress)
        ? `lets in ${describe(ingress)}, the dynamic host ports among them`
        : undefined,
  }),
  resourceRule(ec2.DefaultSecurityGroup, {
    name: "default-security-group-closed",
    description: "The default security group of a network has no rules.",
    controls: ["EC2.2", "CKV2_AWS_12"],
    severity: "medium",
    why: "Whatever is created without a group gets the default one.",
    fix: "remove `ingress` and `egress` of the default security group.",
    check: ({ ingress = [], egress = [] }) =>
      ingress.length + egress.length > 0
        ? `it has ${ingress.length} ingress and ${egress.length} egress rules`
        : undefined,
  }),
  resourceRule(ec2.Subnet, {
    name: "subnet-no-public-addresses",
    description: "Only subnets that are declared public give out public addresses.",
    controls: ["EC2.15", "CKV_AWS_130"],
    severity: "medium",
    why: "An instance started there is on the internet at once.",
    fix: tasksNeedNat,
    parameters: {
      publicTag: {
        default: "SubnetType=Public",
        description: "The tag, as key=value, that declares a subnet public.",
      },
    },
    check: ({ mapPublicIpOnLaunch = false, tags }, { parameters }) => {
      const [key = "", value] = parameters.publicTag.split("=");
      return mapPublicIpOnLaunch && tags?.[key] !== value
        ? `mapPublicIpOnLaunch is true without the tag ${parameters.publicTag}`
        : undefined;
    },
  }),
  resourceRule(ec2.NetworkAclRule, {
    name: "network-acl-no-administration",
    description: "No network ACL rule lets the internet in on administration ports.",
    controls: ["EC2.21", "CKV_AWS_229", "CKV_AWS_230", "CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"],
    severity: "medium",
    why: "The ACL is the last fence when a security group is opened by mistake.",
    fix: "narrow `cidrBlock` or the ports of the rule.",
    check: (rule) => {
      const ingress: Ingress = {
        protocol: rule.protocol,
        fromPort: rule.fromPort,
        toPort: rule.toPort,
        ranges: [rule.cidrBlock, rule.ipv6CidrBlock].filter((range) => range !== undefined),
      };
      const reachable =
        rule.egress !== true && rule.ruleAction === "allow" && fromAnywhere(ingress);
      return reachable &&
        (isEverything(ingress) || aclPorts.some((port) => includesPort(ingress, port)))
        ? `it lets in ${describe(ingress)}`
        : undefined;
    },
  }),
  resourceRule(ec2.NetworkAcl, {
    name: "network-acl-inline-no-administration",
    description: "No rule inside a network ACL lets the internet in on administration ports.",
    controls: ["EC2.21", "CKV_AWS_229", "CKV_AWS_230", "CKV_AWS_231", "CKV_AWS_232", "CKV_AWS_352"],
    severity: "medium",
    why: "The ACL is the last fence when a security group is opened by mistake.",
    fix: "narrow `cidrBlock` or the ports of the rule.",
    check: ({ ingress: rules = [] }) =>
      rules.map((rule) => {
        const ingress: Ingress = {
          protocol: rule.protocol,
          fromPort: rule.fromPort,
          toPort: rule.toPort,
          ranges: [rule.cidrBlock, rule.ipv6CidrBlock].filter((range) => range !== undefined),
        };
        return rule.action === "allow" &&
          fromAnywhere(ingress) &&
          (isEverything(ingress) || aclPorts.some((port) => includesPort(ingress, port)))
          ? `rule ${rule.ruleNo} lets in ${describe(ingress)}`
          : undefined;
      }),
  }),
];

/** A rule about ingress, in each of the three ways to write it. */
function ingressRule({
  check,
  ...text
}: RuleText & { readonly check: (ingress: Ingress) => string | undefined }): Rule {
  return resourcesRule([vpc.SecurityGroupIngressRule, ec2.SecurityGroup, ec2.SecurityGroupRule], {
    ...text,
    check: (_props, { subject }) =>
      openingsOf(subject).map((ingress) => {
        const wrong = check(ingress);
        return wrong === undefined ? undefined : `it ${wrong}`;
      }),
  });
}

/** What another rule reports. */
function fromEverywhere(ingress: Ingress): boolean {
  return isEverything(ingress) && fromAnywhere(ingress);
}

function isEverything({ protocol }: Ingress): boolean {
  return protocol === "-1" || protocol === "all";
}
