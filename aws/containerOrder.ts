import { wayBack } from "./circle";

/** ECS API, ContainerDependency.condition. */
export const containerConditions = ["START", "HEALTHY", "COMPLETE", "SUCCESS"] as const;

export type ContainerCondition = (typeof containerConditions)[number];

/** A container, as far as others may wait for it. */
export interface OrderedContainer {
  readonly essential: boolean;
  readonly hasHealthCheck: boolean;
  /** The containers that must be so far before it starts. */
  readonly dependsOn: Readonly<Record<string, ContainerCondition | undefined>>;
}

/** What is wrong with the order in which the containers of a task start. */
export function orderProblems(
  containers: Readonly<Record<string, OrderedContainer>>,
): { readonly container: string; readonly on: string; readonly sentence: string }[] {
  const known = new Map(Object.entries(containers));
  return [...known].flatMap(([container, { dependsOn }]) =>
    Object.entries(dependsOn).flatMap(([on, condition]) => {
      const sentence = waitProblem(known, container, on, condition);
      return sentence === undefined ? [] : [{ container, on, sentence }];
    }),
  );
}

function waitProblem(
  known: ReadonlyMap<string, OrderedContainer>,
  container: string,
  on: string,
  condition: ContainerCondition | undefined,
): string | undefined {
  const other = known.get(on);
  if (other === undefined) {
    return `the task has no container "${on}"; it has ${[...known.keys()].join(", ")}`;
  }
  const way = wayBack((name) => Object.keys(known.get(name)?.dependsOn ?? {}), on, container);
  if (way !== undefined) {
    return `is a circle, in which no container ever starts: ${[container, ...way].join(" waits for ")}`;
  }
  if (condition === "HEALTHY" && !other.hasHealthCheck) {
    return `is never HEALTHY: container "${on}" has no containerHealthCheck`;
  }
  return (condition === "COMPLETE" || condition === "SUCCESS") && other.essential
    ? `"${on}" is essential, so the task ends when it is ${condition}; set essential: false, or make it an init container`
    : undefined;
}
