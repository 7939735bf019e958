import { Malformed } from "../judge";
import { type Comparison, comparisonsOf, narrowsCaller } from "./conditions";
import { type Json, isRecord, listOf, reader, textOf, valueOf } from "./json";
import { fits, hasWildcard } from "./wildcards";

/** A statement of an IAM policy document: whatever it was spelled like, there is one form of it. */
export interface Statement {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** Actions that are left out of everything; then there are no `actions`. */
  readonly notActions: readonly string[];
  /** `NotResource` is everything but a few, and so `"*"`. */
  readonly resources: readonly string[];
  /** Values of `Principal` with their kind; `NotPrincipal` is everyone but a few, and so `"*"`. */
  readonly principals: readonly { readonly kind: string; readonly value: string }[];
  readonly conditions: readonly Comparison[];
}

/** The statements of a policy document, given as a text or as an object. */
export const statementsOf = reader("the policy", (document): readonly Statement[] => {
  if (document === undefined || document === null || document === "") {
    return [];
  }
  if (!isRecord(document)) {
    throw new Malformed("the policy is no document with a Statement");
  }
  return listOf(valueOf(document, "Statement")).map((statement, index) => {
    if (!isRecord(statement)) {
      throw new Malformed(`statement ${index + 1} of the policy is ${textOf(statement)}`);
    }
    return normalised(statement, index);
  });
});

function normalised(statement: Json, index: number): Statement {
  const texts = (key: string) => listOf(valueOf(statement, key)).map(textOf);
  const sid = valueOf(statement, "Sid");
  return {
    sid: typeof sid === "string" && sid !== "" ? sid : `statement ${index + 1}`,
    effect: effectOf(statement, index),
    actions: texts("Action"),
    notActions: texts("NotAction"),
    resources: valueOf(statement, "NotResource") === undefined ? texts("Resource") : ["*"],
    principals:
      valueOf(statement, "NotPrincipal") === undefined
        ? principalsOf(valueOf(statement, "Principal"))
        : [{ kind: "*", value: "*" }],
    conditions: comparisonsOf(valueOf(statement, "Condition"), index),
  };
}

function effectOf(statement: Json, index: number): Statement["effect"] {
  const effect = textOf(valueOf(statement, "Effect") ?? "").toLowerCase();
  if (effect !== "allow" && effect !== "deny") {
    throw new Malformed(`statement ${index + 1} of the policy has no Effect of Allow or Deny`);
  }
  return effect === "allow" ? "Allow" : "Deny";
}

function principalsOf(principal: unknown): Statement["principals"] {
  return isRecord(principal)
    ? Object.entries(principal).flatMap(([kind, values]) =>
        listOf(values).map((value) => ({ kind, value: textOf(value) })),
      )
    : listOf(principal).map((value) => ({ kind: "*", value: textOf(value) }));
}

/** What is wrong with each statement that allows something, introduced by its Sid. */
export function eachAllowed(
  document: unknown,
  check: (statement: Statement) => string | undefined,
): readonly (string | undefined)[] {
  return statementsOf(document)
    .filter(({ effect }) => effect === "Allow")
    .map((statement) => {
      const wrong = check(statement);
      return wrong === undefined ? undefined : `${statement.sid} ${wrong}`;
    });
}

/** True when a statement allows an action, with wildcards as IAM reads them. */
export function allows({ actions, notActions }: Statement, action: string): boolean {
  const named = (patterns: readonly string[]) => patterns.some((pattern) => fits(pattern, action));
  return notActions.length > 0 ? !named(notActions) : named(actions);
}

/** True for a principal that is everyone. Wildcards inside an ARN name no principal either. */
export function isEveryone({ value }: Statement["principals"][number]): boolean {
  return hasWildcard(value);
}

/** True when anyone is a principal, and no condition on an account, source or network narrows it. */
export function isPublic({ principals, conditions }: Statement): boolean {
  return principals.some(isEveryone) && !conditions.some(narrowsCaller);
}
