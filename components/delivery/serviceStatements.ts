import { type AccountContext } from "../accountContext";
import { allow, arnOf, type PolicyStatement } from "../policyDocument";

/** To see what the services of clusters run, and what ECS has rolled back. @param clusters physical names. */
export function lookAtServices(
  account: AccountContext,
  clusters: readonly string[],
): PolicyStatement {
  return allow(
    "LookAtServices",
    ["ecs:DescribeServices", "ecs:ListServiceDeployments", "ecs:DescribeServiceRevisions"],
    ["service", "service-revision"].flatMap((kind) =>
      clusters.map((name) => arnOf(account, "ecs", `${kind}/${name}/*`)),
    ),
  );
}

/** To list the tasks of clusters. @param clusters physical names. */
export function findTasks(account: AccountContext, clusters: readonly string[]): PolicyStatement {
  return {
    // AWS knows no tasks as its resource; the clusters are a condition.
    ...allow("FindTasks", ["ecs:ListTasks"], ["*"]),
    Condition: {
      ArnEquals: {
        "ecs:cluster": clusters.map((name) => arnOf(account, "ecs", `cluster/${name}`)),
      },
    },
  };
}
