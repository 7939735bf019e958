import { judge } from "../judge";
import {
  type Inputs,
  type ResourceClass,
  type Rule,
  type Stack,
  type Subject,
  tokenOf,
  sentence,
} from "../rule";
import { stackOf } from "../stack";

/** A resource of a fixture; references name other resources of the same fixture. */
export interface Node {
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly refs: Readonly<Record<string, readonly string[]>>;
  readonly dependsOn: readonly string[];
  readonly opts: Partial<Subject["opts"]>;
  readonly outputs?: Subject["outputs"];
  readonly provider?: Subject["provider"];
}

export interface Bad {
  readonly nodes: readonly Node[];
  /** What the message says is wrong; the rest of the sentence is the rule's own text. */
  readonly wrong: string;
}

/** A compliant resource (the first node, among its neighbours), and mutations that fail. */
export interface Fixture {
  readonly rule: string;
  readonly good: readonly Node[];
  readonly bad: readonly Bad[];
}

type Rest = Partial<Pick<Node, "dependsOn" | "opts" | "outputs" | "provider">> & {
  readonly refs?: Readonly<Record<string, string | readonly string[]>>;
};

/** One resource; `refs` says which inputs come from which other resource. */
export function node<Args>(
  resourceClass: ResourceClass<Args>,
  name: string,
  props: Partial<Inputs<Args>> = {},
  { refs = {}, dependsOn = [], opts = {}, outputs, provider }: Rest = {},
): Node {
  return {
    type: tokenOf(resourceClass),
    name,
    props,
    refs: Object.fromEntries(
      Object.entries(refs).map(([property, from]) => [
        property,
        typeof from === "string" ? [from] : from,
      ]),
    ),
    dependsOn,
    opts,
    ...(outputs === undefined ? {} : { outputs }),
    ...(provider === undefined ? {} : { provider }),
  };
}

/** A fixture of a rule about one resource: mutations replace single inputs of the good one. */
export function resource<Args>(
  rule: string,
  resourceClass: ResourceClass<Args>,
  good: Partial<Inputs<Args>>,
  bad: readonly (readonly [change: Partial<Inputs<Args>>, wrong: string])[],
  rest: Rest = {},
): Fixture {
  return {
    rule,
    good: [node(resourceClass, "it", good, rest)],
    bad: bad.map(([change, wrong]) => ({
      nodes: [node(resourceClass, "it", { ...good, ...change }, rest)],
      wrong,
    })),
  };
}

/** A fixture of a rule that looks at neighbours. */
export function stack(
  rule: string,
  good: readonly Node[],
  bad: readonly (readonly [nodes: readonly Node[], wrong: string])[],
): Fixture {
  return { rule, good, bad: bad.map(([nodes, wrong]) => ({ nodes, wrong })) };
}

export function urnOf(name: string): string {
  return `urn:pulumi:test::slipway::test:fixture:Node::${name}`;
}

/** Subjects as the engine would hand them over at the end of a preview. */
export function subjectsOf(nodes: readonly Node[]): readonly Subject[] {
  return nodes.map(({ type, name, props, refs, dependsOn, opts, outputs, provider }) => ({
    type,
    name,
    urn: urnOf(name),
    props: { ...props },
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
      ...opts,
    },
    dependencies: dependsOn.map(urnOf),
    propertyDependencies: Object.fromEntries(
      Object.entries(refs).map(([property, names]) => [property, names.map(urnOf)]),
    ),
    ...(outputs === undefined ? {} : { outputs }),
    ...(provider === undefined ? {} : { provider }),
  }));
}

/** The messages of a rule about the first node; none when it is of a type that the rule leaves alone. */
export function messagesOf(rule: Rule, nodes: readonly Node[]): readonly string[] {
  const subjects = subjectsOf(nodes);
  const [subject] = subjects;
  if (subject === undefined) {
    throw new Error("A fixture without a resource judges nothing.");
  }
  if (!rule.types.includes(subject.type)) {
    return [];
  }
  const whole: Stack = stackOf(rule.scope === "stack" ? subjects : []);
  const verdict = judge(rule, subject, whole);
  return verdict.unknown === undefined
    ? verdict.wrong.map((wrong) => sentence(rule, subject, wrong))
    : [`not known: ${verdict.unknown}`];
}

/** What a rule gets wrong about a fixture; nothing when it judges as the fixture says. */
export function disagreements(rule: Rule, fixture: Fixture): readonly string[] {
  const good = messagesOf(rule, fixture.good).map((message) => `false alarm: ${message}`);
  const missed = fixture.bad.flatMap(({ nodes, wrong }) => {
    const title = titleOfFirst(nodes);
    const expected = `${title}: ${wrong}. ${rule.why} Change: ${rule.fix}`;
    const actual = messagesOf(rule, nodes);
    return actual.length === 1 && actual[0] === expected
      ? []
      : [`expected "${expected}", got ${JSON.stringify(actual)}`];
  });
  return [...good, ...missed];
}

function titleOfFirst([first]: readonly Node[]): string {
  const [, folder = "", resource = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(first?.type ?? "") ?? [];
  return `aws.${folder}.${resource} "${first?.name ?? ""}"`;
}
