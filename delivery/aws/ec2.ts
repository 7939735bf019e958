import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";

import { collect, pagesOf } from "./pages";

/** A subnet and where its traffic may go. */
export interface SubnetWays {
  readonly id: string;
  readonly routes: readonly Route[];
  /** Services with an endpoint in the VPC, without the prefix of the region: `ecr.api`, `s3`. */
  readonly endpoints: readonly string[];
}

/** A route that leaves the VPC. */
export interface Route {
  readonly to: string;
  /** Id of the gateway, peer or interface: `igw-…`, `nat-…`. */
  readonly through: string;
  /** Whether what it leads through is still there. */
  readonly works: boolean;
}

export interface Subnets {
  /** Those of these subnets that there are. */
  ways(subnetIds: readonly string[]): Promise<readonly SubnetWays[]>;
}

/** EC2's networks. Throttling is left to the client's own retries. */
export function ec2Adapter(client: Pick<EC2Client, "send">): Subnets {
  return {
    ways: async (subnetIds) => {
      // By a filter, a subnet that is gone is left out; by its id, it would be an error of all.
      const Filters = [{ Name: "subnet-id", Values: [...subnetIds] }];
      const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ Filters }));
      const vpcs = [...new Set(Subnets.flatMap(({ VpcId }) => VpcId ?? []))];
      const [tables, endpoints] = await Promise.all([
        routeTables(client, vpcs),
        vpcEndpoints(client, vpcs),
      ]);
      return Subnets.map(({ SubnetId: id = "", VpcId }) => {
        const inVpc = tables.filter((table) => table.VpcId === VpcId);
        const own = inVpc.find(({ Associations = [] }) =>
          Associations.some(({ SubnetId }) => SubnetId === id),
        );
        const main = inVpc.find(({ Associations = [] }) =>
          Associations.some(({ Main }) => Main === true),
        );
        const table = own ?? main;
        return {
          id,
          routes: (table?.Routes ?? []).flatMap((route): Route[] => {
            const through =
              route.NatGatewayId ??
              route.TransitGatewayId ??
              route.VpcPeeringConnectionId ??
              route.NetworkInterfaceId ??
              route.GatewayId ??
              "";
            const to = route.DestinationCidrBlock ?? "";
            return to === "" || through === "local" || through.startsWith("vpce-")
              ? []
              : [{ to, through, works: route.State !== "blackhole" }];
          }),
          endpoints: endpoints.flatMap(({ VpcId: of, ServiceName = "", ...endpoint }) => {
            const reaches =
              of === VpcId &&
              (endpoint.VpcEndpointType !== "Gateway" ||
                (endpoint.RouteTableIds ?? []).includes(table?.RouteTableId ?? ""));
            return reaches ? [ServiceName.split(".").slice(3).join(".")] : [];
          }),
        };
      });
    },
  };
}

async function routeTables(client: Pick<EC2Client, "send">, vpcs: readonly string[]) {
  const pages = pagesOf(
    (NextToken) => client.send(new DescribeRouteTablesCommand({ ...of(vpcs), NextToken })),
    (page) => page.NextToken,
  );
  return (await collect(pages)).flatMap(({ RouteTables = [] }) => RouteTables);
}

async function vpcEndpoints(client: Pick<EC2Client, "send">, vpcs: readonly string[]) {
  const pages = pagesOf(
    (NextToken) => client.send(new DescribeVpcEndpointsCommand({ ...of(vpcs), NextToken })),
    (page) => page.NextToken,
  );
  return (await collect(pages)).flatMap(({ VpcEndpoints = [] }) => VpcEndpoints);
}

function of(vpcs: readonly string[]) {
  return { Filters: [{ Name: "vpc-id", Values: [...vpcs] }] };
}
