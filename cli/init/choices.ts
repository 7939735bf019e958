import { type Invocation } from "../command";
import { type ImportValues } from "../import/writeStacks";
import { UserError } from "../userError";
import { type DockerfileFacts } from "./dockerfile";
import { type Ask } from "./questions";
import { type Choices } from "./stack";

export interface InitValues extends ImportValues {
  readonly capacity: Choices["capacity"] | undefined;
  readonly architecture: Choices["architecture"] | undefined;
  readonly domain: string | undefined;
  readonly zone: string | undefined;
}

/** Names of the account's public hosted zones. */
export type ZoneNames = () => Promise<readonly string[]>;

const domainName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;

/** Stack and region: options, variables of the environment, else a person. */
export async function askPlace(
  { io, global }: Invocation<InitValues>,
  ask: Ask,
): Promise<{ readonly stack: string; readonly region: string | undefined }> {
  const stack =
    global.stack ??
    (await ask({
      text: "Name of the stack",
      fallback: "staging",
      accepts: /^[A-Za-z0-9_.-]{1,100}$/,
      legal: "letters, digits and _.- , at most 100",
    }));
  const region =
    global.region ??
    io.env["AWS_REGION"] ??
    io.env["AWS_DEFAULT_REGION"] ??
    (await ask({
      text: "AWS region",
      accepts: /^[a-z]{2}(?:-[a-z]+)+-\d$/,
      legal: "a region such as eu-west-1",
    }));
  return { stack: stack ?? "staging", region };
}

/** What the tasks run on. Images that are all built for ARM need it; else x86, which everything is built for. */
export async function askCapacity(
  { options }: Invocation<InitValues>,
  facts: readonly DockerfileFacts[],
  ask: Ask,
): Promise<Pick<Choices, "capacity" | "architecture">> {
  const capacity =
    options.capacity ??
    (await ask({
      text: "Run tasks on fargate, or on ec2 hosts of the stack?",
      fallback: "fargate",
      accepts: /^(?:fargate|ec2)$/,
      legal: "fargate or ec2",
    }));
  const isArm = facts.every(({ platform }) => /^linux\/arm64(?:$|\/)/.test(platform ?? ""));
  return {
    capacity: capacity === "ec2" ? "ec2" : "fargate",
    architecture: options.architecture ?? (isArm ? "ARM64" : "X86_64"),
  };
}

/**
 * The name of the load balancer, and the zone that has it. The account's zones are read where a person may choose one,
 * and where a domain is given without its zone.
 *
 * @throws UserError for a domain that no zone of the account has.
 */
export async function askDomain(
  { io, options }: Invocation<InitValues>,
  zoneNames: ZoneNames,
  ask: Ask,
): Promise<Pick<Choices, "domain" | "zone">> {
  const { domain, zone } = options;
  if (domain === undefined && zone !== undefined) {
    throw new UserError("--zone belongs to --domain.", {
      hint: `Give both: --domain app.${zone} --zone ${zone}`,
    });
  }
  if (domain !== undefined && !domainName.test(domain)) {
    throw new UserError(`--domain must be a name such as app.example.com, got "${domain}".`);
  }
  if (domain !== undefined) {
    return { domain, zone: zone ?? zoneOf(domain, await zoneNames()) };
  }
  if (io.ask === undefined) {
    return { domain: undefined, zone: undefined };
  }
  const zones = await zoneNames().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    io.stderr(`The account's hosted zones are not known: ${reason}\n`);
    return [];
  });
  if (zones.length === 0) {
    return { domain: undefined, zone: undefined };
  }
  const answer = await ask({
    text: `Domain of the load balancer, in one of ${zones.join(", ")} (empty: HTTP alone)`,
    fallback: "",
    accepts: new RegExp(`^$|${domainName.source}`),
    legal: `a name such as app.${zones[0] ?? "example.com"}`,
  });
  return answer === undefined || answer === ""
    ? { domain: undefined, zone: undefined }
    : { domain: answer, zone: zoneOf(answer, zones) };
}

/** The closest of the zones that the domain is in. */
function zoneOf(domain: string, zones: readonly string[]): string {
  const [closest] = zones
    .filter((zone) => domain === zone || domain.endsWith(`.${zone}`))
    .sort((one, other) => other.length - one.length);
  if (closest === undefined) {
    const own = zones.length === 0 ? "it has none" : `it has ${zones.join(", ")}`;
    throw new UserError(`No public hosted zone of the account has "${domain}": ${own}.`, {
      hint: "Give the zone with --zone, or leave out --domain and begin with HTTP.",
    });
  }
  return closest;
}
