import { adviceIn, registryCredentialsAdvice, type Advice } from "../advice";
import { type Place } from "../yamlSource";

/** What to do about a value that Slipway has no key for. */
const advice: readonly Advice[] = [
  ["image.credentials", registryCredentialsAdvice],
  [
    "image.labels",
    "Docker labels are not set on containers; tags of the stack mark its resources.",
  ],
  ["image.build.cache_from", "Not needed: builds keep their cache in the registry."],
  ["image.location", "An image is built or pulled: keep one of build and location."],
  ["image.build", "Write the build under slipway:images."],
  ["image.port", "Write it as port of the app."],
  ["image.healthcheck", "Write containerHealthCheck with a command."],
  ["image.depends_on", "Write dependsOn with START, HEALTHY, COMPLETE or SUCCESS."],
  [
    "http.stickiness",
    "Write stickiness: {} at the app, or better keep sessions in a store that all tasks reach.",
  ],
  [
    "http.allowed_source_ips",
    "Slipway has no rule by source address yet: put AWS WAF before the load balancer, or keep it inside the VPC.",
  ],
  ["http.hosted_zone", "Write it as zone of the cluster's loadBalancer, with a domain."],
  ["http.alias.*.hosted_zone", "Write it as zone of the cluster's loadBalancer, with a domain."],
  [
    "http.target_container",
    "Requests go to the app's own container: let it listen, and move the proxy's work to the load balancer.",
  ],
  [
    "http.targetContainer",
    "Requests go to the app's own container: let it listen, and move the proxy's work to the load balancer.",
  ],
  ["http.target_port", "Requests go to the app's port: let the container listen there."],
  ["http.healthcheck.port", "Health checks go to the app's port."],
  ["http.version", "Slipway speaks HTTP/1.1 to containers."],
  [
    "http.redirect_to_https",
    "With a domain and its certificate every request by HTTP is redirected.",
  ],
  [
    "http.additional_rules",
    "An app has one route: write its paths and hosts there, or make a second app of it.",
  ],
  ["http.alb", "Each cluster has a load balancer of its own; an imported one is not used."],
  [
    "http.private",
    "Apps that list it in connectsTo reach an internal app by name, without a load balancer.",
  ],
  [
    "http.public.certificates",
    "A load balancer has one certificate: ask ACM for one that has all names.",
  ],
  ["http.public.access_logs", "Access logs go to a bucket of the stack."],
  [
    "http.public.ingress",
    "Restrict it with AWS WAF; the security group of the load balancer is open to the world.",
  ],
  [
    "http.public.security_groups",
    "Restrict it with AWS WAF; the security group of the load balancer is open to the world.",
  ],
  ["http", "Write it under route or healthCheck of the app."],
  ["nlb.alias", "Make the record in Route 53 for the load balancer's name yourself."],
  ["nlb.additional_listeners", "An app of kind tcp has one listener: make a second app of it."],
  ["nlb.port", "For TLS give an app of kind tcp a certificateArn; UDP is not served."],
  ["nlb", "Requests come by HTTP: make a second app of kind tcp of it."],
  [
    "cdn",
    "Slipway makes no CloudFront distribution: put one before the load balancer in a program of your own.",
  ],
  [
    "network.connect",
    "Internal apps alone are reached by name, with connectsTo: call a web app at its load balancer.",
  ],
  [
    "network.vpc.placement",
    "All tasks of a stack run in one kind of subnets: see slipway:network.",
  ],
  [
    "network.vpc.security_groups",
    "Tasks have a group of their own (pulumi stack output access): let it in where they must get in, and write outbound for ways out.",
  ],
  ["network.vpc.security_group", "Tasks have groups of their own: write outbound for ways out."],
  [
    "network.vpc.subnets",
    "Subnets of a new VPC are laid out from cidr; those of an existing VPC are given by id.",
  ],
  ["network.vpc.flow_logs", "Flow logs are on or off; their days are logRetentionDays."],
  ["network.vpc", "Write it under slipway:network."],
  [
    "count.cooldown",
    "Not needed: tasks start within a minute of the load, and go after five minutes without it.",
  ],
  [
    "count.*.cooldown",
    "Not needed: tasks start within a minute of the load, and go after five minutes without it.",
  ],
  [
    "count.response_time",
    "Slipway does not scale by response time: hold cpuPercent or requestsPerTarget.",
  ],
  ["count.range.spot_from", "Spot is a part of a cluster: set spotPercent of its capacity."],
  ["count", "Write count, or scaling with min, max and what to hold."],
  [
    "deployment.rollback_alarms",
    "Alarms do not roll back yet: the circuit breaker does when tasks do not start or are not healthy.",
  ],
  ["deployment.rolling", "Write deploy with minimumHealthyPercent and maximumPercent."],
  ["env_file", "Write its lines under environment, and its secrets into Secrets Manager."],
  [
    "sidecars.*.env_file",
    "Write its lines under environment, and its secrets into Secrets Manager.",
  ],
  [
    "sidecars.*.port",
    "Requests go to the app's own container; containers of a task on Fargate reach each other at localhost.",
  ],
  ["sidecars.*.credentialsParameter", registryCredentialsAdvice],
  [
    "sidecars.*.labels",
    "Docker labels are not set on containers; tags of the stack mark its resources.",
  ],
  ["sidecars.*.image.build.cache_from", "Not needed: builds keep their cache in the registry."],
  ["*.*.from_cfn", "Read the export (aws cloudformation list-exports) and write its value."],
  [
    "sidecars.*.*.*.from_cfn",
    "Read the export (aws cloudformation list-exports) and write its value.",
  ],
  ["secrets", "Give --account, or write the ARN of the secret or parameter."],
  ["sidecars.*.secrets", "Give --account, or write the ARN of the secret or parameter."],
  ["variables", "Write it under environment as a text."],
  ["storage.ephemeral", "Slipway keeps Fargate's 20 GiB; use a volume of EFS for more."],
  [
    "storage.volumes.*.efs.root_dir",
    "Make an access point for the folder and write its id as accessPointId.",
  ],
  ["storage.volumes.*.efs.auth.iam", "Slipway always mounts with the app's role."],
  [
    "storage.volumes.*.efs",
    "Copilot's own file system goes with its environment: make one, copy the files, and write its id as efs.fileSystemId.",
  ],
  ["logging.retention", "A stack has one logRetentionDays, and it has the longest."],
  ["logging", "Logs go to CloudWatch Logs; FireLens is not served."],
  [
    "observability.tracing",
    "Add the collector of OpenTelemetry as a sidecar, and permissions for xray.",
  ],
  ["observability", "Not served."],
  [
    "publish",
    "Make the topic in a program of your own, write its ARN under environment, and sns:Publish under permissions.",
  ],
  [
    "subscribe",
    "Make the queue and its subscription in a program of your own, write its URL under environment, and what the app does with it under permissions.",
  ],
  [
    "taskdef_overrides",
    "Change the task definition in transforms.ts, as `task` of the app (docs/operations.md has an example).",
  ],
  ["exec", "Shells are for apps that keep running."],
  ["tags", "Write them under slipway:tags, for all that the stack makes."],
  ["platform", "Tasks run on Linux, X86_64 or ARM64: the architecture of the cluster."],
  [
    "retries",
    "Slipway tries again what could not be started; a job that ends with an error is not run again.",
  ],
  ["timeout", "A job's length is not limited: end it in the job itself."],
  ["on.schedule", "Write schedule as EventBridge has it: cron(…) with six fields, or rate(…)."],
];

/** What to do about a value of a manifest that was not used. */
export function adviceFor({ path }: Place): string {
  return adviceIn(advice, path[0] === "environments" ? path.slice(2) : path);
}
