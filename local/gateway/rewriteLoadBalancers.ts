const awsName = /\b([a-z0-9-]+\.[a-z0-9-]+)\.elb\.amazonaws\.com\b/gi;

/**
 * Gives load balancers in a response a name that this machine's browsers and curl resolve by themselves, with
 * the gateway's port: `web-1a2b.eu-west-1.elb.localhost:4566`.
 */
export function loadBalancersToLocal(body: string, port: number): string {
  return body.replace(awsName, `$1.elb.localhost:${port}`);
}

/** Gives a request the names back that the emulator knows. */
export function loadBalancersToAws(body: string, port: number): string {
  return body
    .replaceAll(`.elb.localhost:${port}`, ".elb.amazonaws.com")
    .replaceAll(`.elb.localhost%3A${port}`, ".elb.amazonaws.com");
}

/** The emulator's name of the load balancer that a request's Host names; `undefined` for any other host. */
export function loadBalancerHost(host: string | undefined): string | undefined {
  const name = /^([a-z0-9-]+\.[a-z0-9-]+)\.elb\.localhost(?::\d+)?$/i.exec(host ?? "")?.[1];
  return name === undefined ? undefined : `${name}.elb.amazonaws.com`;
}
