import { imageRepositoryName } from "../../../aws/naming";
import { actions } from "../../../delivery/permissions/actions";
import { commandNeeds } from "../../../delivery/permissions/commands";
import { findsStack, pushesImages } from "../../../delivery/permissions/needs";
import { type Condition, type StackNames } from "../../../delivery/permissions/places";
import { statementsFor } from "../../../delivery/permissions/policy";
import { allow, arnOf, document, type PolicyDocument } from "../../policyDocument";

/** What people and jobs do, and the commands that do it. */
const commandsFor = {
  read: ["status", "history", "diff", "logs", "verify"],
  release: ["release"],
  rollback: ["rollback", "cancel"],
  approve: ["approve", "reject"],
} as const satisfies Readonly<Record<string, readonly (keyof typeof commandNeeds)[]>>;

export type Right = keyof typeof commandsFor;

/** What a role may do. */
export interface AccessRights {
  /** Keys of the images to whose repositories it may push. */
  readonly push: readonly string[];
  readonly allow: readonly Right[];
}

/** What a role is for. */
export interface AccessScope extends StackNames {
  readonly project: string;
}

/** The permissions of a role: those of the commands that it runs, on this stack alone, and of a push. */
export function accessPolicy(
  scope: AccessScope,
  { push, allow: rights }: AccessRights,
): PolicyDocument {
  const pushed = push.map((image) =>
    arnOf(scope, "ecr", `repository/${imageRepositoryName(scope.project, scope.stack, image)}`),
  );
  const toRepositories = pushesImages.filter((action) => actions[action] === "images");
  const toAll = pushesImages.filter((action) => actions[action] !== "images");
  const needed = [
    ...(rights.length === 0 ? [] : findsStack),
    ...rights.flatMap((right) => commandsFor[right].flatMap((name) => commandNeeds[name])),
    ...(pushed.length === 0 ? [] : toAll),
  ];
  return document([
    ...statementsFor(needed, scope).map(({ Sid, Action, Resource, Condition }) => ({
      ...allow(Sid, [...Action], [...Resource]),
      ...(Condition !== undefined && { Condition: copyOf(Condition) }),
    })),
    ...(pushed.length === 0 ? [] : [allow("PushImages", toRepositories, pushed)]),
  ]);
}

/** With lists that may be changed, as Pulumi's type for it has them. */
function copyOf(condition: Condition): Record<string, Record<string, string[]>> {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, [...values]])),
    ]),
  );
}
