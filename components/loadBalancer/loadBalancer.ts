import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { elbName } from "../../aws/elbName";
import { typeToken } from "../../aws/naming";
import { type SslPolicy, sslPolicies } from "../../aws/sslPolicies";
import { type AccountContext } from "../accountContext";
import { accessLogBucket } from "./accessLogs";
import { DomainCertificate } from "./domainCertificate";
import { listenerPriorities, type Route } from "./listenerPriorities";
import { Listeners } from "./listeners";

/** What the balancer needs to know of the network. */
export interface LoadBalancerNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly cidrBlock: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
}

/** What the configuration says of a load balancer. */
export interface LoadBalancerSettings {
  /**
   * Whether the Internet reaches it. If not, it stands in the private subnets and only addresses
   * of the network may connect.
   * @default true
   */
  readonly internetFacing?: boolean | undefined;
  /**
   * ARN of an issued certificate; makes the balancer speak HTTPS and redirect HTTP to it.
   * @default - a certificate for `domain` if that and `zone` are given, else plain HTTP
   */
  readonly certificateArn?: string | undefined;
  /**
   * Host name that leads to the balancer, such as `apps.example.com`.
   * @default - the name that AWS gives
   * @throws ResourceError when neither `zone` nor `certificateArn` is given.
   */
  readonly domain?: string | undefined;
  /**
   * Hosted zone of `domain`, by name (`example.com`) or id (`Z…`). The balancer's alias record and,
   * without `certificateArn`, the proof for the certificate are written there.
   * @default - no records
   * @throws ResourceError without `domain`.
   */
  readonly zone?: string | undefined;
  /**
   * Which versions and ciphers of TLS are spoken.
   * @default "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
   * @throws ResourceError when it is none of {@link sslPolicies}.
   */
  readonly sslPolicy?: SslPolicy | undefined;
  /**
   * Seconds after which an idle connection is closed, 1 to 4000. Apps must keep theirs open longer.
   * @default 60
   * @throws ResourceError when out of range.
   */
  readonly idleTimeoutSeconds?: number | undefined;
  /**
   * Whether AWS refuses to delete the balancer.
   * @default true
   */
  readonly deletionProtection?: boolean | undefined;
  /**
   * Whether each request is written to a bucket that is made for it.
   * @default true
   */
  readonly accessLogs?: boolean | undefined;
  /**
   * Days that access logs are kept, 1 or more.
   * @default 90
   * @throws ResourceError when it is no whole number of at least 1.
   */
  readonly accessLogRetentionDays?: number | undefined;
}

/** Arguments of {@link LoadBalancer}. */
export interface LoadBalancerArgs {
  readonly settings: LoadBalancerSettings;
  /** Name of the stack, part of the balancer's name. */
  readonly stack: string;
  /** Key of the cluster that it serves, part of the balancer's name. */
  readonly cluster: string;
  readonly account: AccountContext;
  /**
   * Which requests each app asks for, by the keys of the apps. The rules belong to the apps; their
   * order is a matter of the listener.
   * @throws ResourceError when there are more than a load balancer takes, or two choose one priority.
   */
  readonly routes: Readonly<Record<string, Route>>;
  /** The network; a balancer needs subnets in two zones. */
  readonly network: LoadBalancerNetwork;
  /**
   * Whether Pulumi refuses to delete the bucket of logs. If not, a destroy deletes it with its logs.
   * @default true
   */
  readonly protectLogs?: boolean | undefined;
}

/** An application load balancer. What no rule matches is answered with 404. */
export class LoadBalancer extends pulumi.ComponentResource {
  public readonly arn: pulumi.Output<string>;
  /** Name that AWS gave it. */
  public readonly dnsName: pulumi.Output<string>;
  /** Route 53 zone of `dnsName`, for further alias records. */
  public readonly zoneId: pulumi.Output<string>;
  /** Where users find it: scheme and host, without a path. */
  public readonly url: pulumi.Output<string>;
  /** Listener that rules go to: the HTTPS one if there is one. */
  public readonly listenerArn: pulumi.Output<string>;
  /** Hosts and tasks let this group in, and add an egress rule to it. */
  public readonly securityGroupId: pulumi.Output<string>;
  private readonly priorities: ReadonlyMap<string, number>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, cluster, network, settings } = args;
    super(
      typeToken("loadBalancer", "LoadBalancer"),
      name,
      { stack, cluster, settings, vpcId: network.vpcId },
      opts,
    );
    const problem = problemOf(settings, Object.keys(args.routes).length);
    if (problem !== undefined) {
      throw new pulumi.ResourceError(`Load balancer "${name}": ${problem}`, this);
    }
    this.priorities = this.ordered(name, args.routes);
    const internetFacing = settings.internetFacing ?? true;
    const zoneId = settings.zone === undefined ? undefined : idOfZone(settings.zone, this);
    const certificateArn =
      settings.certificateArn ?? this.certificate(name, settings.domain, zoneId);

    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-security-group`,
      {
        vpcId: network.vpcId,
        // Rules are resources of their own: clusters and apps add the egress that they need.
        description: `Load balancer of cluster ${args.cluster}`,
      },
      { parent: this },
    );
    for (const port of certificateArn === undefined ? [80] : [80, 443]) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-ingress-${port}`,
        {
          securityGroupId: securityGroup.id,
          description: `Port ${port} from ${internetFacing ? "everywhere" : "the network"}`,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          cidrIpv4: internetFacing ? "0.0.0.0/0" : network.cidrBlock,
        },
        { parent: this },
      );
    }
    const logs =
      (settings.accessLogs ?? true)
        ? accessLogBucket(
            `${name}-access-logs`,
            {
              account: args.account,
              retentionDays: settings.accessLogRetentionDays ?? 90,
              protect: args.protectLogs ?? true,
            },
            this,
          )
        : undefined;
    const balancer = new aws.lb.LoadBalancer(
      `${name}-load-balancer`,
      {
        name: network.vpcId.apply((vpcId) =>
          elbName([args.stack, args.cluster], [vpcId, internetFacing ? "public" : "internal"]),
        ),
        loadBalancerType: "application",
        internal: !internetFacing,
        securityGroups: [securityGroup.id],
        subnets: this.subnets(name, internetFacing, network),
        ...(logs && { accessLogs: { enabled: true, bucket: logs.bucketName } }),
        dropInvalidHeaderFields: true,
        // A request that is ambiguous about its length is refused before it reaches an app.
        desyncMitigationMode: "defensive",
        enableDeletionProtection: settings.deletionProtection ?? true,
        idleTimeout: settings.idleTimeoutSeconds ?? 60,
      },
      // Its name changes with whatever forces a new one, so the new one can come first.
      { parent: this, deleteBeforeReplace: false },
    );
    const listeners = new Listeners(
      `${name}-listener`,
      { loadBalancerArn: balancer.arn, certificateArn, sslPolicy: settings.sslPolicy },
      { parent: this },
    );
    if (settings.domain !== undefined && zoneId !== undefined) {
      const alias = { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true };
      new aws.route53.Record(
        `${name}-alias`,
        { zoneId, name: settings.domain, type: "A", aliases: [alias] },
        { parent: this },
      );
    }

    const scheme = certificateArn === undefined ? "http" : "https";
    this.arn = balancer.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.url = pulumi.interpolate`${scheme}://${settings.domain ?? balancer.dnsName}`;
    this.listenerArn = listeners.arn;
    this.securityGroupId = securityGroup.id;
    const { arn, dnsName, url, listenerArn, securityGroupId } = this;
    this.registerOutputs({ arn, dnsName, zoneId: this.zoneId, url, listenerArn, securityGroupId });
  }

  /** Place of an app's rule among those of the listener, 1 to 50000, lowest first. */
  public priorityOf(app: string): number {
    const priority = this.priorities.get(app);
    if (priority === undefined) {
      throw new pulumi.ResourceError(
        `App "${app}" has no route on this load balancer. Legal are: ${[...this.priorities.keys()].join(", ")}.`,
        this,
      );
    }
    return priority;
  }

  private ordered(name: string, routes: LoadBalancerArgs["routes"]): ReadonlyMap<string, number> {
    try {
      return listenerPriorities(routes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new pulumi.ResourceError(`Load balancer "${name}": ${reason}`, this, true);
    }
  }

  /** Known in the preview for a VPC that exists: AWS would refuse too few in the middle of an update. */
  private subnets(
    name: string,
    internetFacing: boolean,
    network: LoadBalancerNetwork,
  ): pulumi.Output<string[]> {
    const kind = internetFacing ? "public" : "private";
    return (internetFacing ? network.publicSubnetIds : network.privateSubnetIds).apply((ids) => {
      if (ids.length >= 2) {
        return ids;
      }
      throw new pulumi.ResourceError(
        `Load balancer "${name}": it needs ${kind} subnets in two zones, got ${ids.length}. Choose another VPC, name its subnets, or change internetFacing.`,
        this,
      );
    });
  }

  private certificate(
    name: string,
    domain: string | undefined,
    zoneId: pulumi.Output<string> | undefined,
  ): pulumi.Output<string> | undefined {
    return domain === undefined || zoneId === undefined
      ? undefined
      : new DomainCertificate(`${name}-domain`, { domain, zoneId }, { parent: this }).arn;
  }
}

/** Hosted zone ids are an upper-case Z and more upper-case letters and digits; names have a dot. */
function idOfZone(zone: string, parent: pulumi.Resource): pulumi.Output<string> {
  return /^Z[A-Z0-9]+$/.test(zone)
    ? pulumi.output(zone)
    : aws.route53.getZoneOutput({ name: zone }, { parent }).zoneId;
}

/** Elastic Load Balancing quotas: rules and target groups of an Application Load Balancer, 100 each. */
const mostRoutes = 100;

function problemOf(settings: LoadBalancerSettings, routes: number): string | undefined {
  if (routes > mostRoutes) {
    return `${routes} apps have routes here, and a load balancer takes ${mostRoutes} rules and target groups. Move apps to another cluster.`;
  }
  const idle = settings.idleTimeoutSeconds;
  if (idle !== undefined && (!Number.isInteger(idle) || idle < 1 || idle > 4000)) {
    return `idleTimeoutSeconds must be a whole number from 1 to 4000, got ${idle}.`;
  }
  const days = settings.accessLogRetentionDays;
  if (days !== undefined && (!Number.isInteger(days) || days < 1)) {
    return `accessLogRetentionDays must be a whole number of at least 1, got ${days}.`;
  }
  if (settings.sslPolicy !== undefined && !sslPolicies.includes(settings.sslPolicy)) {
    return `sslPolicy "${settings.sslPolicy}" is not one of ${sslPolicies.join(", ")}.`;
  }
  if (settings.zone !== undefined && settings.domain === undefined) {
    return `zone "${settings.zone}" is given without the domain that is to be written there. Add domain, or remove zone.`;
  }
  if (
    settings.domain !== undefined &&
    settings.zone === undefined &&
    settings.certificateArn === undefined
  ) {
    return `domain "${settings.domain}" needs zone, so that a certificate can be issued, or certificateArn.`;
  }
  return undefined;
}
