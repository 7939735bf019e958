/** What the function is asked for: a run by its schedule, a release by its pipeline. */
export type Asked =
  | { readonly kind: "run"; readonly execution: string }
  | { readonly kind: "release"; readonly jobId: string; readonly commitId: string };

/**
 * Reads the event of EventBridge Scheduler or of CodePipeline.
 *
 * @throws Error when it is neither.
 */
export function askedBy(event: unknown): Asked {
  const { execution, "CodePipeline.job": job } = recordOf(event);
  if (typeof execution === "string" && execution !== "") {
    return { kind: "run", execution };
  }
  const { id, data } = recordOf(job);
  const artifacts = recordOf(data)["inputArtifacts"];
  const { revision } = recordOf(Array.isArray(artifacts) ? artifacts[0] : undefined);
  if (typeof id === "string" && typeof revision === "string") {
    return { kind: "release", jobId: id, commitId: revision };
  }
  throw new Error(
    "The event is neither a schedule's nor that of a pipeline with a commit as its artifact.",
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
