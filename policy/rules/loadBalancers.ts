import * as lb from "@pulumi/aws/lb";

import { type Rule, resourceRule } from "../rule";

/** Policies that Security Hub's ELB.17 accepts; each name follows `ELBSecurityPolicy-`. */
const tlsPolicies = [
  "TLS13-1-3-2021-06",
  "TLS13-1-3-FIPS-2023-04",
  "TLS13-1-2-Res-2021-06",
  "TLS13-1-2-Res-FIPS-2023-04",
  "TLS13-1-2-Res-PQ-2025-09",
  "TLS13-1-3-PQ-2025-09",
  "TLS13-1-2-Res-FIPS-PQ-2025-09",
  "TLS13-1-3-FIPS-PQ-2025-09",
];

/** Rules about load balancers and their listeners. */
export const loadBalancerRules: readonly Rule[] = [
  resourceRule(lb.Listener, {
    name: "listener-encrypted",
    description: "Listeners speak TLS; one that speaks HTTP only redirects to HTTPS.",
    controls: ["ELB.1", "ELB.18", "CKV_AWS_2", "CKV2_AWS_20"],
    severity: "high",
    why: "Passwords and sessions would cross the internet in the open.",
    fix: "`loadBalancer.certificateArn` (or `domain` and `zone`) of the cluster in Pulumi.<stack>.yaml; of an app of kind tcp its `certificateArn`.",
    check: ({ protocol = "unset", defaultActions }) => {
      if (
        ["HTTPS", "TLS"].includes(protocol) ||
        (protocol === "unset" && isGateway(defaultActions))
      ) {
        return undefined;
      }
      const redirects = defaultActions.every(
        ({ type, redirect }) => type === "redirect" && redirect?.protocol === "HTTPS",
      );
      return protocol === "HTTP" && redirects
        ? undefined
        : `protocol is ${protocol}, and its default action is ${defaultActions[0]?.type ?? "unset"}`;
    },
  }),
  resourceRule(lb.Listener, {
    name: "listener-tls-policy",
    description: "TLS listeners accept only current protocol versions and ciphers.",
    controls: ["ELB.17", "CKV_AWS_103", "CKV2_AWS_74"],
    severity: "high",
    why: "Older versions and ciphers can be broken.",
    fix: '`sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"` on the listener.',
    check: ({ protocol = "", sslPolicy = "unset" }) =>
      !["HTTPS", "TLS"].includes(protocol) ||
      tlsPolicies.some((policy) => sslPolicy === `ELBSecurityPolicy-${policy}`)
        ? undefined
        : `sslPolicy is ${sslPolicy}`,
  }),
  resourceRule(lb.Listener, {
    name: "listener-default-is-no-app",
    description: "What matches no rule gets a fixed answer or a redirect, not an app.",
    controls: [],
    severity: "low",
    why: "Requests for unknown hosts would reach whichever app happens to be the default.",
    fix: "a `fixed-response` with status 404 as `defaultActions` of the listener.",
    check: ({ protocol = "", defaultActions }) =>
      ["HTTP", "HTTPS"].includes(protocol)
        ? defaultActions.map(({ type }) =>
            type === "forward" ? "its default action forwards to a target group" : undefined,
          )
        : undefined,
  }),
  resourceRule(lb.LoadBalancer, {
    name: "load-balancer-drops-invalid-headers",
    description: "Application load balancers drop headers that are not valid.",
    controls: ["ELB.4", "CKV_AWS_131"],
    severity: "medium",
    why: "Malformed headers are how requests are smuggled past the balancer.",
    fix: "`dropInvalidHeaderFields: true` on the load balancer.",
    check: (balancer) =>
      isApplication(balancer) && balancer.dropInvalidHeaderFields !== true
        ? "dropInvalidHeaderFields is not true"
        : undefined,
  }),
  resourceRule(lb.LoadBalancer, {
    name: "load-balancer-access-logs",
    description: "Application load balancers log their requests.",
    controls: ["ELB.5", "CKV_AWS_91"],
    severity: "medium",
    why: "After an incident nobody could say who asked for what.",
    fix: "`loadBalancer.accessLogs` of the cluster in Pulumi.<stack>.yaml.",
    // A network load balancer logs nothing of TCP, and of TLS only how it began.
    check: ({ accessLogs, loadBalancerType }) =>
      loadBalancerType === "network" || accessLogs?.enabled === true
        ? undefined
        : "accessLogs.enabled is not true",
  }),
  resourceRule(lb.LoadBalancer, {
    name: "load-balancer-deletion-protection",
    description: "A load balancer cannot be deleted by mistake.",
    controls: ["ELB.6", "CKV_AWS_150"],
    severity: "medium",
    why: "Its address is what every DNS name of the stack points to.",
    fix: "`loadBalancer.deletionProtection: true` of the cluster in Pulumi.<stack>.yaml.",
    check: ({ enableDeletionProtection }) =>
      enableDeletionProtection === true ? undefined : "enableDeletionProtection is not true",
  }),
  resourceRule(lb.LoadBalancer, {
    name: "load-balancer-desync-mode",
    description: "Application load balancers guard against request desync attacks.",
    controls: ["ELB.12", "CKV_AWS_328"],
    severity: "medium",
    why: "In monitor mode ambiguous requests reach the app.",
    fix: '`desyncMitigationMode: "defensive"`, or leave it out.',
    check: ({ desyncMitigationMode = "defensive" }) =>
      desyncMitigationMode === "monitor" ? "desyncMitigationMode is monitor" : undefined,
  }),
  resourceRule(lb.LoadBalancer, {
    name: "load-balancer-two-zones",
    description: "A load balancer has subnets in at least two zones.",
    controls: ["ELB.13"],
    severity: "high",
    why: "The failure of its only zone is an outage of every app behind it.",
    fix: "`availabilityZones: 2` or more in `slipway:network`.",
    check: ({ subnets = [], subnetMappings = [] }) => {
      const count = Math.max(subnets.length, subnetMappings.length);
      return count >= 2 ? undefined : `it has ${count} subnet`;
    },
  }),
  resourceRule(lb.LoadBalancer, {
    name: "load-balancer-cross-zone",
    description: "Network load balancers spread connections over all zones.",
    controls: ["CKV_AWS_152"],
    severity: "low",
    why: "A zone with one task would get as much traffic as a zone with three.",
    fix: "`enableCrossZoneLoadBalancing: true` on the load balancer.",
    check: ({ loadBalancerType = "application", enableCrossZoneLoadBalancing }) =>
      loadBalancerType === "network" && enableCrossZoneLoadBalancing !== true
        ? "enableCrossZoneLoadBalancing is not true"
        : undefined,
  }),
  resourceRule(lb.TargetGroup, {
    name: "target-group-health-check",
    description: "A target group says how a healthy target answers.",
    controls: ["CKV_AWS_261"],
    severity: "high",
    why: "The default, any 200 for /, calls broken apps healthy and healthy apps broken.",
    fix: "`healthCheck.path` of the app in Pulumi.<stack>.yaml.",
    check: ({ protocol = "HTTP", healthCheck }) => {
      if (healthCheck?.enabled === false) {
        return "healthCheck is disabled";
      }
      return ["HTTP", "HTTPS"].includes(protocol) && healthCheck?.path === undefined
        ? "healthCheck.path is not set"
        : undefined;
    },
  }),
  resourceRule(lb.TargetGroup, {
    name: "target-group-short-draining",
    description: "Draining a target takes no longer than requests do.",
    controls: [],
    severity: "low",
    why: "Every deployment waits that long for each old task; the default is five minutes.",
    fix: "`deregistrationDelaySeconds` of the app in Pulumi.<stack>.yaml.",
    parameters: {
      maximumSeconds: { default: 60, description: "Longest draining time of a target group." },
    },
    check: ({ deregistrationDelay = 300 }, { parameters }) =>
      deregistrationDelay > parameters.maximumSeconds
        ? `deregistrationDelay is ${deregistrationDelay} seconds, above ${parameters.maximumSeconds}`
        : undefined,
  }),
];

function isApplication({
  loadBalancerType,
}: {
  readonly loadBalancerType?: string | undefined;
}): boolean {
  return (loadBalancerType ?? "application") === "application";
}

/** Gateway load balancers have no protocol and forward everything. */
function isGateway(actions: readonly { readonly type: string }[]): boolean {
  return actions.every(({ type }) => type === "forward") && actions.length > 0;
}
