import { dynamicHostPorts } from "./dynamicHostPorts";

/**
 * First boot of a container host: what the ECS agent reads from its configuration file.
 *
 * The agent of the ECS-optimised image already turns on roles for tasks; what is written here is
 * what differs from its defaults, each line with its reason.
 *
 * @param clusterName the cluster to join, by its physical name.
 * @returns a shell script, not yet encoded.
 */
export function hostUserData(clusterName: string): string {
  const settings: Record<string, string> = {
    ECS_CLUSTER: clusterName,
    // The same range that the security groups open (agent 1.70.0 or later).
    ECS_DYNAMIC_HOST_PORT_RANGE: `${dynamicHostPorts.from}-${dynamicHostPorts.to}`,
    // Tasks with an address of their own cannot reach the instance's credentials either;
    // those on the bridge are kept away by the hop limit of 1.
    ECS_AWSVPC_BLOCK_IMDS: "true",
    // Logs are written with the app's execution role, which can write to that app's logs only.
    ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE: "true",
    // Images are pinned to digests, so what was pulled once is what was asked for.
    ECS_IMAGE_PULL_BEHAVIOR: "once",
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return ["#!/bin/bash", "cat >> /etc/ecs/ecs.config <<'SETTINGS'", ...lines, "SETTINGS", ""].join(
    "\n",
  );
}
