import { arnMatches, matches } from "./wildcards";

/** One key under one operator; several are all to be met. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Condition keys of a call; what is not in here is missing. */
export type Context = Readonly<Record<string, string>>;

type Comparison = (wanted: string, found: string) => boolean;

const sameInAnyCase: Comparison = (wanted, found) => wanted.toLowerCase() === found.toLowerCase();
const same: Comparison = (wanted, found) => wanted === found;

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: sameInAnyCase,
  StringLike: matches,
  ArnEquals: arnMatches,
  ArnLike: arnMatches,
  Bool: sameInAnyCase,
};

const negations: Readonly<Record<string, Comparison>> = {
  StringNotEquals: same,
  StringNotEqualsIgnoreCase: sameInAnyCase,
  StringNotLike: matches,
  ArnNotEquals: arnMatches,
  ArnNotLike: arnMatches,
};

/** Set operators, numbers, dates and addresses are not among them. */
export function isOperator(operator: string): boolean {
  const name = withoutIfExists(operator);
  return operator === "Null" || name in comparisons || name in negations;
}

/** A missing key fails a condition, unless it is a negation or asks for what exists only. */
export function isMet({ operator, key, values }: Condition, context: Context): boolean {
  const found = valueOf(context, key);
  if (operator === "Null") {
    return values.includes(String(found === undefined));
  }
  const name = withoutIfExists(operator);
  const negation = negations[name];
  const compare = comparisons[name] ?? negation;
  if (compare === undefined) {
    throw new Error(`The condition operator ${operator} is not understood.`);
  }
  if (found === undefined) {
    return operator !== name || negation !== undefined;
  }
  const matched = values.some((value) => compare(value, found));
  return negation === undefined ? matched : !matched;
}

function withoutIfExists(operator: string): string {
  return operator.replace(/IfExists$/, "");
}

/** The names of condition keys are read without regard to case. */
function valueOf(context: Context, key: string): string | undefined {
  return Object.entries(context).find(([name]) => sameInAnyCase(name, key))?.[1];
}
