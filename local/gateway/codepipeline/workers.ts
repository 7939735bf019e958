import { ActionFailure, type Job, type Outcome, type Perform } from "./actions/action";
import { givenVariables, withVariables } from "./actionVariables";
import { bucketOf, type ActionDefinition, type Definition } from "./definition";
import { type ActionRun } from "./execution";
import { definitionOf, type Pipeline } from "./pipelines";
import { type Place } from "./stateEvents";

/** What actions are performed with. */
export interface WorkerParts {
  readonly place: Place;
  readonly performerOf: (action: ActionDefinition) => Perform;
  /** Hears of failures that are no action's own. */
  readonly report: (sentence: string) => void;
}

/** One run of an action that is to be performed. */
export interface Work {
  readonly pipeline: Pipeline;
  readonly executionId: string;
  readonly run: ActionRun;
  readonly action: ActionDefinition;
  readonly note: Job["note"];
  /** Not called for what was given up. */
  readonly ended: (outcome: Outcome) => void;
}

/** Performs actions and lets go of them. */
export interface Workers {
  start(work: Work): void;
  giveUp(runId: string): void;
}

export function workers({ place, performerOf, report }: WorkerParts): Workers {
  const running = new Map<string, AbortController>();
  return {
    giveUp: (runId) => {
      running.get(runId)?.abort();
      running.delete(runId);
    },
    start: ({ pipeline, executionId, run, action, note, ended }) => {
      const controller = new AbortController();
      const { signal } = controller;
      running.set(run.id, controller);
      const execution = pipeline.execution(executionId);
      const definition = definitionOf(pipeline.facts, execution.version);
      const job: Job = {
        pipeline: pipeline.name,
        execution,
        stage: run.stage,
        definition: action,
        roleArn: action.roleArn ?? definition.roleArn,
        bucket: bucketOf(definition),
        ...place,
        run,
        note: (change) => {
          if (!signal.aborted) {
            note(change);
          }
        },
        signal,
      };
      outcomeOf(performerOf(action), job, definition, report)
        .then((outcome) => {
          running.delete(run.id);
          if (!signal.aborted) {
            ended(outcome);
          }
        })
        .catch((error: unknown) => {
          report(`The execution ${executionId} of ${pipeline.name} is stuck: ${String(error)}`);
        });
    },
  };
}

/** An action always ends; what it did not foresee is reported, and fails it. */
async function outcomeOf(
  perform: Perform,
  job: Job,
  definition: Definition,
  report: (sentence: string) => void,
): Promise<Outcome> {
  try {
    const values = givenVariables(definition, job.execution);
    return await perform({
      ...job,
      definition: withVariables(job.definition, job.execution, values),
    });
  } catch (error) {
    if (error instanceof ActionFailure) {
      return { succeeded: false, error: { code: error.code, message: error.message } };
    }
    if (!job.signal.aborted) {
      report(`The action ${job.definition.name} failed: ${String(error)}`);
    }
    return { succeeded: false, error: { code: "JobFailed", message: String(error) } };
  }
}
