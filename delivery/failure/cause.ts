import { type ContainerDefinition } from "../aws/ecs";
import { type Evidence } from "./evidence";
import { type Message } from "./message";

/** What most likely went wrong, and what to look at or do next. */
export interface Cause {
  /** One sentence. */
  readonly sentence: string;
  /** What to do about it: a sentence. */
  readonly remedy: string;
}

/** What a cause is about, in the words of the stack file. */
export interface Place {
  readonly evidence: Evidence;
  /** Containers whose image a release brings, the app's own first. */
  readonly own: readonly string[];
  /** The container at fault; undefined where nothing says which. */
  readonly container: string | undefined;
}

export const verify = "slipway verify checks all of it before a release.";

/**
 * A key of the stack file: `image`, or `sidecars.proxy.image`. A container that its task can do without may be a
 * sidecar or an init container.
 */
export function keyOf(place: Place, key: string): string {
  const { container, own } = place;
  if (container === undefined || container === own[0]) {
    return `${key} of the app`;
  }
  const isEither = definedOf(place)?.essential === false;
  const below = isEither
    ? `sidecars.${container}.${key} or initContainers.${container}.${key}`
    : `sidecars.${container}.${key}`;
  return `${below} of the app`;
}

export function definedOf({ evidence, container }: Place): ContainerDefinition | undefined {
  return evidence.definition?.containers.find(({ name }) => name === container);
}

/** "The container "web"", or "A container of the task". */
export function containerText({ container }: Place): string {
  return container === undefined ? "A container of the task" : `The container "${container}"`;
}

/** `"web"`, or `one of "web", "proxy"` where nothing says which. */
export function imageText(place: Place, named: string | undefined): string {
  const image = definedOf(place)?.image ?? named;
  if (image !== undefined) {
    return `The image ${image}${place.container === undefined ? "" : ` of the container "${place.container}"`}`;
  }
  const names = (place.evidence.definition?.containers ?? []).map(({ name }) => `"${name}"`);
  return names.length > 1
    ? `The image of one of its containers (${names.join(", ")})`
    : "Its image";
}

export function isFargate({ evidence }: Place): boolean {
  return evidence.definition?.fargate ?? false;
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" and ");
}

/** The first letter small, for the middle of a sentence. */
export function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export const wayOut =
  "Give the subnets of the tasks a way out: natGateways, endpoints or publicAddresses of slipway:network";

/** The call that was refused, in brackets. */
export const whatDenied = ({ call, resource }: Message) =>
  call === undefined ? "" : ` (${call}${resource === undefined ? "" : ` on ${resource}`})`;

/** Where an EC2 host says more than ECS does. */
export const hostNote = (place: Place) =>
  isFargate(place) ? "" : "; the log of the host's agent, /var/log/ecs/ecs-agent.log, says more";

export const throttled = (service: string): Cause => ({
  sentence: `${service} refused requests because there were too many (throttling).`,
  remedy: "Release again in a few minutes; if it persists, lower deploy.maximumPercent of the app.",
});
