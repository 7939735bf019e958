import { clusterName, imageRepositoryPrefix } from "../../aws/naming";
import {
  type DescribedApp as AppInParameter,
  formatStackParameter,
  maxParameterBytes,
  repositoryForApp,
  type StackParameter,
} from "../../delivery/stackParameter";
import { type Deployable } from "../app/app";

/** An app with everything that the stack's parameter says of it. */
export type DescribedApp = AppInParameter & Pick<Deployable, "repositories">;

/** What a stack's parameter is made from. */
export interface DescribedStack {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly deployment: Pick<StackParameter, "repository" | "branch">;
  /** Keys of the clusters, those without apps included. */
  readonly clusters: readonly string[];
  readonly apps: readonly DescribedApp[];
}

/** The stack's parameter, but for what AWS gives. */
export function describeStack({
  project,
  stack,
  region,
  deployment,
  clusters,
  apps,
}: DescribedStack): Omit<StackParameter, "topicArn"> {
  return {
    project,
    stack,
    region,
    repository: deployment.repository,
    branch: deployment.branch,
    imageRepositories: imageRepositoryPrefix(project, stack),
    clusters: Object.fromEntries(
      clusters.map((key) => [
        key,
        {
          name: clusterName(stack, key),
          ...containersOf(apps.filter(({ cluster }) => cluster === key)),
        },
      ]),
    ),
  };
}

/** As long as an ARN of a topic can be. */
const longestArn = "x".repeat(330);

/** Whether the description of a stack and the list of its apps each fit into a parameter. */
export function fitsParameter(
  described: Omit<StackParameter, "topicArn">,
  deployed: readonly string[],
): boolean {
  const texts = [formatStackParameter({ ...described, topicArn: longestArn }), deployed.join(",")];
  return texts.every((text) => Buffer.byteLength(text) <= maxParameterBytes);
}

/** Apps, and the containers that delivery owns beside them, by the repository of their image. */
function containersOf(
  described: readonly DescribedApp[],
): Pick<StackParameter["clusters"][string], "apps" | "containers"> {
  const kinds = [...new Set(described.map(({ kind }) => kind))];
  const own = (wanted: string) =>
    described
      .filter(({ kind }) => kind === wanted)
      .map(
        ({ app, repositories }) => [repositoryForApp(repositories[app] ?? "", app), app] as const,
      );
  const beside = described.flatMap(({ app, repositories }) =>
    Object.entries(repositories).flatMap(([container, repository]) =>
      container === app ? [] : [[repository, `${app}/${container}`] as const],
    ),
  );
  return {
    apps: Object.fromEntries(kinds.map((kind) => [kind, lists(own(kind))])),
    ...(beside.length > 0 && { containers: lists(beside) }),
  };
}

/** Keys by what they belong to. */
function lists(entries: readonly (readonly [group: string, key: string])[]) {
  const groups = new Map<string, string[]>();
  for (const [group, key] of entries) {
    groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  return Object.fromEntries(groups);
}
