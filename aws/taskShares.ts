import { leastContainerMiB } from "./container";
import { type KeyProblem, mostContainers } from "./limits";

/** What a container takes of its task. */
interface Share {
  readonly cpuUnits?: number | undefined;
  readonly memoryMiB?: number | undefined;
}

/** What the sidecars leave to the app's own container. */
export function ownShare(
  task: { readonly cpuUnits: number; readonly memoryMiB: number },
  sidecars: readonly Share[],
): { readonly cpuUnits: number; readonly memoryMiB: number } {
  return {
    cpuUnits: task.cpuUnits - sum(sidecars.map(({ cpuUnits }) => cpuUnits)),
    memoryMiB: task.memoryMiB - sum(sidecars.map(({ memoryMiB }) => memoryMiB)),
  };
}

/** What is wrong with how the containers of a task share it. */
export function shareProblems(
  task: { readonly cpuUnits: number; readonly memoryMiB: number },
  sidecars: readonly Share[],
): KeyProblem<"cpuUnits" | "memoryMiB">[] {
  const own = ownShare(task, sidecars);
  const problems: KeyProblem<"cpuUnits" | "memoryMiB">[] = [];
  if (own.memoryMiB < leastContainerMiB) {
    problems.push({
      key: "memoryMiB",
      sentence: `containers need ${task.memoryMiB - own.memoryMiB + leastContainerMiB} MiB; task has ${task.memoryMiB} (the app's own container needs at least ${leastContainerMiB})`,
    });
  }
  if (own.cpuUnits < 0) {
    problems.push({
      key: "cpuUnits",
      sentence: `containers need ${task.cpuUnits - own.cpuUnits} CPU units; task has ${task.cpuUnits}`,
    });
  }
  return problems;
}

/** What is wrong with the containers beside the app's own: how many they are, and what they are called. */
export function sidecarProblems(
  app: string,
  beside: readonly string[],
): { readonly index?: number; readonly sentence: string }[] {
  return [
    ...(beside.length + 1 > mostContainers
      ? [
          {
            sentence: `1–${mostContainers} containers, at least one essential: a task has at most ${mostContainers - 1} sidecars and init containers (got "${beside.length}")`,
          },
        ]
      : []),
    ...beside.flatMap((name, index) =>
      name === app
        ? [{ index, sentence: "has the name of the app's own container; choose another" }]
        : beside.indexOf(name) < index
          ? [{ index, sentence: "has the name of a sidecar; choose another" }]
          : [],
    ),
  ];
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
