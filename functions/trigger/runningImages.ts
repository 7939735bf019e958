import { type PipelineExecution } from "../../delivery/aws/codePipeline";

/**
 * The commits whose images run or may come to run, most important first: those of executions at work,
 * then the one that succeeded last, which runs until another succeeds and again when another fails. Of
 * those that failed since, the newest as far as there is room: a deployment may outlive its timeout.
 */
export async function commitsThatMayRun(
  executions: AsyncIterable<PipelineExecution>,
  room: number,
): Promise<string[]> {
  const atWork: string[] = [];
  const failed: string[] = [];
  const succeeded: string[] = [];
  for await (const { commitId, status } of executions) {
    if (commitId === undefined) {
      continue;
    }
    if (status === "InProgress") {
      atWork.push(commitId);
    } else if (status === "Succeeded") {
      succeeded.push(commitId);
      break;
    } else if ((status === "Failed" || status === "Stopped") && failed.length < room) {
      failed.push(commitId);
    }
  }
  return [...new Set([...atWork, ...succeeded, ...failed])].slice(0, room);
}

/**
 * Which tags to put on which images, so that each wanted one has a tag. A tag moves only from an image
 * that is no longer wanted: none that may run is without a tag at any time, also if a call fails.
 *
 * @param tags the tags that there are, and the image that each is on now, if it is on one.
 */
export function tagsToPut(
  tags: ReadonlyMap<string, string | undefined>,
  wanted: readonly string[],
): [tag: string, digest: string][] {
  const tagged = new Set(tags.values());
  const free = [...tags].filter(([, digest]) => digest === undefined || !wanted.includes(digest));
  return [...new Set(wanted)]
    .filter((digest) => !tagged.has(digest))
    .flatMap((digest, index) => {
      const [tag] = free[index] ?? [];
      return tag === undefined ? [] : [[tag, digest] as [string, string]];
    });
}
