import { type Properties, type FunctionEntry } from "../../resourceEntry";
import { present, required, tagMap, text, texts } from "../shapes";
import { ec2Arn, filtersOf } from "./common";
import { dnsAttribute, mainRouteTable } from "./vpc";

export const functions: readonly FunctionEntry[] = [
  {
    token: "aws:ec2/getVpc:getVpc",
    invoke: async (clients, args) => {
      const { Vpcs = [] } = await (
        await clients.ec2()
      ).describeVpcs({
        VpcIds: text(args["id"]) === undefined ? undefined : [required(args, "id")],
        Filters: filtersOf(args, {
          cidr: args["cidrBlock"],
          "dhcp-options-id": args["dhcpOptionsId"],
          "is-default": args["default"] === true ? true : undefined,
          state: args["state"],
        }),
      });
      const found = only(Vpcs, "EC2 VPC");
      const id = required({ ...found }, "VpcId");
      return {
        id,
        arn: await ec2Arn(clients, "vpc", id),
        cidrBlock: found.CidrBlock,
        cidrBlockAssociations: (found.CidrBlockAssociationSet ?? []).map((association) => ({
          associationId: association.AssociationId ?? "",
          cidrBlock: association.CidrBlock ?? "",
          state: association.CidrBlockState?.State ?? "",
        })),
        default: found.IsDefault === true,
        dhcpOptionsId: found.DhcpOptionsId ?? "",
        enableDnsHostnames: await dnsAttribute(clients, id, "enableDnsHostnames"),
        enableDnsSupport: await dnsAttribute(clients, id, "enableDnsSupport"),
        enableNetworkAddressUsageMetrics: false,
        instanceTenancy: found.InstanceTenancy ?? "default",
        ipv6AssociationId: "",
        ipv6CidrBlock: "",
        mainRouteTableId: await mainRouteTable(clients, id),
        ownerId: found.OwnerId,
        region: clients.region,
        state: found.State,
        tags: tagMap(found.Tags),
      };
    },
  },
  {
    token: "aws:ec2/getSubnets:getSubnets",
    invoke: async (clients, args) => {
      const { Subnets = [] } = await (
        await clients.ec2()
      ).describeSubnets({ Filters: filtersOf(args) });
      return {
        id: clients.region,
        ids: Subnets.map(({ SubnetId }) => SubnetId),
        region: clients.region,
        ...given(args, ["filters", "tags"]),
      };
    },
  },
  {
    token: "aws:ec2/getSubnet:getSubnet",
    invoke: async (clients, args) => {
      const { Subnets = [] } = await (
        await clients.ec2()
      ).describeSubnets({
        SubnetIds: text(args["id"]) === undefined ? undefined : [required(args, "id")],
        Filters: filtersOf(args, {
          "availability-zone": args["availabilityZone"],
          "cidr-block": args["cidrBlock"],
          "default-for-az": args["defaultForAz"],
          "vpc-id": args["vpcId"],
        }),
      });
      const found = only(Subnets, "EC2 Subnet");
      return present({
        id: found.SubnetId,
        arn: found.SubnetArn,
        assignIpv6AddressOnCreation: found.AssignIpv6AddressOnCreation === true,
        availabilityZone: found.AvailabilityZone,
        availabilityZoneId: found.AvailabilityZoneId,
        availableIpAddressCount: found.AvailableIpAddressCount,
        cidrBlock: found.CidrBlock,
        defaultForAz: found.DefaultForAz === true,
        mapPublicIpOnLaunch: found.MapPublicIpOnLaunch === true,
        ownerId: found.OwnerId,
        region: clients.region,
        state: found.State,
        tags: tagMap(found.Tags),
        vpcId: found.VpcId,
      });
    },
  },
  {
    token: "aws:ec2/getRouteTables:getRouteTables",
    invoke: async (clients, args) => {
      const { RouteTables = [] } = await (
        await clients.ec2()
      ).describeRouteTables({ Filters: filtersOf(args, { "vpc-id": args["vpcId"] }) });
      return {
        id: clients.region,
        ids: RouteTables.map(({ RouteTableId }) => RouteTableId),
        region: clients.region,
        ...given(args, ["filters", "tags", "vpcId"]),
      };
    },
  },
  {
    token: "aws:ec2/getRouteTable:getRouteTable",
    invoke: async (clients, args) => {
      const { RouteTables = [] } = await (
        await clients.ec2()
      ).describeRouteTables({
        RouteTableIds:
          text(args["routeTableId"]) === undefined ? undefined : [required(args, "routeTableId")],
        Filters: filtersOf(args, {
          "association.gateway-id": args["gatewayId"],
          "association.subnet-id": args["subnetId"],
          "vpc-id": args["vpcId"],
        }),
      });
      const found = only(RouteTables, "EC2 Route Table");
      const id = required({ ...found }, "RouteTableId");
      return {
        id,
        arn: await ec2Arn(clients, "route-table", id),
        associations: (found.Associations ?? []).map((association) => ({
          gatewayId: association.GatewayId ?? "",
          main: association.Main === true,
          routeTableAssociationId: association.RouteTableAssociationId ?? "",
          routeTableId: association.RouteTableId ?? id,
          subnetId: association.SubnetId ?? "",
        })),
        gatewayId: text(args["gatewayId"]) ?? "",
        ownerId: found.OwnerId,
        region: clients.region,
        routeTableId: id,
        // As the real provider: without the route that every table has to its own VPC.
        routes: (found.Routes ?? [])
          .filter(({ GatewayId }) => GatewayId !== "local")
          .map((route) => routeState({ ...route })),
        subnetId: text(args["subnetId"]) ?? "",
        tags: tagMap(found.Tags),
        vpcId: found.VpcId,
        ...given(args, ["filters"]),
      };
    },
  },
  {
    token: "aws:index/getAvailabilityZones:getAvailabilityZones",
    invoke: async (clients, args) => {
      const { AvailabilityZones = [] } = await (
        await clients.ec2()
      ).describeAvailabilityZones({
        AllAvailabilityZones: args["allAvailabilityZones"] === true,
        Filters: filtersOf(args, { state: args["state"] }),
      });
      const excluded = [...texts(args["excludeNames"]), ...texts(args["excludeZoneIds"])];
      const zones = AvailabilityZones.filter(
        ({ ZoneName = "", ZoneId = "" }) =>
          !excluded.includes(ZoneName) && !excluded.includes(ZoneId),
      ).sort((a, b) => ((a.ZoneName ?? "") < (b.ZoneName ?? "") ? -1 : 1));
      return {
        id: clients.region,
        groupNames: [...new Set(zones.map(({ GroupName }) => GroupName ?? clients.region))],
        names: zones.map(({ ZoneName }) => ZoneName),
        region: clients.region,
        zoneIds: zones.map(({ ZoneId }) => ZoneId),
        ...given(args, [
          "allAvailabilityZones",
          "excludeNames",
          "excludeZoneIds",
          "filters",
          "state",
        ]),
      };
    },
  },
];

const routeKeys: Readonly<Record<string, string>> = {
  CarrierGatewayId: "carrierGatewayId",
  CoreNetworkArn: "coreNetworkArn",
  DestinationCidrBlock: "cidrBlock",
  DestinationIpv6CidrBlock: "ipv6CidrBlock",
  DestinationPrefixListId: "destinationPrefixListId",
  EgressOnlyInternetGatewayId: "egressOnlyGatewayId",
  GatewayId: "gatewayId",
  InstanceId: "instanceId",
  LocalGatewayId: "localGatewayId",
  NatGatewayId: "natGatewayId",
  NetworkInterfaceId: "networkInterfaceId",
  TransitGatewayId: "transitGatewayId",
  VpcPeeringConnectionId: "vpcPeeringConnectionId",
};

/** A route as the function answers it: every kind of target, empty but for one. */
function routeState(route: Properties): Properties {
  const state = Object.fromEntries(
    Object.entries(routeKeys).map(([from, to]) => [to, text(route[from]) ?? ""]),
  );
  // An endpoint stands in AWS's answer where gateways do.
  const endpoint = state["gatewayId"]?.startsWith("vpce-") === true;
  return endpoint
    ? { ...state, vpcEndpointId: state["gatewayId"], gatewayId: "" }
    : { ...state, vpcEndpointId: "" };
}

/** The functions answer with their arguments, too. */
function given(args: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(
    names.filter((name) => args[name] !== undefined).map((name) => [name, args[name]]),
  );
}

/** The one that was found, in the real provider's words when it is not one. */
function only<T>(found: readonly T[], what: string): T {
  const [first, ...others] = found;
  if (first === undefined) {
    throw new Error(`no matching ${what} found`);
  }
  if (others.length > 0) {
    throw new Error(
      `multiple ${what}s matched; use additional constraints to reduce matches to a single ${what}`,
    );
  }
  return first;
}
