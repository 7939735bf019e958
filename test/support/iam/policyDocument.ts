import { z } from "zod";

import { isOperator, type Condition } from "./conditions";

/** A statement of a policy, every element a list. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly principals: readonly Principal[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Whom a statement of a resource's policy is about, such as `["Service", "events.amazonaws.com"]`. */
export type Principal = readonly [kind: "AWS" | "Service" | "Federated", name: string];

const listed = (value: unknown): unknown =>
  value === undefined || Array.isArray(value) ? (value ?? []) : [value];
const listOf = <T>(one: z.ZodType<T>) => z.preprocess(listed, z.array(one));
const someOf = <T>(one: z.ZodType<T>) => z.preprocess(listed, z.array(one).min(1));

const principals = z.preprocess(
  (value) => (value === "*" ? { AWS: "*" } : value),
  z
    .strictObject({
      AWS: listOf(z.string()),
      Service: listOf(z.string()),
      Federated: listOf(z.string()),
    })
    .transform(({ AWS, Service, Federated }) => [
      ...AWS.map((name): Principal => ["AWS", name]),
      ...Service.map((name): Principal => ["Service", name]),
      ...Federated.map((name): Principal => ["Federated", name]),
    ]),
);

const text = z.string().refine((value) => !value.includes("${"), "policy variables are not known");
/** A condition may be written with a Boolean. */
const values = someOf(z.union([text, z.boolean().transform(String)]));
const conditions = z
  .record(z.string(), z.record(z.string(), values))
  .transform((operators, context) =>
    Object.entries(operators).flatMap(([operator, keys]): Condition[] => {
      if (!isOperator(operator)) {
        context.addIssue(`${operator} is no known operator`);
      }
      return Object.entries(keys).map(([key, wanted]) => ({ operator, key, values: wanted }));
    }),
  );

const identityStatement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: someOf(z.string().regex(/^(\*|[a-z0-9-]+:[\w*?]+)$/i, "no action")),
  Resource: someOf(text),
  Condition: conditions.optional(),
});
const resourceStatement = identityStatement.extend({ Principal: principals });
/** A trust is about its own role. */
const trustStatement = resourceStatement
  .omit({ Resource: true })
  .transform((statement) => ({ ...statement, Resource: ["*"] }));

/**
 * The statements of a policy of a role, or of a resource. The elements that statements here are written with are
 * known; NotAction, NotResource, NotPrincipal, variables and the like are not.
 *
 * @throws Error for what is not known: a guess would prove nothing.
 */
export function identityStatements(policy: unknown): Statement[] {
  return parsed(identityStatement, policy).map((statement) => statementOf(statement, []));
}

export function resourceStatements(policy: unknown): Statement[] {
  return parsed(resourceStatement, policy).map((statement) =>
    statementOf(statement, statement.Principal),
  );
}

export function trustStatements(policy: unknown): Statement[] {
  return parsed(trustStatement, policy).map((statement) =>
    statementOf(statement, statement.Principal),
  );
}

function parsed<T>(statement: z.ZodType<T>, policy: unknown): T[] {
  const document = z.strictObject({
    Id: z.string().optional(),
    Version: z.literal("2012-10-17"),
    Statement: someOf(statement),
  });
  const { data, error } = document.safeParse(policy);
  if (data === undefined) {
    throw new Error(
      `The policy is not understood:\n${z.prettifyError(error)}\n${JSON.stringify(policy)}`,
    );
  }
  return data.Statement;
}

function statementOf(
  { Effect, Action, Resource, Condition }: z.output<typeof identityStatement>,
  named: readonly Principal[],
): Statement {
  return {
    effect: Effect,
    principals: named,
    actions: Action,
    resources: Resource,
    conditions: Condition ?? [],
  };
}
