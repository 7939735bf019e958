import {
  type ContainerDefinition,
  type RegisterTaskDefinitionCommandInput,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";

import { isSameRepository, parseImageReference } from "../../aws/imageReference";
import { JsonError, parseJson } from "../../delivery/json";
import { type EnvironmentChange } from "./assignments";
import { withTag } from "./image";
import { Refusal } from "./refusal";
import { type Wanted } from "./settings";

/**
 * The registration with the images and variables that are wanted.
 *
 * @param name what sentences call the definition: `web:12`.
 * @throws Refusal when a container that is meant is not there: nothing would be deployed, and nobody would notice.
 */
export function changed<D extends Pick<RegisterTaskDefinitionCommandInput, "containerDefinitions">>(
  definition: D,
  wanted: Wanted,
  name: string,
): D {
  const before = definition.containerDefinitions ?? [];
  const named = new Map(wanted.containers.map((one) => [one.name, one.image]));
  for (const one of [...named.keys(), ...wanted.environment.map(({ container }) => container)]) {
    if (!before.some((container) => container.name === one)) {
      throw new Refusal(1, `${name} has no container "${one}".`, `It has ${listOf(before)}.`);
    }
  }
  const matching = before.filter((container) => matches(container, wanted.image));
  if (wanted.image !== undefined && matching.length === 0) {
    throw new Refusal(
      1,
      `No container of ${name} runs an image of the repository of "${wanted.image}".`,
      `It has ${listOf(before)}. --container NAME=${wanted.image} gives it to one by its name.`,
    );
  }
  const containerDefinitions = before.map((container) => {
    const image =
      named.get(container.name ?? "") ??
      (matching.includes(container) ? wanted.image : undefined) ??
      (wanted.tag === undefined ? undefined : withTag(container.image ?? "", wanted.tag));
    const variables = wanted.environment.filter((one) => one.container === container.name);
    return {
      ...container,
      ...(image !== undefined && { image }),
      ...(variables.length > 0 && { environment: environmentWith(container, variables) }),
    };
  });
  return { ...definition, containerDefinitions };
}

function matches({ image }: ContainerDefinition, wanted: string | undefined): boolean {
  const [now, then] = [parseImageReference(image ?? ""), parseImageReference(wanted ?? "")];
  return now !== undefined && then !== undefined && isSameRepository(now, then);
}

function listOf(containers: readonly ContainerDefinition[]): string {
  return containers.map(({ name = "", image = "" }) => `${name} (${image})`).join(", ");
}

function environmentWith(
  { environment = [] }: ContainerDefinition,
  changes: readonly EnvironmentChange[],
): ContainerDefinition["environment"] {
  const values = new Map(environment.map(({ name = "", value = "" }) => [name, value]));
  for (const { name, value } of changes) {
    if (value === undefined) {
      values.delete(name);
    } else {
      values.set(name, value);
    }
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

/**
 * The definition that a file holds: as RegisterTaskDefinition takes it, or wrapped as DescribeTaskDefinition answers.
 *
 * @throws Refusal when it is none.
 */
export function definitionFrom(text: string, path: string): TaskDefinition {
  let parsed: unknown;
  try {
    // The mark that some editors put first.
    parsed = parseJson(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
    // The sentence has nothing of the file in it, which may hold the values of variables.
    throw new Refusal(
      1,
      `--task-definition-file "${path}" is no JSON: line ${error.line}, column ${error.column} breaks it.`,
      describes,
    );
  }
  const body =
    isObject(parsed) && isObject(parsed["taskDefinition"]) ? parsed["taskDefinition"] : parsed;
  if (!isObject(body) || !Array.isArray(body["containerDefinitions"])) {
    throw new Refusal(1, `--task-definition-file "${path}" holds no task definition.`, describes);
  }
  body["containerDefinitions"].forEach((container: unknown, index) => {
    const wrong = ["name", "image"].find(
      (key) => !isObject(container) || typeof container[key] !== "string",
    );
    if (wrong !== undefined) {
      throw new Refusal(
        1,
        `--task-definition-file "${path}": containerDefinitions[${index}].${wrong} must be a text.`,
        describes,
      );
    }
  });
  return body;
}

const describes = "aws ecs describe-task-definition --task-definition FAMILY prints one.";

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
