import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { judge } from "../../delivery/deployment/judge";
import { releaseReader } from "../../delivery/deployment/look";
import { parseRevision, RevisionError } from "../../delivery/format";
import { imagesOfRevision } from "../../delivery/images";
import { failedDeploymentReason } from "../../delivery/pipeline";
import { shortCommit } from "../../delivery/words";
import { type AppPlace } from "../apps";
import { type Step } from "../progress";
import { isActive, type Current } from "./current";
import { watched, type ReleaseWorld } from "./world";

/**
 * Executions that wait for a deployment which ECS has taken back already. The pipeline does not notice, and
 * would keep everything that comes after waiting until its timeout. A function abandons them when ECS tells
 * of the failure; this is for the case that its event was lost, or is still on its way.
 */
export async function deadExecutions(
  place: AppPlace,
  { executions }: Pick<Current, "executions">,
  world: ReleaseWorld,
): Promise<PipelineExecution[]> {
  const dead: PipelineExecution[] = [];
  for (const execution of executions.filter(isActive)) {
    const { commitId } = execution;
    if (commitId === undefined) {
      continue;
    }
    const file = await world.store.read(place.path, commitId);
    const images = file === undefined ? {} : imagesIn(file.text, place.path);
    const asked = { commitId, images, executionId: execution.id };
    const { verdict } = judge(asked, await releaseReader(watched(place), asked, world)());
    if (verdict.kind === "failed" && verdict.failure.why === "rolled back") {
      dead.push(execution);
    }
  }
  return dead;
}

/** A wrong revision asks for nothing, and so nothing of it was taken back. */
function imagesIn(text: string, path: string) {
  try {
    return imagesOfRevision(parseRevision(text, { path }));
  } catch (error) {
    if (error instanceof RevisionError) {
      return {};
    }
    throw error;
  }
}

/** The step that ends them, and what the plan says of it. */
export function endingOf(
  { pipelineName }: AppPlace,
  dead: readonly PipelineExecution[],
  { pipelines }: Pick<ReleaseWorld, "pipelines">,
): { readonly steps: readonly Step[]; readonly says: readonly string[] } {
  if (dead.length === 0) {
    return { steps: [], says: [] };
  }
  const names = dead.map(({ commitId = "" }) => shortCommit(commitId)).join(", ");
  const step: Step = {
    title: `Abandon the execution of ${names}`,
    run: async () => {
      for (const { id, commitId = "" } of dead) {
        const reason = failedDeploymentReason(`of ${shortCommit(commitId)}`);
        await pipelines.abandon(pipelineName, id, reason);
      }
      return undefined;
    },
  };
  return {
    steps: [step],
    says: [`abandon the execution of ${names}, which ECS has rolled back already`],
  };
}
