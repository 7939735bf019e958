/** What starting over would remove besides what every run makes again. */
export interface Losses {
  /** Every stack of the backend, `<project>/<stack>`. */
  readonly stacks: readonly string[];
  /** Repositories with their commits. */
  readonly repositories: readonly string[];
}

/** How to start over, and what that costs. It is never done unasked. */
export function startingOver({ stacks, repositories }: Losses): string {
  const parts = [
    ...counted("stack", stacks),
    ...counted("repository", repositories, "repositories"),
    "all images, secrets and messages",
  ];
  return `To start over: make local-down, then make local. That removes everything in local AWS: ${parts.join("; ")}.`;
}

function counted(one: string, names: readonly string[], many = `${one}s`): readonly string[] {
  if (names.length === 0) {
    return [];
  }
  const sorted = [...names].sort((a, b) => a.localeCompare(b));
  return [`${sorted.length === 1 ? one : many} ${sorted.join(", ")}`];
}
