import { isFargate, type Cause, type Place } from "./cause";
import { type Message } from "./message";

const sizes = "cpuUnits or memoryMiB of the app";

/** Why ECS finds no place for a task. */
export function placementCause({ problem, text }: Message, place: Place): Cause | undefined {
  if (problem === "limit") {
    return limit(text);
  }
  if (problem === "internal") {
    return {
      sentence: "ECS could not place a task (internal error).",
      remedy: "Release again; if it persists, contact AWS Support.",
    };
  }
  if (/Capacity is unavailable/i.test(text)) {
    return {
      sentence: isFargate(place)
        ? "Fargate has no capacity at the moment in the zones of the app's subnets."
        : "AWS has no capacity at the moment in the zones of the cluster.",
      remedy:
        "Release again later; more zones (availabilityZones of slipway:network) and a lower capacity.spotPercent of the cluster help.",
    };
  }
  if (/missing an attribute/i.test(text)) {
    return {
      sentence:
        "No host of the cluster has what the task requires: its processor differs, or its ECS agent is too old for the task.",
      remedy:
        "Compare architecture and capacity.instanceType of the cluster; replace old hosts (an instance refresh) for a newer agent.",
    };
  }
  if (/already using a port|RESOURCE:PORTS/i.test(text)) {
    return {
      sentence: "No host of the cluster has the port free that the task requires.",
      remedy:
        "Stop what holds the port on the hosts, or raise capacity.max of the cluster and run pulumi up.",
    };
  }
  if (/AGENT\b/.test(text)) {
    return {
      sentence: "The hosts of the cluster are not connected to ECS: their agent does not answer.",
      remedy:
        "Look at the hosts (/var/log/ecs/ecs-agent.log) and at their way to ECS: natGateways, endpoints or publicAddresses of slipway:network.",
    };
  }
  if (/placement constraint/i.test(text)) {
    return {
      sentence: "No host of the cluster meets the placement constraints of the task.",
      remedy: "The constraints were set outside of the stack: run pulumi up --refresh.",
    };
  }
  if (/RESOURCE:ENI/.test(text)) {
    return {
      sentence: "No host of the cluster has a network interface left for the task.",
      remedy: "Raise capacity.max of the cluster, or use a larger capacity.instanceType.",
    };
  }
  if (/No Container Instances were found/i.test(text)) {
    return {
      sentence: "The cluster has no hosts: none was started, or none could register with ECS.",
      remedy:
        "Look at the activities of its Auto Scaling group, and at the hosts' way to ECS: natGateways, endpoints or publicAddresses of slipway:network.",
    };
  }
  const what = /insufficient memory|RESOURCE:MEMORY/i.test(text)
    ? "memory"
    : /insufficient cpu|RESOURCE:CPU|sufficient CPU/i.test(text)
      ? "CPU"
      : undefined;
  return {
    sentence:
      what === undefined
        ? "The cluster has no room for another task."
        : `The cluster has no room for another task: no host has enough ${what} left.`,
    remedy: `Raise capacity.max of the cluster, or lower ${sizes}, and run pulumi up.`,
  };
}

function limit(text: string): Cause {
  if (/requested (?:CPU|memory)|above your limit/i.test(text)) {
    return {
      sentence: "The task asks for more CPU or memory than the account may use on Fargate.",
      remedy: `Lower ${sizes}, or ask for a higher quota of Fargate (Service Quotas).`,
    };
  }
  const of = /vCPU/i.test(text) ? "vCPUs" : "tasks";
  return {
    sentence: `The account's quota of ${of} that run at once on Fargate is used up, by old and new tasks together.`,
    remedy:
      "Ask for a higher quota (Service Quotas), or lower deploy.maximumPercent or count of the app, so that fewer run meanwhile.",
  };
}
