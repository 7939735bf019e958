import { architectureProblem } from "../../aws/architecture";
import {
  hostCountProblem,
  instanceTypeProblem,
  offeredCpuUnits,
  offeredMiB,
} from "../../aws/instanceType";
import { type Problem } from "../problems";
import { appsOf, type Check, clustersOf, type PlacedCluster } from "./check";

/** Whether hosts can exist as configured, and have room for their tasks. */
export const checkCapacity: Check = ({ config }) =>
  clustersOf(config).flatMap((placed) => {
    const { path, cluster } = placed;
    const { capacity, architecture } = cluster;
    if (capacity?.type !== "ec2") {
      return [];
    }
    const { min, max, instanceType } = capacity;
    const problems: Problem[] = [];
    const add = (keys: readonly string[], sentence: string | undefined) => {
      if (sentence !== undefined) {
        problems.push({ path: [...path, ...keys], sentence });
      }
    };
    if (min !== undefined && max !== undefined) {
      add(["capacity", "min"], hostCountProblem(min, max));
    }
    if (instanceType === undefined) {
      return problems;
    }
    const unknown = instanceTypeProblem(instanceType);
    if (unknown !== undefined) {
      add(["capacity", "instanceType"], unknown);
      return problems;
    }
    if (architecture !== undefined) {
      add(["architecture"], architectureProblem(instanceType, architecture));
    }
    const tooBig = largeTasks(placed, instanceType);
    if (tooBig.length > 0 || max === undefined) {
      return [...problems, ...tooBig];
    }
    const crowded = tooMany(placed, instanceType, max);
    return [
      ...problems,
      ...(crowded.length > 0 ? crowded : neverReached(placed, instanceType, max)),
    ];
  });

/** What a task takes of its host, with the words for it. */
const resources = [
  {
    key: "memoryMiB",
    unit: "MiB",
    offered: offeredMiB,
    shown: (offered: number) => `~${Math.floor(offered / 100) * 100}`,
  },
  { key: "cpuUnits", unit: "CPU units", offered: offeredCpuUnits, shown: String },
] as const;

/** Tasks that fit on no host. */
function largeTasks(placed: PlacedCluster, instanceType: string): Problem[] {
  return appsOf(placed).flatMap(({ path, app }) =>
    resources.flatMap(({ key, unit, offered, shown }) => {
      const [needed, most] = [app[key], offered(instanceType)];
      return needed === undefined || most === undefined || needed <= most
        ? []
        : [
            {
              path: [...path, key],
              sentence: `task needs ${needed} ${unit}; ${instanceType} offers ${shown(most)}; lower it, or choose a larger instance type`,
            },
          ];
    }),
  );
}

/** Counts that even all hosts together have no room for. */
function tooMany(placed: PlacedCluster, instanceType: string, max: number): Problem[] {
  const apps = appsOf(placed).map(({ app }) => ({
    ...app,
    tasks: "count" in app ? (app.scaling?.min ?? app.count ?? 0) : 0,
  }));
  return resources.flatMap(({ key, unit, offered, shown }) => {
    const most = offered(instanceType);
    const needed = apps.reduce((sum, { tasks, [key]: share = 0 }) => sum + tasks * share, 0);
    return most === undefined || needed <= most * max
      ? []
      : [
          {
            path: [...placed.path, "capacity", "max"],
            sentence: `the tasks of all apps need ${needed} ${unit}; ${max} hosts of type ${instanceType} offer ${shown(most * max)}; raise max, or choose a larger instance type`,
          },
        ];
  });
}

/** Most tasks of an app that not even all hosts, with nothing else on them, have room for. */
function neverReached(placed: PlacedCluster, instanceType: string, hosts: number): Problem[] {
  return appsOf(placed).flatMap(({ path, app }) => {
    const tasks = "count" in app ? app.scaling?.max : undefined;
    return resources.flatMap(({ key, unit, offered, shown }) => {
      const [share, most] = [app[key], offered(instanceType)];
      return tasks === undefined ||
        share === undefined ||
        most === undefined ||
        tasks * share <= most * hosts
        ? []
        : [
            {
              path: [...path, "scaling", "max"],
              sentence: `${tasks} tasks need ${tasks * share} ${unit}; ${hosts} hosts of type ${instanceType} offer ${shown(most * hosts)}; lower it, or raise capacity.max`,
            },
          ];
    });
  });
}
