/** What decides about a subnet. */
export interface SubnetFacts {
  readonly id: string;
  readonly zone: string;
}

/** What decides about the subnets of a route table, in the words of `aws.ec2.getRouteTable`. */
export interface RouteTableFacts {
  readonly associations: readonly { readonly main: boolean; readonly subnetId: string }[];
  readonly routes: readonly { readonly cidrBlock: string; readonly gatewayId: string }[];
}

/** Ids of the subnets of a VPC by what can be reached from them, sorted. */
export interface SubnetTiers {
  /** A route to an internet gateway: what has a public address is reached from the Internet. */
  readonly public: readonly string[];
  /** No such route, but a default route: to a NAT gateway, a transit gateway, an appliance. */
  readonly private: readonly string[];
  /** Neither: only the VPC and its endpoints can be reached. */
  readonly isolated: readonly string[];
}

/**
 * Sorts subnets by their routes, which alone decide: a subnet may hand out public addresses without
 * a way to use them. A subnet without a route table of its own has the main one of the VPC.
 */
export function subnetTiers(
  subnets: readonly SubnetFacts[],
  routeTables: readonly RouteTableFacts[],
): SubnetTiers {
  const tierOf = ({ id }: SubnetFacts): keyof SubnetTiers => {
    const routes = routesOf(id, routeTables);
    if (routes.some((route) => route.gatewayId.startsWith("igw-"))) {
      return "public";
    }
    return routes.some((route) => route.cidrBlock === "0.0.0.0/0") ? "private" : "isolated";
  };
  const ids = (tier: keyof SubnetTiers) =>
    subnets.filter((subnet) => tierOf(subnet) === tier).map((subnet) => subnet.id);
  return {
    public: ids("public").sort(),
    private: ids("private").sort(),
    isolated: ids("isolated").sort(),
  };
}

/** Whether a subnet's routes lead only to its VPC and to endpoints there: not to a peer or an appliance either. */
export function isCutOff(id: string, routeTables: readonly RouteTableFacts[]): boolean {
  return routesOf(id, routeTables).every(({ gatewayId }) => /^(?:local$|vpce-)/.test(gatewayId));
}

function routesOf(id: string, routeTables: readonly RouteTableFacts[]): RouteTableFacts["routes"] {
  const main = routeTables.find((table) => table.associations.some((one) => one.main));
  const own = routeTables.find((table) => table.associations.some((one) => one.subnetId === id));
  return (own ?? main)?.routes ?? [];
}

/**
 * The first subnet of each zone, by id. Load balancers and interface endpoints take one subnet a
 * zone and refuse a second.
 */
export function onePerZone(ids: readonly string[], subnets: readonly SubnetFacts[]): string[] {
  const zones = new Set<string>();
  return [...ids].sort().filter((id) => {
    const zone = subnets.find((subnet) => subnet.id === id)?.zone ?? id;
    const first = !zones.has(zone);
    zones.add(zone);
    return first;
  });
}
