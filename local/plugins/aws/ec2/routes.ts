import { type Route, type RouteTable } from "@aws-sdk/client-ec2";

import { type Clients } from "../../clients";
import { type Properties, type ResourceEntry } from "../../resourceEntry";
import { observed, required, tagMap, text } from "../shapes";
import { deleteWhenUnused, ec2Arn, tagSpecifications, unlessNotFound, updateTags } from "./common";

export const routeTable: ResourceEntry = {
  type: "aws:ec2/routeTable:RouteTable",
  inputs: ["tags", "vpcId"],
  replaceOn: ["vpcId"],
  computed: ["arn", "ownerId", "propagatingVgws", "routes"],
  create: async (clients, inputs) => {
    const { RouteTable: created } = await (
      await clients.ec2()
    ).createRouteTable({
      VpcId: required(inputs, "vpcId"),
      TagSpecifications: tagSpecifications("route-table", inputs),
    });
    return required({ ...created }, "RouteTableId");
  },
  read: async (clients, id) => {
    const found = await findRouteTable(clients, id);
    if (found === undefined) {
      return undefined;
    }
    return observed({
      arn: await ec2Arn(clients, "route-table", id),
      ownerId: found.OwnerId,
      propagatingVgws: [],
      // Routes that are resources of their own would show here as a change with each of them.
      routes: [],
      vpcId: found.VpcId,
      tagsAll: tagMap(found.Tags),
    });
  },
  update: updateTags,
  delete: async (clients, id) => {
    const ec2 = await clients.ec2();
    await deleteWhenUnused(() => ec2.deleteRouteTable({ RouteTableId: id }));
  },
};

const targets = ["gatewayId", "natGatewayId", "vpcEndpointId", "networkInterfaceId"] as const;

export const route: ResourceEntry = {
  type: "aws:ec2/route:Route",
  inputs: ["destinationCidrBlock", "destinationIpv6CidrBlock", "routeTableId", ...targets],
  replaceOn: ["destinationCidrBlock", "destinationIpv6CidrBlock", "routeTableId"],
  computed: ["instanceId", "instanceOwnerId", "networkInterfaceId", "origin", "state"],
  validate: (inputs) => {
    const given = targets.filter((target) => inputs[target] !== undefined);
    return given.length === 1
      ? []
      : [{ property: "gatewayId", reason: `exactly one of ${targets.join(", ")} is required` }];
  },
  create: async (clients, inputs) => {
    await (await clients.ec2()).createRoute(routeRequest(inputs));
    return routeId(inputs);
  },
  read: async (clients, _id, known) => {
    const table = await findRouteTable(clients, required(known, "routeTableId"));
    const found = table?.Routes?.find((candidate) => hasDestination(candidate, known));
    if (found === undefined) {
      return undefined;
    }
    return observed({
      routeTableId: table?.RouteTableId,
      destinationCidrBlock: found.DestinationCidrBlock,
      destinationIpv6CidrBlock: found.DestinationIpv6CidrBlock,
      gatewayId: found.GatewayId,
      natGatewayId: found.NatGatewayId,
      networkInterfaceId: found.NetworkInterfaceId,
      instanceId: found.InstanceId,
      instanceOwnerId: found.InstanceOwnerId,
      origin: found.Origin,
      state: found.State,
    });
  },
  update: async (clients, _id, inputs) => {
    await (await clients.ec2()).replaceRoute(routeRequest(inputs));
  },
  delete: async (clients, _id, state) => {
    const ec2 = await clients.ec2();
    await unlessNotFound(() =>
      ec2.deleteRoute({
        RouteTableId: required(state, "routeTableId"),
        DestinationCidrBlock: text(state["destinationCidrBlock"]),
        DestinationIpv6CidrBlock: text(state["destinationIpv6CidrBlock"]),
      }),
    );
  },
};

export const routeTableAssociation: ResourceEntry = {
  type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
  inputs: ["gatewayId", "routeTableId", "subnetId"],
  replaceOn: ["gatewayId", "subnetId"],
  computed: [],
  validate: (inputs) =>
    (inputs["subnetId"] === undefined) === (inputs["gatewayId"] === undefined)
      ? [{ property: "subnetId", reason: "exactly one of subnetId and gatewayId is required" }]
      : [],
  create: async (clients, inputs) => {
    const created = await (
      await clients.ec2()
    ).associateRouteTable({
      RouteTableId: required(inputs, "routeTableId"),
      SubnetId: text(inputs["subnetId"]),
      GatewayId: text(inputs["gatewayId"]),
    });
    return required({ ...created }, "AssociationId");
  },
  read: async (clients, _id, known) => {
    const found = await findAssociation(clients, known);
    if (found === undefined) {
      return undefined;
    }
    return observed({
      routeTableId: found.RouteTableId,
      subnetId: found.SubnetId,
      gatewayId: found.GatewayId,
    });
  },
  update: async (clients, id, inputs, previous) => {
    // AWS gives the association a new id with its new table; a subnet has one association, which finds it.
    const current = await findAssociation(clients, previous);
    await (
      await clients.ec2()
    ).replaceRouteTableAssociation({
      AssociationId: current?.RouteTableAssociationId ?? id,
      RouteTableId: required(inputs, "routeTableId"),
    });
  },
  delete: async (clients, _id, state) => {
    const found = await findAssociation(clients, state);
    const AssociationId = found?.RouteTableAssociationId;
    if (AssociationId === undefined) {
      return;
    }
    const ec2 = await clients.ec2();
    await unlessNotFound(() => ec2.disassociateRouteTable({ AssociationId }));
  },
};

/** A route table by its id. */
async function findRouteTable(clients: Clients, id: string): Promise<RouteTable | undefined> {
  const ec2 = await clients.ec2();
  const answer = await unlessNotFound(() => ec2.describeRouteTables({ RouteTableIds: [id] }));
  return answer?.RouteTables?.[0];
}

async function findAssociation(clients: Clients, known: Properties) {
  const subnetId = text(known["subnetId"]);
  const gatewayId = text(known["gatewayId"]);
  const ec2 = await clients.ec2();
  const filter =
    subnetId === undefined
      ? { Name: "association.gateway-id", Values: [gatewayId ?? ""] }
      : { Name: "association.subnet-id", Values: [subnetId] };
  const { RouteTables = [] } = await ec2.describeRouteTables({ Filters: [filter] });
  return RouteTables.flatMap(({ RouteTableId, Associations = [] }) =>
    Associations.map((association) => ({ ...association, RouteTableId })),
  ).find(({ SubnetId, GatewayId }) =>
    subnetId === undefined ? GatewayId === gatewayId : SubnetId === subnetId,
  );
}

function routeRequest(inputs: Properties) {
  return {
    RouteTableId: required(inputs, "routeTableId"),
    DestinationCidrBlock: text(inputs["destinationCidrBlock"]),
    DestinationIpv6CidrBlock: text(inputs["destinationIpv6CidrBlock"]),
    GatewayId: text(inputs["gatewayId"]),
    NatGatewayId: text(inputs["natGatewayId"]),
    VpcEndpointId: text(inputs["vpcEndpointId"]),
    NetworkInterfaceId: text(inputs["networkInterfaceId"]),
  };
}

function hasDestination(candidate: Route, known: Properties): boolean {
  const wanted = text(known["destinationCidrBlock"]) ?? text(known["destinationIpv6CidrBlock"]);
  return [candidate.DestinationCidrBlock, candidate.DestinationIpv6CidrBlock].includes(wanted);
}

/** The real provider's id: the table, and a hash of the destination as its SDK computes it. */
function routeId(inputs: Properties): string {
  const destination =
    text(inputs["destinationCidrBlock"]) ?? text(inputs["destinationIpv6CidrBlock"]) ?? "";
  return `r-${required(inputs, "routeTableId")}${String(crc32(destination))}`;
}

function crc32(value: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(value)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}
