import {
  type Policies,
  type Policy,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
} from "@pulumi/policy";

import { type Configured, misunderstood } from "./configured";
import { type Exemption, Exemptions, isExpired } from "./exemptions";
import { Focus } from "./focus";
import { judge } from "./judge";
import { type Ledger, completed, note, stackIn } from "./ledger";
import { type Rule, type Stack, type Subject, configSchemaOf, sentence } from "./rule";
import { stackOf } from "./stack";

const noStack = stackOf([]);

/** Registered once, before all others. */
const rootType = "pulumi:pulumi:Stack";

type Report = (message: string, urn: string) => void;

/** Names of the pack's own policies, beside the rules. */
export const bookkeeping = {
  exemptions: "exemptions",
  review: "exemptions-are-current",
  configuration: "configuration-is-understood",
  unchecked: "values-not-known-yet",
} as const;

/** Makes the engine's policies out of rules. The clock decides which exemptions have expired. */
export function policiesOf(
  rules: readonly Rule[],
  now: () => Date,
  configured: () => Configured = () => new Map(),
): Policies {
  const ledger: Ledger = {
    exemptions: new Exemptions(),
    inputs: new Map(),
    unchecked: new Map(),
    now,
  };
  const focus = new Focus();
  return [
    // First, because the policies after it read what it notes down.
    notes(ledger, focus),
    configuration(rules, focus, configured),
    ...rules.map((rule) =>
      rule.scope === "resource" ? resourcePolicy(rule, ledger, focus) : stackPolicy(rule, ledger),
    ),
    review(rules, ledger),
    unchecked(ledger),
  ];
}

function notes(ledger: Ledger, focus: Focus): ResourceValidationPolicy {
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
      focus.on(args.type);
      if (args.type === rootType) {
        ledger.exemptions.configure(args.getConfig<{ list?: Exemption[] }>().list ?? []);
      } else {
        ledger.inputs.set(args.urn, { type: args.type, props: args.props });
      }
    },
  };
}

function configuration(
  rules: readonly Rule[],
  focus: Focus,
  configured: () => Configured,
): ResourceValidationPolicy {
  const parameters = new Map<string, readonly string[]>([
    ...Object.values(bookkeeping).map((name) => [name, []] as const),
    [bookkeeping.exemptions, ["list"]],
    ...rules.map((rule) => [rule.name, Object.keys(rule.parameters)] as const),
  ]);
  const policy: Policy = {
    name: bookkeeping.configuration,
    description: "The configuration names only policies and parameters that the pack has.",
    enforcementLevel: "mandatory",
  };
  return focus.add([rootType], { ...policy }, (args, report) => {
    if (args.type === rootType) {
      misunderstood(configured(), parameters).forEach((problem) => {
        report(problem);
      });
    }
  });
}

function resourcePolicy(rule: Rule, ledger: Ledger, focus: Focus): ResourceValidationPolicy {
  return focus.add(rule.types, { ...headerOf(rule) }, (args, report) => {
    if (rule.types.includes(args.type)) {
      const subject = completed({ ...args, dependencies: [], propertyDependencies: {} }, ledger);
      apply(rule, subject, noStack, args.getConfig(), ledger, report);
    }
  });
}

function stackPolicy(rule: Rule, ledger: Ledger): StackValidationPolicy {
  return {
    ...headerOf(rule),
    validateStack: withToken((args: StackValidationArgs, report: Report) => {
      const stack = stackIn(args, ledger);
      const parameters = args.getConfig<Record<string, unknown>>();
      for (const type of rule.types) {
        for (const subject of stack.ofToken(type)) {
          apply(rule, subject, stack, parameters, ledger, report);
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

function review(rules: readonly Rule[], ledger: Ledger): StackValidationPolicy {
  const names = rules.map((rule) => rule.name);
  return {
    name: bookkeeping.review,
    description: "Every exemption names a rule, a reason and a day to come, and is needed.",
    enforcementLevel: "mandatory",
    validateStack: (args, report) => {
      // Where no rule is about the stack, this is the first policy to be handed its resources.
      stackIn(args, ledger);
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
      const stack = stackIn(args, ledger);
      for (const [urn, { title, rules }] of ledger.unchecked) {
        if (rules.size > 0 && stack.find(urn) !== undefined) {
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
