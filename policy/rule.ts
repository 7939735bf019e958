import { type PolicyConfigSchema, type PolicyResourceOptions, type Severity } from "@pulumi/policy";
import { type Resource, type Unwrap } from "@pulumi/pulumi";

/** A resource class of a Pulumi package; its token says which resources a rule is about. */
export type ResourceClass<Args> = (new (
  name: string,
  args: Args,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the SDK's own helpers ask for any
  ...rest: any[]
) => Resource) & { readonly __pulumiType?: string };

/** The inputs of a resource as a rule reads them. An unknown value throws when it is read. */
export type Inputs<Args> = Unwrap<NonNullable<Args>>;

/** One resource, at the time it is registered or at the end of the preview. */
export interface Subject<Props = Record<string, unknown>> {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Props;
  readonly opts: PolicyResourceOptions;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** What it gives out, known at the end; of a component what the program registered. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly provider?: { readonly props: Readonly<Record<string, unknown>> };
}

/** All resources of a preview; stack rules look for a resource's neighbours in it. */
export interface Stack {
  readonly resources: readonly Subject[];
  ofType<Args>(resourceClass: ResourceClass<Args>): readonly Subject<Inputs<Args>>[];
  ofToken(type: string): readonly Subject[];
  find(urn: string): Subject | undefined;
}

/** A number, text, flag or list that a stack's configuration may set for a rule. */
export type ParameterValue = number | string | boolean | readonly string[];

export interface Parameter<Value extends ParameterValue = ParameterValue> {
  readonly default: Value;
  readonly description: string;
}

export type Parameters = Readonly<Record<string, Parameter>>;

type Widened<Value> = Value extends number
  ? number
  : Value extends boolean
    ? boolean
    : Value extends string
      ? string
      : readonly string[];

export type ValuesOf<P extends Parameters> = {
  readonly [K in keyof P]: Widened<P[K]["default"]>;
};

/** What is wrong, with the value; nothing when the resource is in order. */
export type Wrong = string | undefined | readonly (string | undefined)[];

/** What a rule says about itself; the documents and the messages are made from it. */
export interface RuleText {
  /** Kebab-case; the key of the rule in a stack's configuration. */
  readonly name: string;
  /** What must hold, in one sentence. */
  readonly description: string;
  /** Ids of published controls that the rule covers: Security Hub, checkov. */
  readonly controls: readonly string[];
  readonly severity: Severity;
  /** What happens otherwise, in one sentence. */
  readonly why: string;
  /** The line to change. */
  readonly fix: string;
  /** @default "mandatory" */
  readonly level?: "mandatory" | "advisory";
}

export interface Rule extends RuleText {
  readonly scope: "resource" | "stack";
  /** Type tokens of the resources that it judges. */
  readonly types: readonly string[];
  readonly parameters: Parameters;
  readonly check: (
    subject: Subject,
    stack: Stack,
    parameters: Readonly<Record<string, ParameterValue>>,
  ) => Wrong;
}

interface ResourceRuleArgs<Args, P extends Parameters> extends RuleText {
  readonly parameters?: P;
  readonly check: (
    props: Inputs<Args>,
    about: { readonly subject: Subject<Inputs<Args>>; readonly parameters: ValuesOf<P> },
  ) => Wrong;
}

interface ResourcesRuleArgs<P extends Parameters> extends RuleText {
  readonly parameters?: P;
  readonly check: (
    props: Readonly<Record<string, unknown>>,
    about: { readonly subject: Subject; readonly parameters: ValuesOf<P> },
  ) => Wrong;
}

interface StackRuleArgs<Args, P extends Parameters> extends RuleText {
  readonly parameters?: P;
  readonly check: (
    props: Inputs<Args>,
    about: {
      readonly subject: Subject<Inputs<Args>>;
      readonly stack: Stack;
      readonly parameters: ValuesOf<P>;
    },
  ) => Wrong;
}

interface StackResourcesRuleArgs<P extends Parameters> extends RuleText {
  readonly parameters?: P;
  readonly check: (
    props: Readonly<Record<string, unknown>>,
    about: { readonly subject: Subject; readonly stack: Stack; readonly parameters: ValuesOf<P> },
  ) => Wrong;
}

/** A rule that one resource can be judged by alone: it stops the resource before it is created. */
export function resourceRule<Args, P extends Parameters = Parameters>(
  resourceClass: ResourceClass<Args>,
  { check, parameters, ...text }: ResourceRuleArgs<Args, P>,
): Rule {
  return {
    ...text,
    scope: "resource",
    types: [tokenOf(resourceClass)],
    parameters: parameters ?? {},
    check: (subject, _stack, values) =>
      check(subject.props as Inputs<Args>, {
        subject: subject as Subject<Inputs<Args>>,
        parameters: values as ValuesOf<P>,
      }),
  };
}

/** A rule that needs a resource's neighbours: it runs once, when all resources are known. */
export function stackRule<Args, P extends Parameters = Parameters>(
  resourceClass: ResourceClass<Args>,
  { check, parameters, ...text }: StackRuleArgs<Args, P>,
): Rule {
  return {
    ...text,
    scope: "stack",
    types: [tokenOf(resourceClass)],
    parameters: parameters ?? {},
    check: (subject, stack, values) =>
      check(subject.props as Inputs<Args>, {
        subject: subject as Subject<Inputs<Args>>,
        stack,
        parameters: values as ValuesOf<P>,
      }),
  };
}

/** A stack rule about several types that say the same. */
export function stackRuleOf<P extends Parameters = Parameters>(
  resourceClasses: readonly { readonly name: string; readonly __pulumiType?: string }[],
  { check, parameters, ...text }: StackResourcesRuleArgs<P>,
): Rule {
  return {
    ...text,
    scope: "stack",
    types: resourceClasses.map(tokenOf),
    parameters: parameters ?? {},
    check: (subject, stack, values) =>
      check(subject.props, { subject, stack, parameters: values as ValuesOf<P> }),
  };
}

/** A resource rule about several types that have the same property. */
export function resourcesRule<P extends Parameters = Parameters>(
  resourceClasses: readonly { readonly name: string; readonly __pulumiType?: string }[],
  { check, parameters, ...text }: ResourcesRuleArgs<P>,
): Rule {
  return {
    ...text,
    scope: "resource",
    types: resourceClasses.map(tokenOf),
    parameters: parameters ?? {},
    check: (subject, _stack, values) =>
      check(subject.props, { subject, parameters: values as ValuesOf<P> }),
  };
}

/** The type token of a class, for example `aws:ecs/service:Service`. */
export function tokenOf(resourceClass: {
  readonly name: string;
  readonly __pulumiType?: string;
}): string {
  const token = resourceClass.__pulumiType;
  if (token === undefined) {
    throw new Error(`The class ${resourceClass.name} has no type token.`);
  }
  return token;
}

/** The sentence of a violation: which resource, what is wrong, why, the line to change. */
export function sentence(rule: RuleText, subject: Subject, wrong: string): string {
  return `${titleOf(subject)}: ${wrong}. ${rule.why} Change: ${rule.fix}`;
}

/** A resource as a reader of the program calls it: `aws.ecs.Service "web-service"`. */
export function titleOf(subject: Pick<Subject, "type" | "name">): string {
  const [provider, module, resource] = subject.type.split(":");
  const folder = module?.split("/")[0];
  return `${[provider, folder, resource].join(".")} "${subject.name}"`;
}

/** The schema of a rule's parameters, as the engine checks a configuration file against it. */
export function configSchemaOf(rule: Rule): PolicyConfigSchema {
  return {
    properties: Object.fromEntries(
      Object.entries(rule.parameters).map(([name, parameter]) => [
        name,
        { description: parameter.description, ...schemaOf(parameter.default) },
      ]),
    ),
  };
}

function schemaOf(value: ParameterValue): PolicyConfigSchema["properties"][string] {
  switch (typeof value) {
    case "number":
    case "string":
    case "boolean":
      return { type: typeof value as "number" | "string" | "boolean", default: value };
    default:
      return { type: "array", items: { type: "string" }, default: [...value] };
  }
}
