import { port } from "../../aws/limits";

/**
 * The host ports that containers with `hostPort: 0` get, written once: the agent is told this range
 * (user data), and the security groups of hosts and balancers open exactly this range.
 *
 * Without ECS_DYNAMIC_HOST_PORT_RANGE the agent takes the range from the host's kernel, which a
 * firewall rule can only guess. 49153 to 65535 is Docker's own fallback range.
 */
export const dynamicHostPorts = { from: 49153, to: port.to } as const;
