import { type Problem, problemsOf } from "./problems";
import { resolve, type ResolvedConfig } from "./resolve";
import { stackSchema } from "./schema";

/** What a check knows besides the configuration itself. */
export interface CheckContext {
  readonly project: string;
  readonly stack: string;
  /** Undefined while it is missing, which is a problem of its own. */
  readonly region: string | undefined;
}

export type ParseResult =
  | { readonly config: ResolvedConfig; readonly problems: readonly [] }
  | { readonly config: undefined; readonly problems: readonly Problem[] };

/** Checks the `slipway:*` values of a stack, all of them, and fills in the defaults. */
export function parseStack(
  raw: Readonly<Record<string, unknown>>,
  context: CheckContext,
): ParseResult {
  const result = stackSchema.safeParse(raw);
  return result.success
    ? { config: resolve(result.data, context.stack), problems: [] }
    : { config: undefined, problems: problemsOf(result.error.issues, raw) };
}
