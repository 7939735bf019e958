import {
  type IpPermission,
  type SecurityGroupRule,
  type SecurityGroupRuleRequest,
} from "@aws-sdk/client-ec2";

import { type Clients } from "../clients";
import { isAwsError } from "../provider/failure";
import { type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { tagSpecifications, unlessNotFound, updateTags } from "./ec2/common";
import { observed, request, required, tagMap, text, whole } from "./shapes";

type Direction = "Ingress" | "Egress";

const peers = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;

/** Rules of security groups as resources of their own. */
export const entries: readonly ResourceEntry[] = [ruleEntry("Ingress"), ruleEntry("Egress")];

function ruleEntry(direction: Direction): ResourceEntry {
  return {
    type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    inputs: [
      ...peers,
      "description",
      "fromPort",
      "ipProtocol",
      "securityGroupId",
      "tags",
      "toPort",
    ],
    replaceOn: ["securityGroupId"],
    computed: ["arn", "securityGroupRuleId"],
    equivalent: { ipProtocol: sameProtocol },
    validate: validateRule,
    create: async (clients, inputs) => {
      const ec2 = await clients.ec2();
      const GroupId = required(inputs, "securityGroupId");
      const IpPermissions = [permission(inputs)];
      const TagSpecifications = tagSpecifications("security-group-rule", inputs);
      const answer =
        direction === "Ingress"
          ? await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions, TagSpecifications })
          : await ec2.authorizeSecurityGroupEgress({ GroupId, IpPermissions, TagSpecifications });
      return required({ ...answer.SecurityGroupRules?.[0] }, "SecurityGroupRuleId");
    },
    read: async (clients, id) => {
      const found = await findRule(clients, id);
      if (found === undefined) {
        return undefined;
      }
      const owner = found.GroupOwnerId ?? (await clients.account());
      const everything = found.IpProtocol === "-1";
      return observed({
        arn: `arn:${clients.partition}:ec2:${clients.region}:${owner}:security-group-rule/${id}`,
        cidrIpv4: found.CidrIpv4,
        cidrIpv6: found.CidrIpv6,
        description: found.Description,
        // For all protocols AWS has ports of -1, which the real provider does not show.
        fromPort: everything ? undefined : found.FromPort,
        toPort: everything ? undefined : found.ToPort,
        ipProtocol: found.IpProtocol,
        prefixListId: found.PrefixListId,
        referencedSecurityGroupId: found.ReferencedGroupInfo?.GroupId,
        securityGroupId: found.GroupId,
        securityGroupRuleId: found.SecurityGroupRuleId,
        tagsAll: tagMap(found.Tags),
      });
    },
    update: async (clients, id, inputs, previous) => {
      const changed = ["description", "fromPort", "ipProtocol", "toPort", ...peers].some(
        (key) => inputs[key] !== previous[key],
      );
      if (changed) {
        await (
          await clients.ec2()
        ).modifySecurityGroupRules({
          GroupId: required(inputs, "securityGroupId"),
          SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: ruleRequest(inputs) }],
        });
      }
      await updateTags(clients, id, inputs, previous);
    },
    delete: async (clients, id, state) => {
      const ec2 = await clients.ec2();
      const GroupId = required(state, "securityGroupId");
      const SecurityGroupRuleIds = [id];
      try {
        if (direction === "Ingress") {
          await ec2.revokeSecurityGroupIngress({ GroupId, SecurityGroupRuleIds });
        } else {
          await ec2.revokeSecurityGroupEgress({ GroupId, SecurityGroupRuleIds });
        }
      } catch (error) {
        const gone = ["InvalidGroup.NotFound", "InvalidSecurityGroupRuleId.NotFound"];
        if (!isAwsError(error, "InvalidPermission.NotFound", ...gone)) {
          throw error;
        }
      }
    },
  };
}

function validateRule(inputs: Properties): readonly Problem[] {
  const problems: Problem[] = [];
  if (peers.filter((peer) => inputs[peer] !== undefined).length !== 1) {
    problems.push({
      property: "cidrIpv4",
      reason: `exactly one of ${peers.join(", ")} is required`,
    });
  }
  const ports = ["fromPort", "toPort"].filter((port) => inputs[port] !== undefined);
  if (inputs["ipProtocol"] === "-1" || inputs["ipProtocol"] === "all") {
    for (const property of ports) {
      problems.push({
        property,
        reason: 'is not allowed with ipProtocol "-1": that means all ports',
      });
    }
  } else if (ports.length === 1) {
    problems.push({ property: "fromPort", reason: "fromPort and toPort go together" });
  }
  return problems;
}

/** AWS knows the common protocols by name and by number. */
function sameProtocol(existing: unknown, wanted: unknown): boolean {
  const numbers: Readonly<Record<string, string>> = {
    "6": "tcp",
    "17": "udp",
    "1": "icmp",
    all: "-1",
  };
  const name = (value: unknown): string => numbers[String(value)] ?? String(value).toLowerCase();
  return name(existing) === name(wanted);
}

async function findRule(clients: Clients, id: string): Promise<SecurityGroupRule | undefined> {
  const ec2 = await clients.ec2();
  const answer = await unlessNotFound(() =>
    ec2.describeSecurityGroupRules({ SecurityGroupRuleIds: [id] }),
  );
  return answer?.SecurityGroupRules?.[0];
}

function permission(inputs: Properties): IpPermission {
  const description = text(inputs["description"]);
  const about = description === undefined ? {} : { Description: description };
  const [v4, v6, prefixList, group] = peers.map((peer) => text(inputs[peer]));
  return {
    IpProtocol: required(inputs, "ipProtocol"),
    FromPort: whole(inputs["fromPort"]),
    ToPort: whole(inputs["toPort"]),
    ...(v4 === undefined ? {} : { IpRanges: [{ CidrIp: v4, ...about }] }),
    ...(v6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6: v6, ...about }] }),
    ...(prefixList === undefined
      ? {}
      : { PrefixListIds: [{ PrefixListId: prefixList, ...about }] }),
    ...(group === undefined ? {} : { UserIdGroupPairs: [{ GroupId: group, ...about }] }),
  };
}

function ruleRequest(inputs: Properties): SecurityGroupRuleRequest {
  return request<SecurityGroupRuleRequest>({
    IpProtocol: inputs["ipProtocol"],
    FromPort: inputs["fromPort"],
    ToPort: inputs["toPort"],
    CidrIpv4: inputs["cidrIpv4"],
    CidrIpv6: inputs["cidrIpv6"],
    PrefixListId: inputs["prefixListId"],
    ReferencedGroupId: inputs["referencedSecurityGroupId"],
    Description: inputs["description"],
  });
}
