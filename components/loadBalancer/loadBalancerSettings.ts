import { type SslPolicy, sslPolicies } from "../../aws/sslPolicies";

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

/** Elastic Load Balancing quotas: rules and target groups of an Application Load Balancer, 100 each. */
const mostRoutes = 100;

/** What is wrong with the settings of a balancer for so many routes, or undefined. */
export function loadBalancerProblem(
  settings: LoadBalancerSettings,
  routes: number,
): string | undefined {
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
