import { Malformed } from "../judge";
import { isInternet } from "./addresses";
import { isRecord, listOf, textOf } from "./json";
import { hasWildcard } from "./wildcards";

/** One comparison of a condition: a key of the request with values, by an operator. */
export interface Comparison {
  /** Without its prefix and its suffix, in small letters: `stringlike`. */
  readonly operator: string;
  /** In small letters; keys have no case. */
  readonly key: string;
  readonly values: readonly string[];
  /** True when a request without the key passes, too. */
  readonly passesWithoutKey: boolean;
}

/** Operators that let through only what is like one of the values; the others let through the rest. */
const positive = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "ipaddress",
]);

export function comparisonsOf(condition: unknown, index: number): readonly Comparison[] {
  if (condition === undefined || condition === null) {
    return [];
  }
  const broken = new Malformed(`statement ${index + 1} of the policy has a malformed Condition`);
  if (!isRecord(condition)) {
    throw broken;
  }
  return Object.entries(condition).flatMap(([written, keys]) => {
    if (!isRecord(keys)) {
      throw broken;
    }
    const operator = written.toLowerCase();
    return Object.entries(keys).map(([key, values]) => ({
      operator: operator.replace(/^for(any|all)values:/, "").replace(/ifexists$/, ""),
      key: key.toLowerCase(),
      values: listOf(values).map(textOf),
      passesWithoutKey: operator.startsWith("forallvalues:") || operator.endsWith("ifexists"),
    }));
  });
}

/** True when some comparison of a key lets through nothing but values that are narrow. */
export function isLimited(
  conditions: readonly Comparison[],
  key: string,
  isNarrow: (value: string) => boolean = isExact,
): boolean {
  return limitsOf(conditions, key).some((values) => values.every(isNarrow));
}

/** The values of each comparison that a request must pass to get through. */
export function limitsOf(
  conditions: readonly Comparison[],
  key: string,
): readonly (readonly string[])[] {
  return conditions
    .filter((comparison) => comparison.key === key.toLowerCase() && limits(comparison))
    .map(({ values }) => values);
}

function limits({ operator, passesWithoutKey, values }: Comparison): boolean {
  return positive.has(operator) && !passesWithoutKey && values.length > 0;
}

export function isExact(value: string): boolean {
  return value !== "" && !hasWildcard(value);
}

/** True for an ARN that names its account; a bucket's has none, and names the bucket. */
export function isNarrowArn(value: string): boolean {
  const [arn = "", , , , account = "", ...resource] = value.split(":");
  return (
    arn === "arn" &&
    (/^\d{12}$/.test(account) || (account === "" && /^[^*?]{3}/.test(resource.join(":"))))
  );
}

/** Keys that say who calls or from where, and which of their values leave others outside. */
const callers: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ...["aws:sourceaccount", "aws:principalaccount", "kms:calleraccount"].map(
    (key) => [key, isExact] as const,
  ),
  ...["aws:sourcearn", "aws:principalarn", "s3:dataaccesspointarn", "aws:sourcevpcarn"].map(
    (key) => [key, isNarrowArn] as const,
  ),
  ...["aws:principalorgid", "aws:sourceorgid", "s3:dataaccesspointaccount"].map(
    (key) => [key, isExact] as const,
  ),
  // One organisation, or a part of it: o-a1b2c3d4e5/r-ab12/*.
  ...["aws:principalorgpaths", "aws:sourceorgpaths"].map(
    (key) => [key, (value: string) => /^o-[^*?/]+\//.test(value)] as const,
  ),
  ...["aws:sourcevpc", "aws:sourcevpce", "aws:userid"].map((key) => [key, isExact] as const),
  ["aws:sourceip", (range) => !isInternet(range)],
]);

/** True when a comparison lets in only callers of some account, source or network. */
export function narrowsCaller(comparison: Comparison): boolean {
  const isNarrow = callers.get(comparison.key);
  return isNarrow !== undefined && limits(comparison) && comparison.values.every(isNarrow);
}
