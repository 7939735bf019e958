import { type Fields, filled, given } from "../fields";
import { type Reader } from "../reader";

/** The keys of a web app from `http`, and the hosts that it answers. */
export interface WebFields {
  readonly fields: Fields;
  readonly hosts: readonly string[];
}

/** @param port that the container listens on. */
export function web(http: Reader, port: number | undefined): WebFields {
  const hosts = aliases(http.at("alias"));
  const paths = [http.at("path"), ...extraPaths(http)].flatMap((path) => pathsOf(path.text()));
  // Slipway sends requests to the app's own port.
  http.at("target_port").read((text) => (Number(text) === port ? port : undefined));
  http.at("version").read((text) => (text.toLowerCase() === "http1" ? text : undefined));
  return {
    hosts,
    fields: given({
      route: filled(
        given({
          paths: paths.includes("/*") ? undefined : filled([...new Set(paths)]),
          hosts: filled(hosts),
        }),
      ),
      healthCheck: filled(healthCheck(http.at("healthcheck"), port)),
      deregistrationDelaySeconds: http.at("deregistration_delay").seconds(),
    }),
  };
}

/** Paths of further rules that differ from the first in nothing else. */
function extraPaths(http: Reader): Reader[] {
  return http
    .at("additional_rules")
    .items()
    .filter((rule) => rule.entries().length === 1)
    .map((rule) => rule.at("path"));
}

/** Copilot's path stands for itself and for all below it. */
function pathsOf(path: string | undefined): string[] {
  if (path === undefined) {
    return [];
  }
  const bare = path.replace(/^\/+|\/+$/g, "");
  return bare === "" ? ["/*"] : [`/${bare}`, `/${bare}/*`];
}

/** One host, several with commas between them, a list of hosts, or of mappings with a hosted zone for each. */
function aliases(alias: Reader): string[] {
  if (alias.kind === "list") {
    return alias.items().flatMap((item) => {
      const name = item.kind === "mapping" ? item.at("name").text() : item.text();
      return name === undefined ? [] : [name];
    });
  }
  return (alias.text() ?? "")
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "");
}

/** A path, or a mapping. */
function healthCheck(check: Reader, port: number | undefined): Fields {
  if (check.kind !== "mapping") {
    return given({ path: check.text() });
  }
  check.at("port").read((text) => (Number(text) === port ? port : undefined));
  return given({
    path: check.at("path").text(),
    intervalSeconds: check.at("interval").seconds(),
    timeoutSeconds: check.at("timeout").seconds(),
    healthyThreshold: check.at("healthy_threshold").integer(),
    unhealthyThreshold: check.at("unhealthy_threshold").integer(),
    graceSeconds: check.at("grace_period").seconds(),
    matcher: check.at("success_codes").text(),
  });
}

/** The keys of a TCP app from `nlb`: `443/tcp` is the port of the listener. */
export function tcp(nlb: Reader, containerPort: Reader): Fields {
  const listenerPort = nlb.at("port").read((text) => {
    const [, number] = /^(\d+)(?:\/tcp)?$/i.exec(text) ?? [];
    return number === undefined ? undefined : Number(number);
  });
  const port = nlb.at("target_port").integer() ?? containerPort.integer() ?? listenerPort;
  return given({
    port,
    listenerPort,
    healthCheck: filled(healthCheck(nlb.at("healthcheck"), port)),
    deregistrationDelaySeconds: nlb.at("deregistration_delay").seconds(),
  });
}
