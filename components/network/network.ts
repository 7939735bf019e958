import * as aws from "@pulumi/aws";
// Not all of awsx: its other components load a tenth of a second's worth of code that stays unused.
import * as awsxEc2 from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";

import { availabilityZones, rangeProblem } from "../../aws/limits";
import { typeToken } from "../../aws/naming";
import { waysOutProblem } from "../../aws/network";
import { type AccountContext } from "../accountContext";
import { type ExistingVpc } from "../existing/vpc";
import { resourceError } from "../resourceError";
import { type Transform, transformed } from "../transform";
import { Endpoints, type EndpointsTransform } from "./endpoints";
import { FlowLogs, type FlowLogsTransform } from "./flowLogs";

/** Changes to the resources of {@link Network}, by child. */
export interface NetworkTransform {
  readonly vpc?: Transform<awsxEc2.VpcArgs>;
  readonly defaultSecurityGroup?: Transform<aws.ec2.DefaultSecurityGroupArgs>;
  readonly flowLogs?: FlowLogsTransform;
  readonly endpoints?: EndpointsTransform;
}

/** Arguments of {@link Network}. */
export interface NetworkArgs {
  readonly account: AccountContext;
  /** A VPC that is there already. @default - a new one */
  readonly existing?: ExistingVpc | undefined;
  /** Addresses of a new VPC, /16 to /28, such as `10.20.0.0/16`. */
  readonly cidr: string;
  /**
   * Zones of a new VPC, 1 to 6; a load balancer needs 2.
   * @throws ResourceError when it is no integer in that range.
   */
  readonly availabilityZones: number;
  /**
   * NAT gateways of a new VPC.
   * @throws ResourceError when 0, with neither `endpoints` nor `publicAddresses`.
   */
  readonly natGateways: 0 | 1 | "per-az";
  /** Whether to make VPC endpoints for the services that ECS needs. */
  readonly endpoints: boolean;
  /** Whether hosts and tasks stand in the public subnets, with public addresses. */
  readonly publicAddresses: boolean;
  /** Whether to record the traffic of a new VPC. Other VPCs belong to others. */
  readonly flowLogs: boolean;
  /** Days that the records of traffic are kept, one of the periods that CloudWatch knows. */
  readonly logRetentionDays: number;
  /** @default - none: everything is as written here */
  readonly transform?: NetworkTransform | undefined;
}

/** A VPC and the subnets in it, as the rest of the stack sees them. */
interface Vpc {
  readonly vpcId: pulumi.Output<string>;
  readonly cidrBlock: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly routeTableIds: pulumi.Output<string[]>;
  /** What the stack made of it. */
  readonly made: readonly pulumi.Resource[];
}

/** Where load balancers, hosts and tasks live. */
export class Network extends pulumi.ComponentResource {
  public readonly vpcId: pulumi.Output<string>;
  public readonly cidrBlock: pulumi.Output<string>;
  /** Subnets that the Internet reaches, at most one a zone. */
  public readonly publicSubnetIds: pulumi.Output<string[]>;
  /** Subnets that it does not, at most one a zone. */
  public readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Where hosts and tasks go. */
  public readonly hostSubnetIds: pulumi.Output<string[]>;
  /** Whether hosts and tasks get public addresses: it is their only way out. */
  public readonly hostsHavePublicAddresses: boolean;
  /**
   * The way out, which hosts and tasks depend on: so it is there before they are, and stays until
   * they are gone. Ids of subnets alone say nothing of the routes, gateways and endpoints behind
   * them, and hosts that are cut off never leave their cluster, which then cannot be deleted.
   */
  public readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {}, ...inputs } = args;
    super(typeToken("network", "Network"), name, inputs, opts);
    const problem = problemOf(args);
    if (problem !== undefined) {
      throw resourceError(`Network "${name}": ${problem}`, this);
    }

    const vpc =
      args.existing === undefined ? this.newVpc(name, args) : vpcThatExists(args.existing);
    this.vpcId = vpc.vpcId;
    this.cidrBlock = vpc.cidrBlock;
    this.publicSubnetIds = vpc.publicSubnetIds;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.hostsHavePublicAddresses = args.publicAddresses;
    this.hostSubnetIds = args.publicAddresses ? vpc.publicSubnetIds : vpc.privateSubnetIds;

    const endpoints = args.endpoints
      ? [this.endpoints(name, vpc, args.account, transform.endpoints)]
      : [];
    this.ready = [...vpc.made, ...endpoints];

    this.registerOutputs({
      vpcId: this.vpcId,
      cidrBlock: this.cidrBlock,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      hostSubnetIds: this.hostSubnetIds,
      hostsHavePublicAddresses: this.hostsHavePublicAddresses,
    });
  }

  private endpoints(
    name: string,
    vpc: Vpc,
    account: AccountContext,
    transform?: EndpointsTransform,
  ): Endpoints {
    return new Endpoints(
      `${name}-endpoints`,
      {
        account,
        vpcId: vpc.vpcId,
        cidrBlock: vpc.cidrBlock,
        subnetIds: this.hostSubnetIds,
        routeTableIds: vpc.routeTableIds,
        transform,
      },
      { parent: this },
    );
  }

  private newVpc(name: string, args: NetworkArgs): Vpc {
    const { transform = {} } = args;
    const vpc = new awsxEc2.Vpc(
      ...transformed(
        transform.vpc,
        `${name}-vpc`,
        {
          cidrBlock: args.cidr,
          numberOfAvailabilityZones: args.availabilityZones,
          subnetStrategy: awsxEc2.SubnetAllocationStrategy.Auto,
          subnetSpecs: [
            { type: awsxEc2.SubnetType.Public, name: "public" },
            { type: awsxEc2.SubnetType.Private, name: "private" },
          ],
          natGateways: { strategy: natStrategy(args.natGateways) },
          // Both are needed for the private names of VPC endpoints, and to look hosts up.
          enableDnsHostnames: true,
          enableDnsSupport: true,
        },
        { parent: this },
      ),
    );
    // AWS gives every VPC a group that lets its members talk to each other and to the world. It
    // cannot be deleted, so it is emptied: nothing that forgets its own group gets a way out. awsx
    // leaves it as it is.
    new aws.ec2.DefaultSecurityGroup(
      ...transformed(
        transform.defaultSecurityGroup,
        `${name}-default-security-group`,
        { vpcId: vpc.vpcId, ingress: [], egress: [] },
        { parent: this },
      ),
    );
    if (args.flowLogs) {
      new FlowLogs(
        `${name}-flow-logs`,
        {
          account: args.account,
          vpcId: vpc.vpcId,
          logRetentionDays: args.logRetentionDays,
          transform: transform.flowLogs,
        },
        { parent: this },
      );
    }
    return {
      vpcId: vpc.vpcId,
      cidrBlock: pulumi.output(args.cidr),
      publicSubnetIds: vpc.publicSubnetIds,
      privateSubnetIds: vpc.privateSubnetIds,
      routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id))),
      // The SDK knows nothing inside a remote component and passes on its URN alone (dependsOn.ts).
      // It is enough: the component is ready when all within it is, and in a destroy the engine takes
      // a dependency on a component for one on all its children (DependenciesOf, dependency_graph.go).
      made: [vpc],
    };
  }
}

function vpcThatExists(found: ExistingVpc): Vpc {
  return {
    vpcId: pulumi.output(found.vpcId),
    cidrBlock: pulumi.output(found.cidrBlock),
    publicSubnetIds: pulumi.output(found.publicSubnetIds),
    privateSubnetIds: pulumi.output(found.privateSubnetIds),
    routeTableIds: pulumi.output(found.routeTableIds),
    made: [],
  };
}

function natStrategy(natGateways: NetworkArgs["natGateways"]): awsxEc2.NatGatewayStrategy {
  switch (natGateways) {
    case 0:
      return awsxEc2.NatGatewayStrategy.None;
    case 1:
      return awsxEc2.NatGatewayStrategy.Single;
    case "per-az":
      return awsxEc2.NatGatewayStrategy.OnePerAz;
  }
}

/** What is wrong with the arguments, or undefined. */
function problemOf(args: NetworkArgs): string | undefined {
  if (args.existing !== undefined) {
    return undefined;
  }
  const found = waysOutProblem(args);
  return (
    rangeProblem([["availabilityZones", args.availabilityZones, availabilityZones]]) ??
    (found && `${found.key} ${found.sentence}.`)
  );
}
