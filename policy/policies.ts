import type {
  Policies,
  Policy,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";

import type { Exemption } from "./exemptions";
import { Exemptions, isExpired } from "./exemptions";
import { judge, withComponentInputs } from "./judge";
import type { Rule, Stack, Subject } from "./rule";
import { configSchemaOf, sentence, titleOf } from "./rule";
import { stackOf } from "./stack";

/** What the rules of one preview learn from each other. */
interface Ledger {
  readonly exemptions: Exemptions;
  /**
   * What was registered, by URN. Rules judge it at the end, too: what the provider adds to a resource's
   * outputs is not known in a preview, and nothing that the program can change.
   */
  readonly inputs: Map<string, { readonly type: string; readonly props: Subject["props"] }>;
  /** Rules that met an unknown value, by the URN of the resource. */
  readonly unchecked: Map<string, { readonly title: string; readonly rules: Map<string, string> }>;
  readonly now: () => Date;
  /** The stack as the rules about it see it; made by the first of them. */
  stack?: Stack | undefined;
}

const noStack = stackOf([]);

type Report = (message: string, urn: string) => void;

/** Names of the pack's own policies, beside the rules. */
export const bookkeeping = {
  exemptions: "exemptions",
  review: "exemptions-are-current",
  unchecked: "values-not-known-yet",
} as const;

/** Makes the engine's policies out of rules. The clock decides which exemptions have expired. */
export function policiesOf(rules: readonly Rule[], now: () => Date): Policies {
  const ledger: Ledger = {
    exemptions: new Exemptions(),
    inputs: new Map(),
    unchecked: new Map(),
    now,
  };
  return [
    // First, because the policies after it read what it notes down.
    notes(ledger),
    ...rules.map((rule) =>
      rule.scope === "resource" ? resourcePolicy(rule, ledger) : stackPolicy(rule, ledger),
    ),
    review(rules, ledger),
    unchecked(ledger),
  ];
}

function notes(ledger: Ledger): ResourceValidationPolicy {
  return {
    name: bookkeeping.exemptions,
    description: "Holds the stack's exemptions; it reports nothing itself.",
    enforcementLevel: "mandatory",
    configSchema: {
      properties: {
        list: {
          type: "array",
          description: "Resources that a rule leaves alone until a day, with the reason.",
          items: {
            type: "object",
            properties: Object.fromEntries(
              ["rule", "urn", "reason", "expires"].map((key) => [key, { type: "string" }]),
            ),
            required: ["rule", "urn", "reason", "expires"],
            additionalProperties: false,
          },
        },
      },
    },
    validateResource: (args) => {
      ledger.stack = undefined;
      if (args.type === "pulumi:pulumi:Stack") {
        ledger.exemptions.configure(args.getConfig<{ list?: Exemption[] }>().list ?? []);
      } else {
        ledger.inputs.set(args.urn, { type: args.type, props: args.props });
      }
    },
  };
}

function resourcePolicy(rule: Rule, ledger: Ledger): ResourceValidationPolicy {
  const validate = (
    args: ResourceValidationArgs,
    report: (message: string, urn?: string) => void,
  ): void => {
    if (rule.types.includes(args.type)) {
      const subject = completed({ ...args, dependencies: [], propertyDependencies: {} }, ledger);
      apply(rule, subject, noStack, args.getConfig(), ledger, report);
    }
  };
  // A list, because of a single function with a type the SDK reports for each resource that it does not
  // apply: a hundred sentences for each of a thousand resources.
  return { ...headerOf(rule), validateResource: [validate] };
}

function stackPolicy(rule: Rule, ledger: Ledger): StackValidationPolicy {
  return {
    ...headerOf(rule),
    validateStack: withToken((args: StackValidationArgs, report: Report) => {
      ledger.stack ??= stackOf(
        args.resources.map((resource) => completed(subjectOf(resource), ledger)),
      );
      const parameters = args.getConfig<Record<string, unknown>>();
      for (const type of rule.types) {
        for (const subject of ledger.stack.ofToken(type)) {
          apply(rule, subject, ledger.stack, parameters, ledger, report);
        }
      }
    }, rule),
  };
}

/** The token of a rule about one type lets the SDK skip a stack that has no resource of it. */
function withToken<F extends object>(validate: F, rule: Rule): F {
  return rule.types.length === 1
    ? Object.assign(validate, { __pulumiType: rule.types[0] })
    : validate;
}

function apply(
  rule: Rule,
  subject: Subject,
  stack: Stack,
  parameters: Record<string, unknown>,
  ledger: Ledger,
  report: Report,
): void {
  const verdict = judge(rule, subject, stack, parameters);
  note(ledger, rule, subject, verdict.unknown);
  for (const wrong of verdict.wrong) {
    const exemption = ledger.exemptions.use(rule.name, subject.urn);
    if (exemption === undefined) {
      report(sentence(rule, subject, wrong), subject.urn);
    } else if (isExpired(exemption, ledger.now())) {
      const ended = `${wrong} (its exemption, "${exemption.reason}", expired on ${exemption.expires})`;
      report(sentence(rule, subject, ended), subject.urn);
    }
  }
}

/** A resource with its registered inputs, and with what its component registered in their place. */
function completed(subject: Subject, ledger: Ledger): Subject {
  const parent = ledger.inputs.get(subject.opts.parent ?? "");
  const props = ledger.inputs.get(subject.urn)?.props ?? subject.props;
  return withComponentInputs(
    { ...subject, props, outputs: subject.props },
    parent?.type.startsWith("slipway:") === true ? parent.props : undefined,
  );
}

function note(ledger: Ledger, rule: Rule, subject: Subject, unknown: string | undefined): void {
  const entry = ledger.unchecked.get(subject.urn);
  if (unknown === undefined) {
    entry?.rules.delete(rule.name);
    return;
  }
  const rules = entry?.rules ?? new Map<string, string>();
  rules.set(rule.name, unknown);
  ledger.unchecked.set(subject.urn, { title: titleOf(subject), rules });
}

function review(rules: readonly Rule[], ledger: Ledger): StackValidationPolicy {
  const names = rules.map((rule) => rule.name);
  return {
    name: bookkeeping.review,
    description: "Every exemption names a rule, a reason and a day to come, and is needed.",
    enforcementLevel: "mandatory",
    validateStack: (_args, report) => {
      for (const problem of ledger.exemptions.review(names, ledger.now())) {
        report(problem.message, problem.urn);
      }
    },
  };
}

function unchecked(ledger: Ledger): StackValidationPolicy {
  return {
    name: bookkeeping.unchecked,
    description: "Names the rules that could not run because a value is not known yet.",
    enforcementLevel: "advisory",
    validateStack: (args, report) => {
      // After an update every value is known: what the preview noted down no longer holds.
      const present = new Set(args.resources.map((resource) => resource.urn));
      for (const [urn, { title, rules }] of ledger.unchecked) {
        if (rules.size > 0 && present.has(urn)) {
          const values = [...new Set(rules.values())].sort().join(", ");
          const names = [...rules.keys()].sort().join(", ");
          report(`${title}: ${values} is not known in this preview; not checked: ${names}.`, urn);
        }
      }
    },
  };
}

function headerOf(rule: Rule): Policy {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level ?? "mandatory",
    severity: rule.severity,
    tags: [...rule.controls],
    remediationSteps: rule.fix,
    configSchema: configSchemaOf(rule),
  };
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
