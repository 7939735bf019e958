import { type Clients } from "../../clients";
import { isAwsError } from "../../provider/failure";
import { type ResourceEntry } from "../../resourceEntry";
import { waitFor } from "../retry";
import { observed, present, required, tagMap, text } from "../shapes";
import { deleteWhenUnused, ec2Arn, tagSpecifications, unlessNotFound, updateTags } from "./common";

export const internetGateway: ResourceEntry = {
  type: "aws:ec2/internetGateway:InternetGateway",
  inputs: ["tags", "vpcId"],
  replaceOn: [],
  computed: ["arn", "ownerId", "vpcId"],
  create: async (clients, inputs) => {
    const ec2 = await clients.ec2();
    const { InternetGateway: created } = await ec2.createInternetGateway({
      TagSpecifications: tagSpecifications("internet-gateway", inputs),
    });
    const id = required({ ...created }, "InternetGatewayId");
    await attach(clients, id, text(inputs["vpcId"]));
    return id;
  },
  read: async (clients, id) => {
    const ec2 = await clients.ec2();
    const answer = await unlessNotFound(() =>
      ec2.describeInternetGateways({ InternetGatewayIds: [id] }),
    );
    const found = answer?.InternetGateways?.[0];
    if (found === undefined) {
      return undefined;
    }
    return observed({
      arn: await ec2Arn(clients, "internet-gateway", id),
      ownerId: found.OwnerId,
      vpcId: found.Attachments?.[0]?.VpcId,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: async (clients, id, inputs, previous) => {
    if (inputs["vpcId"] !== undefined && inputs["vpcId"] !== previous["vpcId"]) {
      await detach(clients, id, text(previous["vpcId"]));
      await attach(clients, id, text(inputs["vpcId"]));
    }
    await updateTags(clients, id, inputs, previous);
  },
  delete: async (clients, id, state) => {
    const ec2 = await clients.ec2();
    await detach(clients, id, text(state["vpcId"]));
    await deleteWhenUnused(() => ec2.deleteInternetGateway({ InternetGatewayId: id }));
  },
};

async function attach(clients: Clients, id: string, VpcId: string | undefined): Promise<void> {
  if (VpcId === undefined) {
    return;
  }
  await (await clients.ec2()).attachInternetGateway({ InternetGatewayId: id, VpcId });
}

async function detach(clients: Clients, id: string, VpcId: string | undefined): Promise<void> {
  if (VpcId === undefined) {
    return;
  }
  const ec2 = await clients.ec2();
  await deleteWhenUnused(async () => {
    try {
      await ec2.detachInternetGateway({ InternetGatewayId: id, VpcId });
    } catch (error) {
      if (!isAwsError(error, "Gateway.NotAttached")) {
        throw error;
      }
    }
  });
}

export const eip: ResourceEntry = {
  type: "aws:ec2/eip:Eip",
  inputs: ["domain", "tags"],
  replaceOn: ["domain"],
  computed: [
    "allocationId",
    "arn",
    "associationId",
    "domain",
    "instance",
    "networkBorderGroup",
    "networkInterface",
    "privateIp",
    "publicIp",
    "publicIpv4Pool",
  ],
  create: async (clients, inputs) => {
    const created = await (
      await clients.ec2()
    ).allocateAddress({
      Domain: "vpc",
      TagSpecifications: tagSpecifications("elastic-ip", inputs),
    });
    return required({ ...created }, "AllocationId");
  },
  read: async (clients, id) => {
    const ec2 = await clients.ec2();
    const answer = await unlessNotFound(() => ec2.describeAddresses({ AllocationIds: [id] }));
    const found = answer?.Addresses?.[0];
    if (found === undefined) {
      return undefined;
    }
    return observed({
      allocationId: found.AllocationId,
      arn: await ec2Arn(clients, "elastic-ip", id),
      associationId: found.AssociationId,
      domain: found.Domain,
      instance: found.InstanceId,
      networkBorderGroup: found.NetworkBorderGroup,
      networkInterface: found.NetworkInterfaceId,
      privateIp: found.PrivateIpAddress,
      publicIp: found.PublicIp,
      publicIpv4Pool: found.PublicIpv4Pool,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: updateTags,
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    await deleteWhenUnused(() => ec2.releaseAddress({ AllocationId: id }));
  },
};

const natPatience = { seconds: 600, everySeconds: 1 };

export const natGateway: ResourceEntry = {
  type: "aws:ec2/natGateway:NatGateway",
  inputs: ["allocationId", "connectivityType", "privateIp", "subnetId", "tags"],
  replaceOn: ["allocationId", "connectivityType", "privateIp", "subnetId"],
  computed: ["associationId", "networkInterfaceId", "privateIp", "publicIp"],
  defaults: { connectivityType: "public" },
  validate: (inputs) =>
    inputs["connectivityType"] === "private" && inputs["allocationId"] !== undefined
      ? [{ property: "allocationId", reason: "is not allowed for a private NAT gateway" }]
      : [],
  create: async (clients, inputs) => {
    const ec2 = await clients.ec2();
    const { NatGateway: created } = await ec2.createNatGateway({
      SubnetId: text(inputs["subnetId"]),
      AllocationId: text(inputs["allocationId"]),
      ConnectivityType: inputs["connectivityType"] === "private" ? "private" : "public",
      PrivateIpAddress: text(inputs["privateIp"]),
      TagSpecifications: tagSpecifications("natgateway", inputs),
    });
    return required({ ...created }, "NatGatewayId");
  },
  read: async (clients, id) => {
    const found = await waitFor(
      `NAT gateway ${id}`,
      async () => {
        const gateway = await describeNatGateway(clients, id);
        return gateway?.State === "pending" ? undefined : { gateway };
      },
      natPatience,
    );
    const { gateway } = found;
    if (gateway === undefined || gateway.State === "deleted") {
      return undefined;
    }
    if (gateway.State === "failed") {
      throw new Error(
        `NAT gateway ${id} failed: ${gateway.FailureMessage ?? "AWS gave no reason"}`,
      );
    }
    const address = gateway.NatGatewayAddresses?.[0];
    // Emulators do not tell all of the address; what is left out keeps its value.
    return present({
      allocationId: address?.AllocationId,
      associationId: address?.AssociationId,
      connectivityType: gateway.ConnectivityType,
      networkInterfaceId: address?.NetworkInterfaceId,
      privateIp: address?.PrivateIp,
      publicIp: address?.PublicIp,
      subnetId: gateway.SubnetId,
      tagsAll: tagMap(gateway.Tags),
    });
  },
  update: updateTags,
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    const deleted = await unlessNotFound(() => ec2.deleteNatGateway({ NatGatewayId: id }));
    if (deleted === undefined) {
      return;
    }
    await waitFor(
      `the end of NAT gateway ${id}`,
      async () => {
        const state = (await describeNatGateway(clients, id))?.State;
        return state === undefined || state === "deleted" ? true : undefined;
      },
      natPatience,
    );
  },
};

async function describeNatGateway(clients: Clients, id: string) {
  const ec2 = await clients.ec2();
  const answer = await unlessNotFound(() => ec2.describeNatGateways({ NatGatewayIds: [id] }));
  return answer?.NatGateways?.[0];
}
