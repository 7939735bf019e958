import { adviceIn, type Advice } from "../advice";
import { type Place } from "../yamlSource";

/** What to do about a value of a service that Slipway has no key for. */
const services: readonly Advice[] = [
  [
    "ports",
    "Requests come to the load balancer at 80 and 443, and to the app at one TCP port of its own.",
  ],
  ["expose", "An app has one port."],
  ["env_file", "Write its lines under environment, and its secrets into Secrets Manager."],
  ["environment", "Set the variable and import again, or write its value under environment."],
  ["secrets", "Put the secret into Secrets Manager or Parameter Store, and its ARN under secrets."],
  ["configs", "Put the file into the image, or its values under environment."],
  [
    "volumes",
    "Files of the app belong into its image. Data that outlives a task: volumes with an efs, and mounts.",
  ],
  [
    "depends_on",
    "Apps start on their own, in any order: try again until the other one answers, or put both into one app with sidecars and dependsOn.",
  ],
  [
    "links",
    "Apps reach each other through a load balancer; internal ones by name, from apps that list them in connectsTo.",
  ],
  ["networks", "All apps of a stack are in one VPC; security groups let in what must be let in."],
  [
    "network_mode",
    "Tasks have a network interface of their own on Fargate, and dynamic ports on hosts.",
  ],
  ["ulimits", "Fargate sets nofile alone."],
  ["hostname", "Tasks have names of AWS's choice."],
  ["container_name", "Containers have the name of their app."],
  ["extra_hosts", "Write the names into DNS, such as a private hosted zone of Route 53."],
  ["dns", "Tasks ask the VPC's resolver."],
  ["privileged", "Containers are never privileged."],
  ["cap_add", "Capabilities are not added; transforms.ts can set them on the task definition."],
  [
    "cap_drop",
    "Capabilities are not dropped one by one; transforms.ts can set them on the task definition.",
  ],
  ["devices", "Devices of the host are not served."],
  ["gpus", "GPUs are not served yet."],
  ["logging", "Logs go to a group of CloudWatch Logs that the stack makes."],
  ["labels", "Labels are not set on containers; slipway:tags mark all resources of the stack."],
  ["profiles", "Every service becomes an app: take out those that are not for this environment."],
  ["extends", "Put the keys of the other service here: docker compose config prints the whole."],
  ["working_dir", "Set WORKDIR in the Dockerfile, or cd in command."],
  ["shm_size", "Set it with transforms.ts on the task definition."],
  ["sysctls", "Kernel parameters are not set."],
  ["develop", "For this machine alone; nothing to do."],
  ["stop_signal", "Set STOPSIGNAL in the Dockerfile."],
  [
    "build.secrets",
    "Name them under secrets of the image, and set each: pulumi config set --secret buildSecrets:<name>",
  ],
  ["build.cache_from", "Slipway keeps the build cache in the image's repository."],
  ["build.cache_to", "Slipway keeps the build cache in the image's repository."],
  ["build.platforms", "Slipway builds for the processor of the cluster."],
  ["build", "Slipway builds with context, dockerfile, target, args and secrets."],
  ["deploy.replicas", "count takes 0 to 5000."],
  ["deploy.update_config", "Write deploy: minimumHealthyPercent and maximumPercent."],
  ["deploy.placement", "ECS spreads tasks over zones."],
  [
    "deploy.resources.reservations",
    "What a task may use is reserved for it: cpuUnits and memoryMiB.",
  ],
  ["deploy", "ECS starts tasks again, and rolls back a deployment whose tasks do not stay up."],
  ["healthcheck", "Write containerHealthCheck, or healthCheck of a web app."],
];

/** What to do about the rest of a compose file. */
const file: readonly Advice[] = [
  ["name", "A stack has the name of its file, Pulumi.<stack>.yaml."],
  ["networks", "All apps of a stack are in one VPC."],
  ["volumes", "Data that outlives a task: volumes with an efs, and mounts."],
  [
    "secrets",
    "Put the secret into Secrets Manager or Parameter Store, and its ARN under secrets of the app.",
  ],
  ["configs", "Put the file into the image."],
  ["include", "docker compose config prints all files as one: import that."],
];

/** What to do about a value of a compose file that was not used. */
export function adviceFor({ path }: Place): string {
  return path[0] === "services" ? adviceIn(services, path.slice(2)) : adviceIn(file, path);
}
