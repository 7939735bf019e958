import { type StackParameter } from "../stackParameter";
import { actions, type Action } from "./actions";
import { places, type Condition, type Place, type StackNames, namesOf } from "./places";

/** A policy of IAM as it is printed; AWS takes it for a role, a group or a permission set as it is. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly Action[];
  readonly Resource: readonly string[];
  readonly Condition?: Condition;
}

/** Most characters of a managed policy, white space aside: IAM, "IAM and AWS STS character quotas". */
export const maxPolicyCharacters = 6144;

/** The least that allows these actions in a stack that describes itself. */
export function policyFor(needed: readonly Action[], parameter: StackParameter): Policy {
  return { Version: "2012-10-17", Statement: statementsFor(needed, namesOf(parameter)) };
}

/** A statement for each place that the actions work on. */
export function statementsFor(needed: readonly Action[], stack: StackNames): Statement[] {
  const byPlace = new Map<Place, Action[]>();
  for (const action of [...new Set(needed)].sort()) {
    const place = actions[action];
    byPlace.set(place, [...(byPlace.get(place) ?? []), action]);
  }
  return [...byPlace].map(([place, allowed]): Statement => {
    const { resources, condition } = places[place];
    return {
      Sid: `${place.charAt(0).toUpperCase()}${place.slice(1)}`,
      Effect: "Allow",
      Action: allowed,
      Resource: resources(stack),
      ...(condition !== undefined && { Condition: condition(stack) }),
    };
  });
}
