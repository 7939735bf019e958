import { type ParameterValue, type Rule, type Stack, type Subject, type Wrong } from "./rule";

/** What a rule says about one resource: what is wrong, or the value it could not read. */
export interface Verdict {
  readonly wrong: readonly string[];
  readonly unknown?: string;
}

/**
 * Inputs of components that say what an input of an AWS resource will be. In a first preview an image
 * that is not built yet makes the resource's whole value unknown; the component's is known.
 */
export const renderedInputs: ReadonlyMap<string, string> = new Map([
  ["containerDefinitions", "definition"],
]);

/** Applies a rule to a resource; values that are not known yet are named, never guessed. */
export function judge(
  rule: Rule,
  subject: Subject,
  stack: Stack,
  parameters: Readonly<Record<string, unknown>> = {},
): Verdict {
  try {
    const wrong = rule.check(subject, stack, valuesOf(rule, parameters));
    return { wrong: listOf(wrong) };
  } catch (error) {
    if (error instanceof Malformed) {
      return { wrong: [error.message] };
    }
    const unknown = unknownPath(error);
    if (unknown === undefined) {
      throw error;
    }
    return { wrong: [], unknown };
  }
}

/** A rule's parameters: the configuration's value, else the default. */
export function valuesOf(
  rule: Rule,
  configured: Readonly<Record<string, unknown>>,
): Readonly<Record<string, ParameterValue>> {
  return Object.fromEntries(
    Object.entries(rule.parameters).map(([name, parameter]) => [
      name,
      (configured[name] as ParameterValue | undefined) ?? parameter.default,
    ]),
  );
}

/** A resource whose unknown inputs are read from its component, where the component knows them. */
export function withComponentInputs(
  subject: Subject,
  component: Readonly<Record<string, unknown>> | undefined,
): Subject {
  if (component === undefined) {
    return subject;
  }
  const props = new Proxy(subject.props, {
    get: (target, key) => {
      try {
        return Reflect.get(target, key) as unknown;
      } catch (error) {
        const rendered = typeof key === "string" ? renderedInputs.get(key) : undefined;
        if (unknownPath(error) !== undefined && rendered !== undefined && rendered in component) {
          return component[rendered];
        }
        throw error;
      }
    },
  });
  return { ...subject, props };
}

/** A value, or `undefined` where it is not known yet: for a rule that can judge without it, too. */
export function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (unknownPath(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}

/** Says that a document is not of its form: AWS would refuse it, and no rule can vouch for it. */
export class Malformed extends Error {}

/** Says that a rule cannot judge, although the resource could be read: its verdict is "not checked". */
export class NotKnownYet extends Error {
  readonly unknownTypeSentinel = "";
  readonly props: readonly string[];

  constructor(property: string) {
    super(`${property} is not known yet`);
    this.props = [property];
  }
}

/** The path of the value that could not be read. The SDK throws for it, but hides the error's type. */
function unknownPath(error: unknown): string | undefined {
  return error instanceof Error &&
    "unknownTypeSentinel" in error &&
    "props" in error &&
    Array.isArray(error.props)
    ? error.props.join(".")
    : undefined;
}

function listOf(wrong: Wrong): readonly string[] {
  const list = typeof wrong === "string" || wrong === undefined ? [wrong] : wrong;
  return list.filter((entry): entry is string => entry !== undefined);
}
