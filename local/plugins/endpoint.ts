/** True for a URL whose host is this machine: 127.0.0.0/8, ::1, localhost and *.localhost. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) {
    return false;
  }
  const { protocol, hostname } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") {
    return false;
  }
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** Where the provider sends its calls, by service id of the AWS SDK (`ecs`, `elastic_load_balancing_v2`). */
export interface Endpoints {
  readonly base: string;
  readonly services: Readonly<Record<string, string>>;
}

/** The real provider's endpoint keys that differ from the SDK's service ids. */
const serviceIds: Readonly<Record<string, string>> = {
  autoscaling: "auto_scaling",
  elasticloadbalancingv2: "elastic_load_balancing_v2",
  elbv2: "elastic_load_balancing_v2",
  logs: "cloudwatch_logs",
  cloudwatchlogs: "cloudwatch_logs",
  cloudwatchlog: "cloudwatch_logs",
  route53: "route_53",
  secretsmanager: "secrets_manager",
  events: "eventbridge",
};

/**
 * Endpoints from the provider's configuration and the environment, every one checked.
 *
 * @throws when there is none, or one is not on this machine: a stand-in must never serve a real account.
 */
export function resolveEndpoints(
  configured: readonly Readonly<Record<string, unknown>>[],
  env: Readonly<Record<string, string | undefined>>,
): Endpoints {
  const services: Record<string, string> = {};
  for (const [name, url] of Object.entries(env)) {
    const service = /^AWS_ENDPOINT_URL_(.+)$/.exec(name)?.[1];
    if (service !== undefined && url !== undefined && url !== "") {
      services[service.toLowerCase()] = url;
    }
  }
  for (const [key, url] of configured.flatMap((group) => Object.entries(group))) {
    if (typeof url === "string" && url !== "") {
      services[serviceIds[key] ?? key] = url;
    }
  }
  const fromEnvironment = env["AWS_ENDPOINT_URL"];
  const base = fromEnvironment === "" ? undefined : fromEnvironment;
  const all = [...Object.values(services), ...(base === undefined ? [] : [base])];
  const foreign = all.find((url) => !isLoopback(url));
  if (foreign !== undefined) {
    throw new Error(
      `This is the stand-in provider for local AWS; it refuses endpoint "${foreign}", which is not on this machine. ` +
        `Take the folder of the stand-in plugins off PATH to use the real provider.`,
    );
  }
  if (base === undefined) {
    throw new Error(
      `This is the stand-in provider for local AWS; it needs AWS_ENDPOINT_URL with an address on this machine. ` +
        `Run eval "$(local/env)" first, or take the folder of the stand-in plugins off PATH to use the real provider.`,
    );
  }
  return { base, services };
}
