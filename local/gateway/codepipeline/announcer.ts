import { type Clock } from "../clock";
import { awsEvent, type EventFacts } from "../events/awsEvent";
import { type EventDelivery } from "../events/eventDelivery";
import { type ActionRun, type Execution } from "./execution";
import { type Pipeline } from "./pipelines";
import {
  actionEvent,
  pipelineEvent,
  stageEvent,
  type PipelineState,
  type Place,
  type StageState,
} from "./stateEvents";

/** Tells EventBridge what becomes of pipelines, stages and actions. */
export interface Announcer {
  pipeline(pipeline: Pipeline, execution: Execution, state: PipelineState): void;
  stage(pipeline: Pipeline, execution: Execution, stage: string, state: StageState): void;
  action(pipeline: Pipeline, execution: Execution, run: ActionRun): void;
}

export function announcer(
  place: Place,
  clock: Clock,
  events: Pick<EventDelivery, "emit">,
): Announcer {
  const emit = (facts: EventFacts): void => {
    events.emit(awsEvent(facts, new Date(clock.now())));
  };
  return {
    pipeline: (pipeline, execution, state) => {
      emit(pipelineEvent(place, pipeline, execution, state));
    },
    stage: (pipeline, execution, stage, state) => {
      emit(stageEvent(place, pipeline, execution, stage, state));
    },
    action: (pipeline, execution, run) => {
      emit(actionEvent(place, pipeline, execution, run));
    },
  };
}
