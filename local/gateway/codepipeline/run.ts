import { randomUUID } from "node:crypto";

import { type Outcome } from "./actions/action";
import { type ActionDefinition, type Definition, type StageDefinition } from "./definition";
import {
  currentRuns,
  type ActionRun,
  type Execution,
  type StageRun,
  type StageStatus,
} from "./execution";

/** What a start says. */
export interface Start {
  readonly trigger: Execution["trigger"];
  readonly overrides: Execution["overrides"];
  readonly clientRequestToken?: string;
}

/** An execution that waits in front of the first stage. */
export function begun(
  start: Start & Pick<Execution, "number" | "version" | "mode" | "startTime">,
): Execution {
  return {
    id: randomUUID(),
    ...start,
    lastUpdateTime: start.startTime,
    status: "InProgress",
    stage: 0,
    entered: false,
    stages: [],
    actions: [],
    artifacts: {},
    attempt: 1,
  };
}

/** What an execution does next in the stage that it is in. */
export type Next =
  | { readonly kind: "wait" }
  | { readonly kind: "begin"; readonly actions: readonly ActionDefinition[] }
  | { readonly kind: "succeeded" }
  | { readonly kind: "failed" }
  | { readonly kind: "stopped" };

/** Actions of one run order run side by side; the next order begins when all of them have succeeded. */
export function next(execution: Execution, stage: StageDefinition): Next {
  const runs = currentRuns(execution, stage.name);
  const here = [...runs.values()];
  if (here.some(({ status }) => status === "InProgress")) {
    return { kind: "wait" };
  }
  if (execution.status === "Stopping") {
    return { kind: "stopped" };
  }
  if (here.some(({ status }) => status !== "Succeeded")) {
    return { kind: "failed" };
  }
  const rest = stage.actions.filter(({ name }) => !runs.has(name));
  if (rest.length === 0) {
    return { kind: "succeeded" };
  }
  const order = Math.min(...rest.map(({ runOrder = 1 }) => runOrder));
  return { kind: "begin", actions: rest.filter(({ runOrder = 1 }) => runOrder === order) };
}

export function stageOf(execution: Execution, definition: Definition): StageDefinition {
  const stage = definition.stages[execution.stage];
  if (stage === undefined) {
    throw new Error(`There is no stage ${execution.stage}.`);
  }
  return stage;
}

export function entering(execution: Execution, stage: string, now: number): Execution {
  const others = execution.stages.filter(({ name }) => name !== stage);
  const { attempt } = execution;
  const run: StageRun = { name: stage, status: "InProgress", attempt, enteredAt: now };
  return { ...execution, entered: true, stages: [...others, run], lastUpdateTime: now };
}

export function withStage(execution: Execution, name: string, status: StageStatus): Execution {
  const stages = execution.stages.map((run) => (run.name === name ? { ...run, status } : run));
  return { ...execution, stages };
}

/** The execution with one run of an action changed. */
export function withRun(
  execution: Execution,
  id: string,
  change: Partial<ActionRun>,
  now: number,
): Execution {
  const actions = execution.actions.map((run) =>
    run.id === id ? { ...run, ...change, lastUpdateTime: now } : run,
  );
  return { ...execution, actions, lastUpdateTime: now };
}

export function ended(execution: Execution, id: string, outcome: Outcome, now: number): Execution {
  const { succeeded, artifacts = {}, ...facts } = outcome;
  const status = succeeded ? "Succeeded" : "Failed";
  const updated = withRun(execution, id, { ...facts, status }, now);
  return { ...updated, artifacts: { ...execution.artifacts, ...artifacts } };
}

/** The execution at its next stage, or at its end. */
export function onward(execution: Execution, definition: Definition, now: number): Execution {
  const done = withStage(execution, stageOf(execution, definition).name, "Succeeded");
  return execution.stage + 1 < definition.stages.length
    ? { ...done, stage: execution.stage + 1, entered: false, lastUpdateTime: now }
    : { ...done, status: "Succeeded", lastUpdateTime: now };
}
