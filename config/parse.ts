import { z } from "zod";

import { checks } from "./checks";
import { type Problem, problemsOf } from "./problems";
import { resolve, type ResolvedConfig } from "./resolve";
import { type StackConfig, stackSchema } from "./schema";
import { sizeProblem } from "./size";
import { unusableText } from "./unusableText";
import { type Valid, validParts } from "./validParts";

/** What a check knows besides the configuration itself. */
export interface ParseContext {
  /** Names of the build secrets that are set. */
  readonly buildSecrets: readonly string[];
  readonly project: string;
  readonly stack: string;
  /** Undefined while it is missing, which is a problem of its own. */
  readonly region: string | undefined;
}

export interface ParseResult {
  /** Undefined when there are problems. */
  readonly config: ResolvedConfig | undefined;
  /** The parts that are right by themselves, for checks that look at more than the configuration. */
  readonly valid: Valid<StackConfig>;
  readonly problems: readonly Problem[];
}

/**
 * Checks the `slipway:*` values of a stack and fills in the defaults. All problems are found at
 * once: the checks between keys look at whatever the schema found valid.
 */
export function parseStack(
  raw: Readonly<Record<string, unknown>>,
  context: ParseContext,
): ParseResult {
  // Before anything walks through the values.
  const size = sizeProblem(raw);
  if (size !== undefined) {
    return { config: undefined, valid: {}, problems: [size] };
  }
  const found: Problem[] = unusableText(raw);
  let valid: Valid<StackConfig> = {};
  const betweenKeys = z.core._check<StackConfig>(
    ({ value, issues }) => {
      valid = validParts(value, issues);
      const subject = { ...context, raw, config: valid };
      found.push(...checks.flatMap((check) => check(subject)));
    },
    { when: () => true },
  );
  const result = stackSchema.check(betweenKeys).safeParse(raw);
  const problems = [...(result.success ? [] : problemsOf(result.error.issues, raw)), ...found];
  const config =
    result.success && problems.length === 0 ? resolve(result.data, context.stack) : undefined;
  return { config, valid, problems };
}
