import { randomUUID } from "node:crypto";

import { type Clock } from "../clock";
import { type EventDelivery } from "../events/eventDelivery";
import { moves } from "./admission";
import { announcer } from "./announcer";
import { type ActionDefinition, type Definition } from "./definition";
import { isActive, type ActionRun, type Execution } from "./execution";
import { definitionOf, type Pipeline } from "./pipelines";
import {
  begun,
  ended,
  entering,
  next,
  onward,
  stageOf,
  withRun,
  withStage,
  type Start,
} from "./run";
import { workers, type WorkerParts } from "./workers";

/** What pipelines are run with. */
export interface EngineParts extends WorkerParts {
  readonly clock: Clock;
  readonly events: Pick<EventDelivery, "emit">;
}

/** Takes executions through the stages of their pipelines. Everything is written before it is acted on. */
export interface Engine {
  begin(pipeline: Pipeline, start: Start): Execution;
  /** Waits for the actions that run, or gives them up. */
  stop(pipeline: Pipeline, id: string, abandon: boolean, reason: string | undefined): void;
  /** Runs a stage again; the execution was checked to be one that may. */
  retry(pipeline: Pipeline, execution: Execution, stage: string, all: boolean): void;
  /** Lets in who may enter a stage now. */
  advance(pipeline: Pipeline): void;
  /** Goes on with what an earlier gateway was doing. */
  resume(pipeline: Pipeline): void;
  /** Ends all work of a pipeline that is being deleted. */
  forget(pipeline: Pipeline): void;
}

export function engine(parts: EngineParts): Engine {
  const { place, clock, events } = parts;
  const actions = workers(parts);

  const tell = announcer(place, clock, events);
  const keep = (pipeline: Pipeline, execution: Execution): Execution => {
    pipeline.keep(execution);
    return execution;
  };
  const definitionFor = (pipeline: Pipeline, { version }: Execution): Definition =>
    definitionOf(pipeline.facts, version);

  const advance = (pipeline: Pipeline): void => {
    const active = pipeline.executions().filter(isActive);
    const travellers = active.map((execution) => ({
      id: execution.id,
      number: execution.number,
      stage: stageOf(execution, definitionFor(pipeline, execution)).name,
      entered: execution.entered,
    }));
    const { executionMode = "SUPERSEDED" } = pipeline.definition;
    const disabled = new Set(Object.keys(pipeline.facts.disabled));
    for (const move of moves(travellers, executionMode, disabled)) {
      if (move.kind === "supersede") {
        supersede(pipeline, move.id, move.by);
      } else {
        enter(pipeline, move.id);
      }
    }
  };

  const supersede = (pipeline: Pipeline, id: string, by: string): void => {
    const execution = keep(pipeline, {
      ...pipeline.execution(id),
      status: "Superseded",
      statusSummary: `Superseded by execution ${by}`,
      lastUpdateTime: clock.now(),
    });
    tell.pipeline(pipeline, execution, "SUPERSEDED");
  };

  const enter = (pipeline: Pipeline, id: string): void => {
    const waiting = pipeline.execution(id);
    const { name } = stageOf(waiting, definitionFor(pipeline, waiting));
    const execution = keep(pipeline, entering(waiting, name, clock.now()));
    tell.stage(pipeline, execution, name, "STARTED");
    settle(pipeline, id);
  };

  /** Does what comes next for an execution that is in a stage. */
  const settle = (pipeline: Pipeline, id: string): void => {
    const execution = pipeline.execution(id);
    const definition = definitionFor(pipeline, execution);
    const stage = stageOf(execution, definition);
    const { name } = stage;
    const now = clock.now();
    const what = next(execution, stage);
    switch (what.kind) {
      case "wait":
        return;
      case "begin":
        for (const action of what.actions) {
          beginAction(pipeline, id, name, action);
        }
        return;
      case "succeeded": {
        const moved = keep(pipeline, onward(execution, definition, now));
        tell.stage(pipeline, moved, name, "SUCCEEDED");
        if (moved.status === "Succeeded") {
          tell.pipeline(pipeline, moved, "SUCCEEDED");
        }
        break;
      }
      case "failed":
      case "stopped": {
        const status = what.kind === "failed" ? "Failed" : "Stopped";
        const over: Execution = { ...withStage(execution, name, status), status };
        keep(pipeline, { ...over, lastUpdateTime: now });
        const state = what.kind === "failed" ? "FAILED" : "STOPPED";
        tell.stage(pipeline, over, name, state);
        tell.pipeline(pipeline, over, state);
      }
    }
    advance(pipeline);
  };

  const beginAction = (
    pipeline: Pipeline,
    id: string,
    stage: string,
    action: ActionDefinition,
  ): void => {
    const now = clock.now();
    const run: ActionRun = {
      id: randomUUID(),
      stage,
      action: action.name,
      status: "InProgress",
      startTime: now,
      lastUpdateTime: now,
    };
    const before = pipeline.execution(id);
    const runs = [...before.actions, run];
    const execution = keep(pipeline, { ...before, actions: runs, lastUpdateTime: now });
    tell.action(pipeline, execution, run);
    work(pipeline, id, run, action);
  };

  const work = (pipeline: Pipeline, id: string, run: ActionRun, action: ActionDefinition): void => {
    actions.start({
      pipeline,
      executionId: id,
      run,
      action,
      note: (change) => {
        keep(pipeline, withRun(pipeline.execution(id), run.id, change, clock.now()));
      },
      ended: (outcome) => {
        const after = ended(pipeline.execution(id), run.id, outcome, clock.now());
        const over = after.actions.find((other) => other.id === run.id) ?? run;
        tell.action(pipeline, keep(pipeline, after), over);
        settle(pipeline, id);
      },
    });
  };

  const abandon = (pipeline: Pipeline, id: string): void => {
    for (const run of pipeline.execution(id).actions) {
      if (run.status !== "InProgress") {
        continue;
      }
      actions.giveUp(run.id);
      const change = { status: "Abandoned" } as const;
      const execution = withRun(pipeline.execution(id), run.id, change, clock.now());
      tell.action(pipeline, keep(pipeline, execution), { ...run, ...change });
    }
  };

  return {
    advance,
    begin: (pipeline, start) => {
      const { facts, definition } = pipeline;
      const number = facts.started + 1;
      pipeline.update({ started: number });
      const version = facts.versions.length;
      const { executionMode: mode = "SUPERSEDED" } = definition;
      const fresh = begun({ ...start, number, version, mode, startTime: clock.now() });
      const execution = keep(pipeline, fresh);
      tell.pipeline(pipeline, execution, "STARTED");
      advance(pipeline);
      return execution;
    },
    stop: (pipeline, id, giveUp, reason) => {
      const before = pipeline.execution(id);
      const { name } = stageOf(before, definitionFor(pipeline, before));
      const stopping: Execution = {
        ...(before.entered ? withStage(before, name, "Stopping") : before),
        status: "Stopping",
        ...(reason !== undefined && { stopReason: reason }),
        lastUpdateTime: clock.now(),
      };
      if (before.status !== "Stopping") {
        tell.pipeline(pipeline, stopping, "STOPPING");
        if (before.entered) {
          tell.stage(pipeline, stopping, name, "STOPPING");
        }
      }
      if (before.entered) {
        keep(pipeline, stopping);
        if (giveUp) {
          abandon(pipeline, id);
        }
        settle(pipeline, id);
      } else {
        const stopped = keep(pipeline, { ...stopping, status: "Stopped" });
        tell.pipeline(pipeline, stopped, "STOPPED");
        advance(pipeline);
      }
    },
    retry: (pipeline, execution, stage, all) => {
      const now = clock.now();
      const attempt = execution.attempt + 1;
      const runs = execution.actions.map((run) =>
        run.stage === stage && (all || run.status !== "Succeeded")
          ? { ...run, putAside: true as const }
          : run,
      );
      const resumed: Execution = {
        ...execution,
        actions: runs,
        attempt,
        status: "InProgress",
      };
      const entered = keep(pipeline, entering(resumed, stage, now));
      tell.pipeline(pipeline, entered, "RESUMED");
      tell.stage(pipeline, entered, stage, "RESUMED");
      settle(pipeline, execution.id);
    },
    resume: (pipeline) => {
      for (const { id, entered } of pipeline.executions().filter(isActive)) {
        if (!entered) {
          continue;
        }
        const execution = pipeline.execution(id);
        const stage = stageOf(execution, definitionFor(pipeline, execution));
        for (const run of execution.actions.filter(({ status }) => status === "InProgress")) {
          const action = stage.actions.find(({ name }) => name === run.action);
          if (action !== undefined) {
            work(pipeline, id, run, action);
          }
        }
        settle(pipeline, id);
      }
      advance(pipeline);
    },
    forget: (pipeline) => {
      for (const execution of pipeline.executions()) {
        for (const { id } of execution.actions) {
          actions.giveUp(id);
        }
      }
    },
  };
}
