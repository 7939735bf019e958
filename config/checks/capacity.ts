import { architectureOf } from "../../aws/architecture";
import { offeredCpuUnits, offeredMiB } from "../../aws/instanceType";
import { gotText, type Problem } from "../problems";
import { appsOf, type Check, clustersOf, type PlacedCluster } from "./check";

/** Whether hosts can exist as configured, and the largest task fits on one of them. */
export const checkCapacity: Check = ({ config }) =>
  clustersOf(config).flatMap((placed) => {
    const { path, cluster } = placed;
    const { capacity, architecture } = cluster;
    if (capacity?.type !== "ec2") {
      return [];
    }
    const problems: Problem[] = [];
    const { min, max, instanceType } = capacity;
    if (min !== undefined && max !== undefined && min > max) {
      problems.push({
        path: [...path, "capacity", "min"],
        sentence: `must not be greater than max, which is ${max} (got "${min}")`,
      });
    }
    if (instanceType === undefined) {
      return problems;
    }
    if (architecture !== undefined && architecture !== architectureOf(instanceType)) {
      problems.push({
        path: [...path, "architecture"],
        sentence: `instances of type ${instanceType} are ${architectureOf(instanceType)}${gotText(path, architecture)}; leave architecture out, or change the instance type`,
      });
    }
    return [...problems, ...tooBig(placed, instanceType)];
  });

function tooBig(placed: PlacedCluster, instanceType: string): Problem[] {
  const memory = offeredMiB(instanceType);
  const cpu = offeredCpuUnits(instanceType);
  return appsOf(placed).flatMap(({ path, app }) => {
    const problems: Problem[] = [];
    if (memory !== undefined && app.memoryMiB !== undefined && app.memoryMiB > memory) {
      problems.push({
        path: [...path, "memoryMiB"],
        sentence: `task needs ${app.memoryMiB} MiB; ${instanceType} offers ~${Math.floor(memory / 100) * 100}; lower it, or choose a larger instance type`,
      });
    }
    if (cpu !== undefined && app.cpuUnits !== undefined && app.cpuUnits > cpu) {
      problems.push({
        path: [...path, "cpuUnits"],
        sentence: `task needs ${app.cpuUnits} CPU units; ${instanceType} offers ${cpu}; lower it, or choose a larger instance type`,
      });
    }
    return problems;
  });
}
