import { type PipelineExecution } from "../../delivery/aws/codePipeline";
import { servicePlaceOf, type AppPlace } from "../apps";
import { type Step } from "../progress";
import { counted } from "../words";
import { isActive } from "./current";
import { type ReleaseWorld } from "./world";

/** What ends, and who says why. */
export interface Stopping {
  readonly executions: readonly PipelineExecution[];
  /** Whether ECS starts tasks of a deployment. */
  readonly deploying: boolean;
  /** For the pipeline's history. */
  readonly reason: string;
  /** What is said where ECS has nothing that it can go back from. */
  readonly otherwise: string;
}

/** Ends what is under way: a failing deployment may hold the pipeline for its whole timeout, an approval for days. */
export function stopSteps(
  place: AppPlace,
  { executions, deploying, reason, otherwise }: Stopping,
  {
    pipelines,
    services,
  }: {
    readonly pipelines: Pick<ReleaseWorld["pipelines"], "abandon">;
    readonly services: Pick<ReleaseWorld["services"], "stopDeployment">;
  },
): {
  readonly steps: readonly Step[];
  readonly says: readonly string[];
  /** Whether ECS goes back, once the steps have run; undefined while it was not asked to. */
  readonly goesBack: () => boolean | undefined;
} {
  let goesBack: boolean | undefined;
  const active = executions.filter(isActive);
  const abandon: Step = {
    title: `Abandon ${counted(active.length, "execution")} of ${place.pipelineName}`,
    run: async () => {
      for (const { id } of active) {
        await pipelines.abandon(place.pipelineName, id, reason);
      }
      return undefined;
    },
  };
  const stop: Step = {
    title: "Stop the deployment that ECS works on",
    run: async () => {
      goesBack = await services.stopDeployment(servicePlaceOf(place));
      return goesBack ? "ECS goes back" : otherwise;
    },
  };
  return {
    goesBack: () => goesBack,
    steps: [...(active.length > 0 ? [abandon] : []), ...(deploying ? [stop] : [])],
    says: [
      ...(active.length > 0
        ? [`abandon ${counted(active.length, "execution")} of the pipeline, under way or waiting`]
        : []),
      ...(deploying ? ["stop the deployment that ECS works on"] : []),
    ],
  };
}
