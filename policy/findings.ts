/** What an independent scanner finds in the shipped stacks and this pack does not ask for. */
export interface UnmatchedFinding {
  readonly check: string;
  readonly asks: string;
  /** The resources that the reason holds for, in words. */
  readonly where: string;
  /** The same as `<stack>/<resource>`, as the scanner names resources. */
  readonly on: RegExp;
  readonly reason: string;
}

const accessLogs = { where: "Bucket of access logs", on: /bucket\.\w+-access-logs-bucket$/ };
const artifacts = { where: "Bucket of artifacts", on: /bucket\.delivery-deployment-artifacts-/ };
const functions = { where: "Functions of delivery", on: /lambda_function\.delivery-/ };
const stagingListener = { where: "Staging", on: /^staging\/aws_lb_listener\./ };

/** Each with its reason; `npm run scan` fails on any other. */
export const unmatchedFindings: readonly UnmatchedFinding[] = [
  {
    check: "CKV_AWS_2",
    asks: "HTTPS on every listener",
    ...stagingListener,
    reason: "No certificate yet: exempt from `listener-encrypted` until a day.",
  },
  {
    check: "CKV_AWS_103",
    asks: "TLS 1.2 or later on every listener",
    ...stagingListener,
    reason: "The listener speaks HTTP: exempt from `listener-encrypted` until a day.",
  },
  {
    check: "CKV2_AWS_20",
    asks: "A redirect from HTTP to HTTPS",
    where: "Staging",
    on: /^staging\/aws_lb\./,
    reason: "Without a certificate there is nothing to redirect to.",
  },
  {
    check: "CKV_AWS_260",
    asks: "No ingress from everywhere to port 80",
    where: "Load balancer",
    on: /ingress_rule\.\w+-ingress-80$/,
    reason: "For the redirect; `world-only-to-load-balancers` lets nothing else through.",
  },
  {
    check: "CKV_AWS_378",
    asks: "HTTPS between load balancer and targets",
    where: "Target groups",
    on: /aws_lb_target_group\./,
    reason:
      "The load balancer ends TLS; behind it only its security group reaches the tasks, inside the network.",
  },
  {
    check: "CKV2_AWS_28",
    asks: "A web application firewall on public load balancers",
    where: "Load balancer",
    on: /aws_lb\./,
    reason: "What a firewall should block depends on the app; its price is the team's to accept.",
  },
  {
    check: "CKV_AWS_51",
    asks: "Immutable tags",
    where: "Image repositories",
    on: /aws_ecr_repository\./,
    reason:
      "They are: IMMUTABLE_WITH_EXCLUSION, which this check does not know, with filters for the build cache and the tags of running images. `repository-immutable-tags` reads them.",
  },
  {
    check: "CKV_AWS_136",
    asks: "A KMS key for image repositories",
    where: "Image repositories",
    on: /aws_ecr_repository\./,
    reason:
      "ECR encrypts with keys of its own; images hold no secrets, and a key costs money and permissions for every pull.",
  },
  {
    check: "CKV_AWS_158",
    asks: "A KMS key for log groups",
    where: "Log groups",
    on: /aws_cloudwatch_log_group\./,
    reason: "CloudWatch encrypts with keys of its own; who may read logs is decided by IAM.",
  },
  {
    check: "CKV_AWS_338",
    asks: "Logs for at least a year",
    where: "Staging",
    on: /^staging\/aws_cloudwatch_log_group\./,
    reason: "Kept for 30 days (`slipway:logRetentionDays`); prod keeps them for a year.",
  },
  {
    check: "CKV_AWS_145",
    asks: "A KMS key for buckets",
    ...accessLogs,
    reason: "Load balancers can write access logs only to buckets with keys of S3.",
  },
  {
    check: "CKV_AWS_145",
    asks: "A KMS key for buckets",
    ...artifacts,
    reason:
      "S3 encrypts with keys of its own; artifacts are copies of commits and hold names of images, which are no secret.",
  },
  {
    check: "CKV_AWS_18",
    asks: "Access logging of buckets",
    ...accessLogs,
    reason: "Logging who reads logs would not end.",
  },
  {
    check: "CKV_AWS_18",
    asks: "Access logging of buckets",
    ...artifacts,
    reason: "Copies of commits, for the roles of the pipelines alone, and deleted after some days.",
  },
  {
    check: "CKV_AWS_21",
    asks: "Versions in buckets",
    ...accessLogs,
    reason: "AWS writes each access log once, under a name of its own.",
  },
  {
    check: "CKV_AWS_144",
    asks: "A copy of buckets in another region",
    ...accessLogs,
    reason: "Access logs are kept for an incident, not for a disaster.",
  },
  {
    check: "CKV_AWS_144",
    asks: "A copy of buckets in another region",
    ...artifacts,
    reason: "The repository has what the artifacts are copies of.",
  },
  {
    check: "CKV2_AWS_62",
    asks: "Event notifications of buckets",
    where: "Both buckets",
    on: /aws_s3_bucket\./,
    reason: "Nothing waits for access logs or artifacts.",
  },
  {
    check: "CKV_AWS_117",
    asks: "A network of the account for functions",
    ...functions,
    reason:
      "They call services of AWS and nothing inside the network, where each call would need a NAT gateway or an endpoint.",
  },
  {
    check: "CKV_AWS_115",
    asks: "A limit on parallel runs of functions",
    ...functions,
    reason:
      "A limit reserves part of what the whole account may run, which is little in a new one. The queue hands the trigger one batch at a time; the others run once for a deployment.",
  },
  {
    check: "CKV_AWS_116",
    asks: "A dead-letter queue for functions",
    where: "Function of the trigger",
    on: /lambda_function\.delivery-trigger-start-function$/,
    reason:
      "A queue gives it its events, and that queue has one; for a function with such a source AWS does not use its own. `function-failures-are-kept` knows both ways.",
  },
  {
    check: "CKV_AWS_173",
    asks: "A KMS key for environment variables",
    ...functions,
    reason:
      "They hold names, no secrets (`function-no-plain-credentials`); Lambda encrypts them with keys of its own.",
  },
  {
    check: "CKV_AWS_272",
    asks: "Signed code for functions",
    ...functions,
    reason:
      "The code comes with the update of the stack, from the same commit; who may update functions is decided by IAM.",
  },
  {
    check: "CKV_AWS_50",
    asks: "Traces of functions",
    ...functions,
    reason: "Each run is one short function whose log says what it did; there is no path to trace.",
  },
  {
    check: "CKV2_AWS_34",
    asks: "Encrypted parameters",
    where: "Parameter of the trigger",
    on: /aws_ssm_parameter\.delivery-trigger-/,
    reason:
      "It lists apps and names; `parameter-secret-is-secure` looks for secrets in parameters.",
  },
  {
    check: "CKV2_AWS_37",
    asks: "An approval rule for repositories",
    where: "Repository of deployments",
    on: /aws_codecommit_repository\.delivery-/,
    reason:
      "Programs commit to it, without pull requests. People approve in the pipeline (`pipeline-asks-before-deploying`).",
  },
];
