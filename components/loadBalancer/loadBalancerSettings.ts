import { domainProblems } from "../../aws/domain";
import { idleTimeoutSeconds, rangeProblem, retentionDays } from "../../aws/limits";
import { routedAppsProblem } from "../../aws/listenerRule";
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
   * @throws ResourceError when it is no integer of at least 1.
   */
  readonly accessLogRetentionDays?: number | undefined;
}

/** What is wrong with the settings of a balancer for so many routes, or undefined. */
export function loadBalancerProblem(
  settings: LoadBalancerSettings,
  routes: number,
  region: string,
): string | undefined {
  const crowded = routedAppsProblem(routes);
  if (crowded !== undefined) {
    return `its cluster ${crowded}.`;
  }
  const wrong = rangeProblem([
    ["idleTimeoutSeconds", settings.idleTimeoutSeconds, idleTimeoutSeconds],
    ["accessLogRetentionDays", settings.accessLogRetentionDays, retentionDays],
  ]);
  if (wrong !== undefined) {
    return wrong;
  }
  if (settings.sslPolicy !== undefined && !sslPolicies.includes(settings.sslPolicy)) {
    return `sslPolicy "${settings.sslPolicy}" is not one of ${sslPolicies.join(", ")}.`;
  }
  const [domain] = domainProblems(settings, region);
  return domain && `${domain.key}: ${domain.sentence}.`;
}
