/**
 * Where a person finds an app: its first host without wildcards, else the balancer's name, and its
 * first path up to the first wildcard.
 *
 * @param balancerUrl scheme, host and, on a local stack, port of the balancer.
 */
export function appUrl(
  balancerUrl: string,
  hosts: readonly string[],
  paths: readonly string[],
): string {
  const url = new URL(balancerUrl);
  const host = hosts.find((name) => !/[*?]/.test(name));
  if (host !== undefined) {
    url.hostname = host;
  }
  url.pathname = (paths[0] ?? "/").replace(/[*?].*$/, "");
  return url.href;
}

/**
 * Where clients of a TCP app connect.
 *
 * @param host name of the balancer; on a local stack it has the port of local AWS, which is not the listener's.
 */
export function tcpUrl(scheme: "tcp" | "tls", host: string, listenerPort: number): string {
  return `${scheme}://${host.replace(/:\d+$/, "")}:${listenerPort}`;
}
