/** Why the shipped configurations ask less than everything; the documents print it. */
export interface Relaxation {
  readonly rule: string;
  readonly stacks: readonly string[];
  readonly reason: string;
}

export const relaxations: readonly Relaxation[] = [
  {
    rule: "network-nat-per-zone",
    stacks: ["staging"],
    reason: "One NAT gateway for both zones: an hour without a zone is acceptable in staging.",
  },
  {
    rule: "pipeline-asks-before-deploying",
    stacks: ["staging"],
    reason: "Staging deploys what is committed; people approve on the way to production.",
  },
  {
    rule: "pipeline-encrypts-artifacts",
    stacks: ["staging", "prod"],
    reason:
      "Artifacts hold a file of image names, which is no secret, and S3 encrypts them with its own keys.",
  },
  {
    rule: "service-deployment-alarms",
    stacks: ["staging", "prod"],
    reason:
      "An alarm needs a threshold that only the app's team knows. Health checks and the circuit breaker guard every deployment.",
  },
];

/** What an independent scanner finds in the shipped stacks and this pack does not ask for. */
export interface UnmatchedFinding {
  readonly check: string;
  readonly asks: string;
  readonly reason: string;
}

export const unmatchedFindings: readonly UnmatchedFinding[] = [
  {
    check: "CKV_AWS_2",
    asks: "HTTPS on every listener",
    reason: "Staging alone: no certificate yet, exempt from `listener-encrypted` until a day.",
  },
  {
    check: "CKV_AWS_103",
    asks: "TLS 1.2 or later on every listener",
    reason:
      "Staging alone: its listener speaks HTTP, exempt from `listener-encrypted` until a day.",
  },
  {
    check: "CKV2_AWS_20",
    asks: "A redirect from HTTP to HTTPS",
    reason: "Staging alone: without a certificate there is nothing to redirect to.",
  },
  {
    check: "CKV_AWS_260",
    asks: "No ingress from everywhere to port 80",
    reason:
      "Port 80 of the load balancer alone, for the redirect; `world-only-to-load-balancers` lets nothing else through.",
  },
  {
    check: "CKV_AWS_378",
    asks: "HTTPS between load balancer and targets",
    reason:
      "The load balancer ends TLS; behind it only its security group reaches the tasks, inside the network.",
  },
  {
    check: "CKV2_AWS_28",
    asks: "A web application firewall on public load balancers",
    reason: "What a firewall should block depends on the app; its price is the team's to accept.",
  },
  {
    check: "CKV_AWS_51",
    asks: "Immutable tags",
    reason:
      "They are: IMMUTABLE_WITH_EXCLUSION, which this check does not know, with a filter for the build cache alone. `repository-immutable-tags` reads the filter.",
  },
  {
    check: "CKV_AWS_136",
    asks: "A KMS key for image repositories",
    reason:
      "ECR encrypts with keys of its own; images hold no secrets, and a key costs money and permissions for every pull.",
  },
  {
    check: "CKV_AWS_158",
    asks: "A KMS key for log groups",
    reason: "CloudWatch encrypts with keys of its own; who may read logs is decided by IAM.",
  },
  {
    check: "CKV_AWS_338",
    asks: "Logs for at least a year",
    reason:
      "Prod keeps them for a year; staging keeps them for 30 days (`slipway:logRetentionDays`).",
  },
  {
    check: "CKV_AWS_145",
    asks: "A KMS key for buckets",
    reason: "Load balancers can write access logs only to buckets with keys of S3.",
  },
  {
    check: "CKV_AWS_18",
    asks: "Access logging of buckets",
    reason: "The bucket holds access logs itself; logging who reads logs would not end.",
  },
  {
    check: "CKV_AWS_21",
    asks: "Versions in buckets",
    reason: "AWS writes each access log once, under a name of its own.",
  },
  {
    check: "CKV_AWS_144",
    asks: "A copy of buckets in another region",
    reason: "Access logs are kept for an incident, not for a disaster.",
  },
  {
    check: "CKV2_AWS_62",
    asks: "Event notifications of buckets",
    reason: "Nothing waits for access logs.",
  },
];
