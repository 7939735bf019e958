import { type Vpc } from "@aws-sdk/client-ec2";

import { type Clients } from "../../clients";
import { type Properties, type ResourceEntry } from "../../resourceEntry";
import { flag, observed, required, tagMap, text } from "../shapes";
import { deleteWhenUnused, ec2Arn, tagSpecifications, unlessNotFound, updateTags } from "./common";

export const vpc: ResourceEntry = {
  type: "aws:ec2/vpc:Vpc",
  inputs: ["cidrBlock", "enableDnsHostnames", "enableDnsSupport", "instanceTenancy", "tags"],
  replaceOn: ["cidrBlock"],
  computed: [
    "arn",
    "cidrBlock",
    "defaultNetworkAclId",
    "defaultRouteTableId",
    "defaultSecurityGroupId",
    "dhcpOptionsId",
    "enableDnsHostnames",
    "mainRouteTableId",
    "ownerId",
  ],
  defaults: { enableDnsSupport: true, instanceTenancy: "default" },
  validate: (inputs) =>
    inputs["cidrBlock"] === undefined
      ? [{ property: "cidrBlock", reason: "one of cidrBlock and ipv4IpamPoolId is required" }]
      : [],
  create: async (clients, inputs) => {
    const ec2 = await clients.ec2();
    const { Vpc: created } = await ec2.createVpc({
      CidrBlock: required(inputs, "cidrBlock"),
      InstanceTenancy: inputs["instanceTenancy"] === "dedicated" ? "dedicated" : "default",
      TagSpecifications: tagSpecifications("vpc", inputs),
    });
    const id = required({ ...created }, "VpcId");
    await setDns(clients, id, inputs);
    return id;
  },
  read: async (clients, id) => {
    const found = await findVpc(clients, id);
    if (found === undefined) {
      return undefined;
    }
    const [support, hostnames, main, acl, group, arn] = await Promise.all([
      dnsAttribute(clients, id, "enableDnsSupport"),
      dnsAttribute(clients, id, "enableDnsHostnames"),
      mainRouteTable(clients, id),
      defaultNetworkAcl(clients, id),
      defaultSecurityGroup(clients, id),
      ec2Arn(clients, "vpc", id),
    ]);
    return observed({
      arn,
      cidrBlock: found.CidrBlock,
      instanceTenancy: found.InstanceTenancy,
      enableDnsSupport: support,
      enableDnsHostnames: hostnames,
      dhcpOptionsId: found.DhcpOptionsId,
      ownerId: found.OwnerId,
      mainRouteTableId: main,
      defaultRouteTableId: main,
      defaultNetworkAclId: acl,
      defaultSecurityGroupId: group,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    await setDns(clients, id, inputs, previous);
    await updateTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    await deleteWhenUnused(() => ec2.deleteVpc({ VpcId: id }));
  },
};

/** A VPC by its id. */
export async function findVpc(clients: Clients, id: string): Promise<Vpc | undefined> {
  const ec2 = await clients.ec2();
  const answer = await unlessNotFound(() => ec2.describeVpcs({ VpcIds: [id] }));
  return answer?.Vpcs?.[0];
}

/** Whether a VPC has one of its two DNS attributes on. */
export async function dnsAttribute(
  clients: Clients,
  VpcId: string,
  Attribute: "enableDnsSupport" | "enableDnsHostnames",
): Promise<boolean> {
  const ec2 = await clients.ec2();
  const answer = await ec2.describeVpcAttribute({ VpcId, Attribute });
  const value =
    Attribute === "enableDnsSupport" ? answer.EnableDnsSupport : answer.EnableDnsHostnames;
  return value?.Value === true;
}

/** The route table of the subnets that have none of their own. */
export async function mainRouteTable(clients: Clients, id: string): Promise<string | undefined> {
  const ec2 = await clients.ec2();
  const { RouteTables } = await ec2.describeRouteTables({
    Filters: [
      { Name: "vpc-id", Values: [id] },
      { Name: "association.main", Values: ["true"] },
    ],
  });
  return RouteTables?.[0]?.RouteTableId;
}

/** The group that AWS made with the VPC. */
export async function defaultSecurityGroup(
  clients: Clients,
  id: string,
): Promise<string | undefined> {
  const ec2 = await clients.ec2();
  const { SecurityGroups } = await ec2.describeSecurityGroups({
    Filters: [
      { Name: "vpc-id", Values: [id] },
      { Name: "group-name", Values: ["default"] },
    ],
  });
  return SecurityGroups?.[0]?.GroupId;
}

async function defaultNetworkAcl(clients: Clients, id: string): Promise<string | undefined> {
  const ec2 = await clients.ec2();
  const { NetworkAcls } = await ec2.describeNetworkAcls({
    Filters: [
      { Name: "vpc-id", Values: [id] },
      { Name: "default", Values: ["true"] },
    ],
  });
  return text(NetworkAcls?.[0]?.NetworkAclId);
}

// AWS takes one attribute a call, and names only without support for them make no sense to it: so support
// comes first when it is turned on.
async function setDns(
  clients: Clients,
  VpcId: string,
  inputs: Properties,
  previous: Properties = { enableDnsSupport: true, enableDnsHostnames: false },
): Promise<void> {
  const ec2 = await clients.ec2();
  const support = flag(inputs["enableDnsSupport"]);
  const hostnames = flag(inputs["enableDnsHostnames"]);
  if (support !== undefined && support !== previous["enableDnsSupport"]) {
    await ec2.modifyVpcAttribute({ VpcId, EnableDnsSupport: { Value: support } });
  }
  if (hostnames !== undefined && hostnames !== previous["enableDnsHostnames"]) {
    await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: hostnames } });
  }
}
