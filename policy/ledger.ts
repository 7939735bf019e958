import { type PolicyResource, type StackValidationArgs } from "@pulumi/policy";

import { type Exemptions } from "./exemptions";
import { withComponentInputs } from "./judge";
import { type Rule, type Stack, type Subject, titleOf } from "./rule";
import { stackOf } from "./stack";

/** What the rules of one preview learn from each other. */
export interface Ledger {
  readonly exemptions: Exemptions;
  /**
   * What was registered, by URN. Rules judge it at the end, too: what the provider adds to a resource's
   * outputs is not known in a preview, and nothing that the program can change.
   */
  readonly inputs: Map<string, { readonly type: string; readonly props: Subject["props"] }>;
  /** Rules that met an unknown value, by the URN of the resource. */
  readonly unchecked: Map<string, { readonly title: string; readonly rules: Map<string, string> }>;
  readonly now: () => Date;
  /** The stack as the rules about it see it, made by the first of them; and what it was made of. */
  stack?: { readonly from: StackValidationArgs["resources"]; readonly whole: Stack };
}

/** A resource with its registered inputs, and with what its component registered in their place. */
export function completed(subject: Subject, ledger: Ledger): Subject {
  const parent = ledger.inputs.get(subject.opts.parent ?? "");
  const props = ledger.inputs.get(subject.urn)?.props ?? subject.props;
  return withComponentInputs(
    { ...subject, props, outputs: subject.props },
    parent?.type.startsWith("slipway:") === true ? parent.props : undefined,
  );
}

/** The whole stack. The SDK hands its resources to the first policy alone: sharedReads.ts. */
export function stackIn({ resources }: StackValidationArgs, ledger: Ledger): Stack {
  if (resources.length > 0 && resources !== ledger.stack?.from) {
    const subjects = resources.map((resource) => completed(subjectOf(resource), ledger));
    ledger.stack = { from: resources, whole: stackOf(subjects) };
  }
  if (ledger.stack === undefined) {
    throw new Error("The engine has handed over a stack without resources.");
  }
  return ledger.stack.whole;
}

/** Notes that a rule could not judge a resource, or that by now it can. */
export function note(
  ledger: Ledger,
  rule: Rule,
  subject: Subject,
  unknown: string | undefined,
): void {
  const entry = ledger.unchecked.get(subject.urn);
  if (unknown === undefined) {
    entry?.rules.delete(rule.name);
    return;
  }
  const rules = entry?.rules ?? new Map<string, string>();
  rules.set(rule.name, unknown);
  ledger.unchecked.set(subject.urn, { title: titleOf(subject), rules });
}

function subjectOf(resource: PolicyResource): Subject {
  return {
    type: resource.type,
    name: resource.name,
    urn: resource.urn,
    props: resource.props,
    opts: resource.opts,
    ...(resource.provider === undefined ? {} : { provider: resource.provider }),
    dependencies: resource.dependencies.map((dependency) => dependency.urn),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, from]) => [
        property,
        from.map((dependency) => dependency.urn),
      ]),
    ),
  };
}
