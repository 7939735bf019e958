import { isMet, type Context } from "./conditions";
import {
  identityStatements,
  resourceStatements,
  trustStatements,
  type Principal,
  type Statement,
} from "./policyDocument";
import { matches, resourceMatches } from "./wildcards";

/** A call as policies see it. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** Whether the policies of a role allow a call: one statement does, and none denies it. */
export function identityAllows(policies: readonly unknown[], call: Call): boolean {
  return allows(policies.flatMap(identityStatements), call);
}

/** Whether the policy of a resource, if it has one, lets a principal in. */
export function resourceAllows(policy: unknown, principal: Principal, call: Call): boolean {
  return allows(meant(policy === undefined ? [] : resourceStatements(policy), principal), call);
}

/** Whether the trust of a role lets a principal take it. */
export function trustAllows(policy: unknown, principal: Principal, call: Call): boolean {
  return allows(meant(trustStatements(policy), principal), call);
}

function meant(statements: readonly Statement[], principal: Principal): Statement[] {
  return statements.filter(({ principals }) => principals.some((one) => isMeant(one, principal)));
}

function allows(statements: readonly Statement[], call: Call): boolean {
  const effects = statements
    .filter((statement) => applies(statement, call))
    .map(({ effect }) => effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

function applies(
  { actions, resources, conditions }: Statement,
  { action, resource, context }: Call,
): boolean {
  return (
    actions.some((one) => matches(one.toLowerCase(), action.toLowerCase())) &&
    resources.some((one) => resourceMatches(one, resource)) &&
    conditions.every((one) => isMet(one, context))
  );
}

function isMeant([kind, name]: Principal, [wantedKind, wanted]: Principal): boolean {
  return (kind === "AWS" && name === "*") || (kind === wantedKind && name === wanted);
}
