import { parseImageReference } from "../../aws/imageReference";
import { type Subnets, type SubnetWays } from "../../delivery/aws/ec2";
import { type TaskDefinition } from "../../delivery/aws/ecs";
import { counted } from "../words";
import { failed, ok, unchecked, type Finding } from "./check";
import { isOfSecretsManager } from "./secrets";

/** Where tasks are started. */
export interface TaskSubnets {
  readonly ids: readonly string[];
  /** Whether tasks get public addresses, without which an internet gateway is no way out. */
  readonly hasPublicAddresses: boolean;
}

/** Whether tasks reach what they need at their start, from each subnet that they may be in. */
export async function network(
  subnets: Subnets,
  { ids, hasPublicAddresses }: TaskSubnets,
  definition: Pick<TaskDefinition, "containers">,
): Promise<Finding> {
  if (ids.length === 0) {
    return unchecked("neither the service nor the hosts say in which subnets tasks are");
  }
  const needed = neededServices(definition);
  const found = await subnets.ways(ids);
  const problems = [
    ...ids.filter((id) => !found.some((one) => one.id === id)).map((id) => `${id} does not exist`),
    ...found.flatMap((ways) => wayOutProblem(ways, needed, hasPublicAddresses) ?? []),
  ];
  return problems.length === 0
    ? ok(`${counted(ids.length, "subnet")} ${ids.length === 1 ? "has" : "have"} a way out`)
    : failed(`tasks would not start: ${problems.join("; ")}`);
}

/** The services that a task calls before it runs, as endpoints name them. */
export function neededServices({ containers }: Pick<TaskDefinition, "containers">): string[] {
  const sources = containers.flatMap(({ secretSources }) => secretSources);
  const needs = {
    "ecr.api": containers.some(({ image }) => parseImageReference(image)?.ecr !== undefined),
    logs: containers.some(({ logs }) => logs !== undefined),
    secretsmanager: sources.some(isOfSecretsManager),
    ssm: sources.some((source) => !isOfSecretsManager(source)),
  };
  return Object.entries(needs).flatMap(([service, isNeeded]) =>
    !isNeeded ? [] : service === "ecr.api" ? [service, "ecr.dkr", "s3"] : [service],
  );
}

/** Why tasks in a subnet would not reach these services. A route to part of the internet is taken on trust. */
export function wayOutProblem(
  { id, routes, endpoints }: SubnetWays,
  needed: readonly string[],
  hasPublicAddresses: boolean,
): string | undefined {
  const missing = needed.filter((service) => !endpoints.includes(service));
  if (missing.length === 0) {
    return undefined;
  }
  const useful = routes.filter(
    ({ through, works }) => works && (hasPublicAddresses || !through.startsWith("igw-")),
  );
  if (useful.length > 0) {
    return undefined;
  }
  const [gone] = routes.filter(({ works }) => !works);
  const why =
    gone !== undefined
      ? `its route to ${gone.to} leads to ${gone.through}, which is gone`
      : routes.length > 0
        ? "its way out is an internet gateway, and tasks have no public addresses"
        : "no route leaves its VPC";
  return `from ${id} they do not reach ${missing.join(", ")}: ${why}, and there is no endpoint`;
}
