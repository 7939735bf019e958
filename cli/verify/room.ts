import { deploymentRoom } from "../../aws/deploymentLimits";
import { type Service, type TaskDefinition } from "../../delivery/aws/ecs";
import { type ContainerInstance } from "../../delivery/aws/ecsHosts";
import { counted } from "../words";
import { failed, ok, unchecked, type Finding } from "./check";

/** What one task takes of its host. */
export interface Need {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  /** Ports of the host that no other task may have. */
  readonly ports: readonly number[];
}

/** The limits of the task, or else the sum of what its containers reserve. */
function needOf({ containers, cpuUnits, memoryMiB }: TaskDefinition): Need {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const reserved = containers.map((one) => one.memoryReservationMiB ?? one.memoryMiB ?? 0);
  return {
    cpuUnits: cpuUnits ?? sum(containers.map((one) => one.cpuUnits)),
    memoryMiB: memoryMiB ?? sum(reserved),
    ports: containers.flatMap(({ hostPorts }) => hostPorts),
  };
}

/** Whether a rolling update finds room for one more task. */
export function room(
  service: Service,
  definition: TaskDefinition,
  hosts: readonly ContainerInstance[],
): Finding {
  const { desired, minimumHealthyPercent, maximumPercent } = service;
  const most = deploymentRoom(desired, minimumHealthyPercent, maximumPercent).mayRun;
  if (desired === 0) {
    return ok("no task is wanted");
  }
  if (most <= desired) {
    return ok("an old task ends before a new one starts, so no room is needed");
  }
  if (hosts.length === 0) {
    return unchecked("the cluster reports no host");
  }
  const need = needOf(definition);
  const wants = `${need.cpuUnits} CPU units and ${need.memoryMiB} MiB`;
  const fitting = hosts.filter((host) => fits(need, host));
  if (fitting.length > 0) {
    return ok(
      `${counted(fitting.length, "host")} of ${hosts.length} ${fitting.length === 1 ? "has" : "have"} room for one more task (${wants})`,
    );
  }
  const says = `none of ${counted(hosts.length, "host")} has room for one more task (${wants})`;
  // A capacity provider starts hosts for tasks that find none; whether its group may still grow only it knows.
  return service.hasCapacityProvider
    ? unchecked(`${says}; the cluster must start another, which takes minutes`)
    : failed(`${says}; the deployment would wait until it times out`);
}

function fits({ cpuUnits, memoryMiB, ports }: Need, host: ContainerInstance): boolean {
  return (
    host.cpuUnits >= cpuUnits &&
    host.memoryMiB >= memoryMiB &&
    !ports.some((port) => host.takenPorts.includes(port))
  );
}
