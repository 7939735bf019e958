import { type IpPermission, type SecurityGroup } from "@aws-sdk/client-ec2";

import { type Clients } from "../../clients";
import { type Problem, type Properties, type ResourceEntry } from "../../resourceEntry";
import { observed, required, tagMap, text } from "../shapes";
import { deleteWhenUnused, tagSpecifications, unlessNotFound, updateTags } from "./common";
import { defaultSecurityGroup as defaultGroupOf } from "./vpc";

export const securityGroup: ResourceEntry = {
  type: "aws:ec2/securityGroup:SecurityGroup",
  inputs: ["description", "name", "revokeRulesOnDelete", "tags", "vpcId"],
  replaceOn: ["description", "name", "vpcId"],
  computed: ["arn", "egress", "ingress", "namePrefix", "ownerId", "vpcId"],
  defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  autoName: { property: "name", maxLength: 255 },
  validate: ({ name }) =>
    typeof name === "string" && (name === "default" || name.startsWith("sg-"))
      ? [{ property: "name", reason: 'must not be "default" or begin with "sg-"' }]
      : [],
  create: async (clients, inputs) => {
    const ec2 = await clients.ec2();
    const created = await ec2.createSecurityGroup({
      GroupName: required(inputs, "name"),
      Description: required(inputs, "description"),
      VpcId: text(inputs["vpcId"]),
      TagSpecifications: tagSpecifications("security-group", inputs),
    });
    const id = required({ ...created }, "GroupId");
    // AWS lets a new group reach everything; the real provider takes that away, and so egress has to be
    // written down.
    await revokeAll(clients, id);
    return id;
  },
  read: async (clients, id) => {
    const found = await findGroup(clients, id);
    return found === undefined ? undefined : groupState(clients, found);
  },
  update: updateTags,
  delete: async (clients, id, state) => {
    const ec2 = await clients.ec2();
    if (state["revokeRulesOnDelete"] === true) {
      await revokeAll(clients, id);
    }
    await deleteWhenUnused(() => ec2.deleteSecurityGroup({ GroupId: id }));
  },
};

/** The group that AWS makes with each VPC: adopted and emptied, never made or deleted. */
export const defaultSecurityGroup: ResourceEntry = {
  type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  inputs: ["egress", "ingress", "revokeRulesOnDelete", "tags", "vpcId"],
  replaceOn: ["vpcId"],
  computed: ["arn", "description", "name", "namePrefix", "ownerId", "vpcId"],
  defaults: { revokeRulesOnDelete: false },
  validate: (inputs) =>
    ["ingress", "egress"].flatMap((property): Problem[] => {
      const rules = inputs[property];
      return Array.isArray(rules) && rules.length > 0
        ? [{ property, reason: "the stand-in aws provider only empties the default group" }]
        : [];
    }),
  create: async (clients, inputs) => {
    const vpcId = text(inputs["vpcId"]) ?? (await defaultVpcId(clients));
    const id = await defaultGroupOf(clients, vpcId);
    if (id === undefined) {
      throw new Error(`VPC ${vpcId} has no default security group`);
    }
    await revokeAll(clients, id);
    await updateTags(clients, id, inputs, {});
    return id;
  },
  read: async (clients, id) => {
    const found = await findGroup(clients, id);
    return found === undefined ? undefined : groupState(clients, found);
  },
  update: async (clients, id, inputs, previous) => {
    await revokeAll(clients, id);
    await updateTags(clients, id, inputs, previous);
  },
  delete: async () => {
    // It goes with its VPC.
  },
};

async function findGroup(clients: Clients, id: string): Promise<SecurityGroup | undefined> {
  const ec2 = await clients.ec2();
  const answer = await unlessNotFound(() => ec2.describeSecurityGroups({ GroupIds: [id] }));
  return answer?.SecurityGroups?.[0];
}

function groupState(clients: Clients, group: SecurityGroup): Properties {
  const { GroupId = "", OwnerId = "" } = group;
  return observed({
    arn: `arn:${clients.partition}:ec2:${clients.region}:${OwnerId}:security-group/${GroupId}`,
    description: group.Description,
    // Rules are resources of their own; here each of them would show as a change of its group.
    egress: [],
    ingress: [],
    name: group.GroupName,
    ownerId: OwnerId,
    vpcId: group.VpcId,
    tagsAll: tagMap(group.Tags),
  });
}

async function revokeAll(clients: Clients, GroupId: string): Promise<void> {
  const ec2 = await clients.ec2();
  const found = await findGroup(clients, GroupId);
  const egress = found?.IpPermissionsEgress ?? [];
  const ingress = found?.IpPermissions ?? [];
  if (egress.length > 0) {
    await ec2.revokeSecurityGroupEgress({ GroupId, IpPermissions: egress.map(meaning) });
  }
  if (ingress.length > 0) {
    await ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: ingress.map(meaning) });
  }
}

/** A rule without its empty parts, which AWS does not take back. */
function meaning(rule: IpPermission): IpPermission {
  return Object.fromEntries(
    Object.entries(rule).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

async function defaultVpcId(clients: Clients): Promise<string> {
  const { Vpcs } = await (
    await clients.ec2()
  ).describeVpcs({ Filters: [{ Name: "is-default", Values: ["true"] }] });
  return required({ ...Vpcs?.[0] }, "VpcId");
}
