import * as lb from "@pulumi/aws/lb";

import { ifKnown } from "../judge";
import { remembered } from "../remembered";
import { type Inputs, type Stack, type Subject } from "../rule";

type ListenerRule = Subject<Inputs<lb.ListenerRuleArgs>>;

/** Once for each rule: a listener's rules are compared with each other. */
export const conditionsOf = remembered(({ conditions }: Inputs<lb.ListenerRuleArgs>) =>
  JSON.stringify(conditions),
);

const listenerOf = remembered((props: Inputs<lb.ListenerRuleArgs>) =>
  ifKnown(() => props.listenerArn as string | undefined),
);

/** Other rules of the same listener; of each pair, one sees the other. */
export function rulesBefore(stack: Stack, subject: ListenerRule): readonly ListenerRule[] {
  return stack
    .ofType(lb.ListenerRule)
    .filter((other) => other.urn < subject.urn && shareListener(other, subject));
}

/**
 * By the ARN where it is known: two listeners of one stack reference come from the same resource. Else by
 * where the ARN comes from.
 */
function shareListener(one: ListenerRule, other: ListenerRule): boolean {
  const [first, second] = [listenerOf(one.props), listenerOf(other.props)];
  if (first !== undefined && second !== undefined) {
    return first === second;
  }
  const sources = one.propertyDependencies["listenerArn"] ?? [];
  return sources.some((urn) => (other.propertyDependencies["listenerArn"] ?? []).includes(urn));
}
