import { type RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { isAnswer } from "../../aws/awsAnswer";
import { type EcsChanges, type WholeDefinition } from "../../delivery/aws/ecsChanges";
import { registrationOf } from "../../delivery/registration";
import { changed, definitionFrom } from "./definition";
import { differences, type Difference } from "./diff";
import { Refusal } from "./refusal";
import { requestOf } from "./refusalOf";
import { type Settings } from "./settings";

/** The revision that is to be, and what it comes from. */
export interface Plan {
  /** ARN of the revision that it begins with. */
  readonly base: string;
  readonly family: string;
  readonly registration: RegisterTaskDefinitionCommandInput;
  readonly changes: readonly Difference[];
}

/** @param named what the flags or the service name: family, family:revision or ARN. */
export async function planOf(
  settings: Settings,
  named: string,
  changes: Pick<EcsChanges, "definition">,
  cwd: string,
): Promise<Plan> {
  const { definition, tags } = await described(settings, named, changes);
  const base = definition.taskDefinitionArn ?? named;
  const family = definition.family ?? familyOf(base);
  const before = registrationOf(definition, tags);
  const start =
    settings.file === undefined ? before : registrationOf(fileDefinition(settings.file, cwd), tags);
  const name = settings.file ?? base.slice(base.lastIndexOf("/") + 1);
  const registration = changed({ ...start, family: start.family ?? family }, settings.wanted, name);
  return { base, family, registration, changes: differences(before, registration) };
}

async function described(
  { copyTags }: Settings,
  named: string,
  changes: Pick<EcsChanges, "definition">,
): Promise<WholeDefinition> {
  try {
    return await changes.definition(named, copyTags);
  } catch (error) {
    if (isAnswer(error, "ClientException") && error instanceof Error) {
      throw new Refusal(
        255,
        `There is no task definition "${named}": ${error.message}${requestOf(error)}`,
        "aws ecs list-task-definition-families --status ACTIVE lists the families.",
      );
    }
    throw error;
  }
}

function fileDefinition(path: string, cwd: string): ReturnType<typeof definitionFrom> {
  const file = resolve(cwd, path.replace(/^file:\/\//, ""));
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      1,
      `--task-definition-file "${path}" cannot be read: ${why}.`,
      "Name a file that this user may read.",
    );
  }
  return definitionFrom(text, path);
}

/** `arn:…:task-definition/web:12` and `web:12` are of the family web. */
export function familyOf(definition: string): string {
  return definition.slice(definition.lastIndexOf("/") + 1).replace(/:\d+$/, "");
}
