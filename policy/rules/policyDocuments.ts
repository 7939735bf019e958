/** A statement of an IAM policy document, with every list written as a list. */
export interface Statement {
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** Actions that are left out of everything; then there are no `actions`. */
  readonly notActions: readonly string[];
  /** `NotResource` is everything but a few, and so `"*"`. */
  readonly resources: readonly string[];
  /** Values of `Principal` with their kind; `"*"` is the kind `*`. */
  readonly principals: readonly { readonly kind: string; readonly value: string }[];
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Json = Readonly<Record<string, unknown>>;

/** The statements of a policy document, given as a text or as an object. */
export function statementsOf(document: unknown): readonly Statement[] {
  const parsed: unknown = typeof document === "string" ? JSON.parse(document) : document;
  if (!isRecord(parsed)) {
    return [];
  }
  return listOf(parsed["Statement"])
    .filter(isRecord)
    .map((statement, index) => ({
      sid: typeof statement["Sid"] === "string" ? statement["Sid"] : `statement ${index + 1}`,
      effect: textOf(statement["Effect"]),
      actions: listOf(statement["Action"]).map(textOf),
      notActions: listOf(statement["NotAction"]).map(textOf),
      resources:
        statement["NotResource"] === undefined ? listOf(statement["Resource"]).map(textOf) : ["*"],
      principals: principalsOf(statement["Principal"]),
      condition: (statement["Condition"] ?? {}) as Statement["condition"],
    }));
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
export function allows(statement: Statement, action: string): boolean {
  const named = (patterns: readonly string[]) =>
    patterns.some((pattern) => wildcard(pattern).test(action));
  return statement.notActions.length > 0 ? !named(statement.notActions) : named(statement.actions);
}

/** The values that a statement's conditions compare a key with; keys have no case. */
export function conditionValues(statement: Statement, key: string): readonly string[] {
  return Object.values(statement.condition).flatMap((comparison) =>
    Object.entries(comparison)
      .filter(([name]) => name.toLowerCase() === key.toLowerCase())
      .flatMap(([, value]) => listOf(value).map(textOf)),
  );
}

/** True when anyone is a principal and no condition on an account or source narrows it. */
export function isPublic(statement: Statement): boolean {
  const narrowing = [
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalAccount",
  ];
  return (
    statement.principals.some(({ value }) => value === "*") &&
    narrowing.every((key) => conditionValues(statement, key).length === 0)
  );
}

function principalsOf(principal: unknown): Statement["principals"] {
  if (typeof principal === "string") {
    return [{ kind: "*", value: principal }];
  }
  return Object.entries(isRecord(principal) ? principal : {}).flatMap(([kind, values]) =>
    listOf(values).map((value) => ({ kind, value: textOf(value) })),
  );
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i");
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}
