/** Elastic Load Balancing quota: listeners of a network load balancer. */
export const mostTcpListeners = 50;

/** Why a load balancer could not take so many apps, without its full stop; undefined if it can. */
export function tcpAppsProblem(apps: number): string | undefined {
  return apps > mostTcpListeners
    ? `has ${apps} apps of kind tcp, and a network load balancer takes at most ${mostTcpListeners} listeners; give some of them a cluster of their own`
    : undefined;
}
