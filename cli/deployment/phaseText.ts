import { type Phase } from "../../delivery/deployment/verdict";
import { shortCommit } from "../../delivery/words";
import { counted } from "../words";

/** Where a deployment stands, for a line of progress. */
export function phaseText(phase: Phase, app: string): string {
  switch (phase.at) {
    case "trigger":
      return "committed; the trigger has not started the pipeline yet";
    case "source":
      return "the pipeline fetches the commit";
    case "queue":
      return phase.behind === undefined
        ? "waits for its turn in the pipeline"
        : `waits until ${shortCommit(phase.behind)}, which is being deployed, has ended`;
    case "approval":
      return `waits for approval: slipway approve ${app} (or slipway reject ${app})`;
    case "deploy":
      return "the pipeline deploys the commit";
    case "tasks": {
      const failed = phase.failed === 0 ? "" : `, ${counted(phase.failed, "task")} failed`;
      return `${phase.running} of ${counted(phase.desired, "new task")} running${failed}`;
    }
    case "drain":
      return phase.left === 0
        ? "new tasks run, old ones are gone; ECS completes the deployment"
        : `new tasks run; ${counted(phase.left, "old task")} left`;
  }
}
