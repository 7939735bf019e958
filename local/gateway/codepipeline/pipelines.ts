import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ServiceError } from "../serviceError";
import { type Definition } from "./definition";
import { isActive, type Execution } from "./execution";

/** What is kept of a pipeline beside its executions. Times are milliseconds since 1970. */
export interface PipelineFacts {
  readonly id: string;
  /** Every version of the structure, the first one first: an execution runs by the one that it was started with. */
  readonly versions: readonly Definition[];
  readonly created: number;
  readonly updated: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Stages that executions may not enter, by name. */
  readonly disabled: Readonly<Record<string, DisabledTransition>>;
  /** How many executions there have been. */
  readonly started: number;
}

export interface DisabledTransition {
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** A pipeline with its executions. */
export interface Pipeline {
  readonly name: string;
  readonly facts: PipelineFacts;
  /** The newest version of the structure. */
  readonly definition: Definition;
  /** Executions, newest first. */
  executions(): readonly Execution[];
  /** @throws ServiceError PipelineExecutionNotFoundException */
  execution(id: string): Execution;
  update(change: Partial<PipelineFacts>): void;
  /** Writes an execution as it is now. */
  keep(execution: Execution): void;
}

/** The pipelines in the state folder, one folder each: `pipeline.json` and `executions/<id>.json`. */
export interface Pipelines {
  all(): readonly Pipeline[];
  /** @throws ServiceError PipelineNotFoundException */
  get(name: string): Pipeline;
  find(name: string): Pipeline | undefined;
  create(definition: Definition, facts: Pick<PipelineFacts, "tags" | "created">): Pipeline;
  delete(name: string): void;
}

/**
 * How many executions that are over a pipeline keeps. AWS keeps a year of them; here all are read when the gateway
 * starts, and nobody looks further back than the last hundred deployments of one app.
 */
const keptExecutions = 100;

export function pipelines(folder: string): Pipelines {
  mkdirSync(folder, { recursive: true });
  const known = new Map<string, Pipeline>();
  for (const id of readdirSync(folder)) {
    const found = load(join(folder, id));
    if (found !== undefined) {
      known.set(found.name, found);
    }
  }
  return {
    all: () => [...known.values()].sort((one, other) => (one.name < other.name ? -1 : 1)),
    find: (name) => known.get(name),
    get: (name) => {
      const found = known.get(name);
      if (found === undefined) {
        throw new ServiceError(
          "PipelineNotFoundException",
          `The account does not have a pipeline with the name '${name}'`,
        );
      }
      return found;
    },
    create: (definition, { tags, created }) => {
      const { name } = definition;
      if (known.has(name)) {
        throw new ServiceError(
          "PipelineNameInUseException",
          `A pipeline with the name '${name}' already exists`,
        );
      }
      const id = randomUUID();
      const versions = [definition];
      const facts = { id, versions, created, updated: created, tags, disabled: {}, started: 0 };
      const place = join(folder, id);
      mkdirSync(join(place, "executions"), { recursive: true });
      write(join(place, "pipeline.json"), facts);
      const pipeline = pipelineAt(place, facts, name, []);
      known.set(name, pipeline);
      return pipeline;
    },
    delete: (name) => {
      const found = known.get(name);
      if (found === undefined) {
        return;
      }
      known.delete(name);
      rmSync(join(folder, found.facts.id), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function pipelineAt(
  place: string,
  initial: PipelineFacts,
  name: string,
  earlier: readonly Execution[],
): Pipeline {
  let facts = initial;
  const executions = new Map(earlier.map((execution) => [execution.id, execution]));
  const newestFirst = (): Execution[] =>
    [...executions.values()].sort((one, other) => other.number - one.number);
  const fileOf = (id: string): string => join(place, "executions", `${id}.json`);
  return {
    name,
    get facts() {
      return facts;
    },
    get definition() {
      return definitionOf(facts, facts.versions.length);
    },
    executions: newestFirst,
    execution: (id) => {
      const found = executions.get(id);
      if (found === undefined) {
        throw new ServiceError(
          "PipelineExecutionNotFoundException",
          `The pipeline '${name}' has no execution with the ID '${id}'`,
        );
      }
      return found;
    },
    update: (change) => {
      facts = { ...facts, ...change };
      write(join(place, "pipeline.json"), facts);
    },
    keep: (execution) => {
      write(fileOf(execution.id), execution);
      executions.set(execution.id, execution);
      const over = newestFirst().filter((other) => !isActive(other));
      for (const { id } of over.slice(keptExecutions)) {
        executions.delete(id);
        rmSync(fileOf(id), { force: true });
      }
    },
  };
}

/** @throws ServiceError PipelineVersionNotFoundException */
export function definitionOf(facts: PipelineFacts, version: number): Definition {
  const found = facts.versions[version - 1];
  if (found === undefined) {
    throw new ServiceError("PipelineVersionNotFoundException", `There is no version ${version}`);
  }
  return found;
}

function load(place: string): Pipeline | undefined {
  try {
    const facts = read(join(place, "pipeline.json")) as PipelineFacts;
    const files = readdirSync(join(place, "executions")).filter((file) => file.endsWith(".json"));
    const executions = files.map((file) => read(join(place, "executions", file)) as Execution);
    const { name } = definitionOf(facts, facts.versions.length);
    return pipelineAt(place, facts, name, executions);
  } catch {
    // A folder without its facts was being made or deleted when the gateway ended: it is no pipeline.
    return undefined;
  }
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Written beside and moved: a kill leaves the old file or the new one. */
function write(file: string, content: object): void {
  writeFileSync(`${file}.new`, JSON.stringify(content));
  renameSync(`${file}.new`, file);
}
