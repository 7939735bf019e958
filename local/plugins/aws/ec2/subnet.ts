import { type ResourceEntry } from "../../resourceEntry";
import { observed, required, tagMap, text } from "../shapes";
import { deleteWhenUnused, tagSpecifications, unlessNotFound, updateTags } from "./common";

export const subnet: ResourceEntry = {
  type: "aws:ec2/subnet:Subnet",
  inputs: [
    "assignIpv6AddressOnCreation",
    "availabilityZone",
    "availabilityZoneId",
    "cidrBlock",
    "enableDns64",
    "enableResourceNameDnsARecordOnLaunch",
    "enableResourceNameDnsAaaaRecordOnLaunch",
    "ipv6Native",
    "mapPublicIpOnLaunch",
    "tags",
    "vpcId",
  ],
  replaceOn: ["availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "vpcId"],
  computed: [
    "arn",
    "availabilityZone",
    "availabilityZoneId",
    "ownerId",
    "privateDnsHostnameTypeOnLaunch",
  ],
  defaults: {
    assignIpv6AddressOnCreation: false,
    enableDns64: false,
    enableResourceNameDnsARecordOnLaunch: false,
    enableResourceNameDnsAaaaRecordOnLaunch: false,
    ipv6Native: false,
    mapPublicIpOnLaunch: false,
  },
  validate: (inputs) =>
    inputs["availabilityZone"] !== undefined && inputs["availabilityZoneId"] !== undefined
      ? [{ property: "availabilityZone", reason: "conflicts with availabilityZoneId" }]
      : [],
  create: async (clients, inputs) => {
    const ec2 = await clients.ec2();
    const { Subnet: created } = await ec2.createSubnet({
      VpcId: required(inputs, "vpcId"),
      CidrBlock: text(inputs["cidrBlock"]),
      AvailabilityZone: text(inputs["availabilityZone"]),
      AvailabilityZoneId: text(inputs["availabilityZoneId"]),
      TagSpecifications: tagSpecifications("subnet", inputs),
    });
    const SubnetId = required({ ...created }, "SubnetId");
    if (inputs["mapPublicIpOnLaunch"] === true) {
      await ec2.modifySubnetAttribute({ SubnetId, MapPublicIpOnLaunch: { Value: true } });
    }
    return SubnetId;
  },
  read: async (clients, id) => {
    const ec2 = await clients.ec2();
    const answer = await unlessNotFound(() => ec2.describeSubnets({ SubnetIds: [id] }));
    const found = answer?.Subnets?.[0];
    if (found === undefined) {
      return undefined;
    }
    return observed({
      arn: found.SubnetArn,
      availabilityZone: found.AvailabilityZone,
      availabilityZoneId: found.AvailabilityZoneId,
      cidrBlock: found.CidrBlock,
      mapPublicIpOnLaunch: found.MapPublicIpOnLaunch === true,
      ownerId: found.OwnerId,
      privateDnsHostnameTypeOnLaunch:
        found.PrivateDnsNameOptionsOnLaunch?.HostnameType ?? "ip-name",
      vpcId: found.VpcId,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const ec2 = await clients.ec2();
    const wanted = inputs["mapPublicIpOnLaunch"] === true;
    if (wanted !== (previous["mapPublicIpOnLaunch"] === true)) {
      await ec2.modifySubnetAttribute({ SubnetId: id, MapPublicIpOnLaunch: { Value: wanted } });
    }
    await updateTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    await deleteWhenUnused(() => ec2.deleteSubnet({ SubnetId: id }));
  },
};
