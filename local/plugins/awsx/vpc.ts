import { Eip } from "@pulumi/aws/ec2/eip";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { NatGateway } from "@pulumi/aws/ec2/natGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc as AwsVpc } from "@pulumi/aws/ec2/vpc";
import * as pulumi from "@pulumi/pulumi";

import { type PlannedSubnet } from "./subnetLayout";

/** What the component is made from; plain where it decides which resources there are. */
export interface VpcComponentArgs {
  readonly cidrBlock: string;
  readonly layout: readonly PlannedSubnet[];
  readonly zones: readonly string[];
  readonly natStrategy: "None" | "Single" | "OnePerAz";
  readonly allocationIds: readonly pulumi.Input<string>[];
  readonly enableDnsHostnames: pulumi.Input<boolean> | undefined;
  readonly enableDnsSupport: pulumi.Input<boolean> | undefined;
  readonly instanceTenancy: pulumi.Input<string> | undefined;
  readonly tags: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
}

/** The children of `awsx:ec2:Vpc`, with awsx's own types, names, parents and tags. */
export class VpcComponent extends pulumi.ComponentResource {
  readonly vpc: AwsVpc;
  readonly internetGateway: InternetGateway;
  readonly subnets: Subnet[] = [];
  readonly routeTables: RouteTable[] = [];
  readonly routeTableAssociations: RouteTableAssociation[] = [];
  readonly routes: Route[] = [];
  readonly natGateways: NatGateway[] = [];
  readonly eips: Eip[] = [];
  private readonly planned: PlannedSubnet[] = [];

  constructor(
    private readonly componentName: string,
    private readonly args: VpcComponentArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("awsx:ec2:Vpc", componentName, {}, opts);
    const { allocationIds, layout, natStrategy, zones, ...rest } = args;
    this.vpc = new AwsVpc(
      componentName,
      given({
        cidrBlock: rest.cidrBlock,
        enableDnsHostnames: rest.enableDnsHostnames,
        enableDnsSupport: rest.enableDnsSupport,
        instanceTenancy: rest.instanceTenancy,
        tags: this.tags({}, componentName),
      }),
      { parent: this },
    );
    this.internetGateway = new InternetGateway(
      componentName,
      { vpcId: this.vpc.id, tags: this.tags({}, componentName) },
      { parent: this.vpc, dependsOn: [this.vpc] },
    );
    zones.forEach((zone, index) => {
      for (const planned of layout.filter((subnet) => subnet.zone === zone)) {
        this.addSubnet(planned, index, natStrategy, allocationIds);
      }
    });
    this.registerOutputs(this.outputs());
  }

  /** Outputs under awsx's names. */
  outputs(): pulumi.Inputs {
    return {
      vpc: this.vpc,
      vpcId: this.vpc.id,
      internetGateway: this.internetGateway,
      subnets: this.subnets,
      routeTables: this.routeTables,
      routeTableAssociations: this.routeTableAssociations,
      routes: this.routes,
      natGateways: this.natGateways,
      eips: this.eips,
      ...this.tier("Public"),
      ...this.tier("Private"),
      ...this.tier("Isolated"),
      vpcEndpoints: [],
    };
  }

  private tier(type: "Public" | "Private" | "Isolated"): pulumi.Inputs {
    const subnets = this.subnets.filter((_, index) => this.planned[index]?.type === type);
    const name = type.toLowerCase();
    return { [`${name}Subnets`]: subnets, [`${name}SubnetIds`]: subnets.map(({ id }) => id) };
  }

  private addSubnet(
    planned: PlannedSubnet,
    zoneIndex: number,
    natStrategy: VpcComponentArgs["natStrategy"],
    allocationIds: readonly pulumi.Input<string>[],
  ): void {
    const { name, type } = planned;
    const subnet = new Subnet(
      name,
      {
        vpcId: this.vpc.id,
        availabilityZone: planned.zone,
        mapPublicIpOnLaunch: type === "Public",
        cidrBlock: planned.cidrBlock,
        tags: this.tags({ ...planned.tags, SubnetType: type }, name),
      },
      { parent: this.vpc, dependsOn: [this.vpc] },
    );
    this.subnets.push(subnet);
    this.planned.push(planned);
    const table = new RouteTable(
      name,
      { vpcId: this.vpc.id, tags: this.tags({ SubnetType: type }, name) },
      { parent: subnet, dependsOn: [subnet] },
    );
    this.routeTables.push(table);
    this.routeTableAssociations.push(
      new RouteTableAssociation(
        name,
        { routeTableId: table.id, subnetId: subnet.id },
        { parent: table, dependsOn: [table] },
      ),
    );
    if (type === "Public") {
      this.addNatGateway(subnet, zoneIndex, natStrategy, allocationIds);
      this.addRoute(name, table, { gatewayId: this.internetGateway.id });
    }
    if (type === "Private" && natStrategy !== "None") {
      const gateway = this.natGateways[natStrategy === "Single" ? 0 : zoneIndex];
      if (gateway !== undefined) {
        this.addRoute(name, table, { natGatewayId: gateway.id });
      }
    }
  }

  private addRoute(
    name: string,
    table: RouteTable,
    target: { gatewayId: pulumi.Output<string> } | { natGatewayId: pulumi.Output<string> },
  ): void {
    this.routes.push(
      new Route(
        name,
        { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...target },
        { parent: table, dependsOn: [table] },
      ),
    );
  }

  private addNatGateway(
    subnet: Subnet,
    zoneIndex: number,
    strategy: VpcComponentArgs["natStrategy"],
    allocationIds: readonly pulumi.Input<string>[],
  ): void {
    const wanted = { None: 0, Single: 1, OnePerAz: zoneIndex + 1 }[strategy];
    if (this.natGateways.length >= wanted) {
      return;
    }
    const name = `${this.componentName}-${String(zoneIndex + 1)}`;
    const tags = pulumi.output(this.args.tags ?? {}).apply((own) => ({ ...own, Name: name }));
    const options = { parent: subnet, dependsOn: [subnet] };
    let allocationId = allocationIds[zoneIndex];
    if (allocationId === undefined) {
      const eip = new Eip(name, { tags }, options);
      this.eips.push(eip);
      ({ allocationId } = eip);
    }
    this.natGateways.push(
      new NatGateway(name, { subnetId: subnet.id, allocationId, tags }, options),
    );
  }

  /** The component's tags below those of the resource; the name is the component's unless the tags say else. */
  private tags(own: Readonly<Record<string, string>>, name: string) {
    const base = pulumi
      .output(this.args.tags ?? {})
      .apply((shared) => ({ Name: this.componentName, ...shared }));
    return base.apply((shared) =>
      name === this.componentName ? { ...shared, ...own } : { ...shared, ...own, Name: name },
    );
  }
}

/** Without what is not given: an input that is there and undefined is not the same to every reader. */
function given<T extends object>(args: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}
