import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { elbName } from "../../aws/elbName";
import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { resourceError } from "../resourceError";
import { type PrivateBucketTransform } from "../storage/privateBucket";
import { type Transform, transformed } from "../transform";
import { accessLogBucket } from "./accessLogs";
import { DomainCertificate, type DomainCertificateTransform } from "./domainCertificate";
import { listenerPriorities, type Route } from "./listenerPriorities";
import { Listeners, type ListenersTransform } from "./listeners";
import { loadBalancerProblem, type LoadBalancerSettings } from "./loadBalancerSettings";
import { balancerSubnets, type LoadBalancerNetwork } from "./subnets";

/** Changes to the resources of {@link LoadBalancer}, by child. */
export interface LoadBalancerTransform {
  readonly securityGroup?: Transform<aws.ec2.SecurityGroupArgs>;
  readonly ingress?: Transform<aws.vpc.SecurityGroupIngressRuleArgs>;
  readonly loadBalancer?: Transform<aws.lb.LoadBalancerArgs>;
  readonly alias?: Transform<aws.route53.RecordArgs>;
  readonly accessLogs?: PrivateBucketTransform;
  readonly listener?: ListenersTransform;
  readonly domain?: DomainCertificateTransform;
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
   * Id of the hosted zone that the settings name, as {@link hostedZones} finds it.
   * @default - the settings name none
   * @throws ResourceError when they do.
   */
  readonly zoneId?: string | undefined;
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
  /** @default - none: everything is as written here */
  readonly transform?: LoadBalancerTransform | undefined;
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
    const { stack, cluster, network, settings, zoneId, transform = {} } = args;
    super(
      typeToken("loadBalancer", "LoadBalancer"),
      name,
      { stack, cluster, settings, vpcId: network.vpcId },
      opts,
    );
    const problem =
      loadBalancerProblem(settings, Object.keys(args.routes).length, args.account.region) ??
      (settings.zone !== undefined && zoneId === undefined
        ? `zone: "${settings.zone}" was not looked up; hand over its id as zoneId.`
        : undefined);
    if (problem !== undefined) {
      throw resourceError(`Load balancer "${name}": ${problem}`, this);
    }
    this.priorities = this.ordered(name, args.routes);
    const internetFacing = settings.internetFacing ?? true;
    const certificateArn =
      settings.certificateArn ?? this.certificate(name, settings.domain, zoneId, transform.domain);

    const securityGroup = new aws.ec2.SecurityGroup(
      ...transformed(
        transform.securityGroup,
        `${name}-security-group`,
        {
          vpcId: network.vpcId,
          // Rules are resources of their own: clusters and apps add the egress that they need.
          description: `Load balancer of cluster ${args.cluster}`,
        },
        { parent: this },
      ),
    );
    for (const port of certificateArn === undefined ? [80] : [80, 443]) {
      new aws.vpc.SecurityGroupIngressRule(
        ...transformed(
          transform.ingress,
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
        ),
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
              transform: transform.accessLogs,
            },
            this,
          )
        : undefined;
    const balancer = new aws.lb.LoadBalancer(
      ...transformed(
        transform.loadBalancer,
        `${name}-load-balancer`,
        {
          name: network.vpcId.apply((vpcId) =>
            elbName([args.stack, args.cluster], [vpcId, internetFacing ? "public" : "internal"]),
          ),
          loadBalancerType: "application",
          internal: !internetFacing,
          securityGroups: [securityGroup.id],
          subnets: balancerSubnets(name, internetFacing, network, this),
          ...(logs && { accessLogs: { enabled: true, bucket: logs.bucketName } }),
          dropInvalidHeaderFields: true,
          // A request that is ambiguous about its length is refused before it reaches an app.
          desyncMitigationMode: "defensive",
          enableDeletionProtection: settings.deletionProtection ?? true,
          idleTimeout: settings.idleTimeoutSeconds ?? 60,
        },
        // Its name changes with whatever forces a new one, so the new one can come first.
        { parent: this, deleteBeforeReplace: false },
      ),
    );
    const listeners = new Listeners(
      `${name}-listener`,
      {
        loadBalancerArn: balancer.arn,
        certificateArn,
        sslPolicy: settings.sslPolicy,
        transform: transform.listener,
      },
      { parent: this },
    );
    if (settings.domain !== undefined && zoneId !== undefined) {
      const alias = { name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true };
      new aws.route53.Record(
        ...transformed(
          transform.alias,
          `${name}-alias`,
          { zoneId, name: settings.domain, type: "A", aliases: [alias] },
          { parent: this },
        ),
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
      throw resourceError(
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
      throw resourceError(`Load balancer "${name}": ${reason}`, this);
    }
  }

  private certificate(
    name: string,
    domain: string | undefined,
    zoneId: string | undefined,
    transform: DomainCertificateTransform | undefined,
  ): pulumi.Output<string> | undefined {
    return domain === undefined || zoneId === undefined
      ? undefined
      : new DomainCertificate(`${name}-domain`, { domain, zoneId, transform }, { parent: this })
          .arn;
  }
}
