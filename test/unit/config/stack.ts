import { parse } from "yaml";

import { type ParseContext, type ParseResult, parseStack } from "../../../config/parse";
import { problemLine } from "../../../config/problems";

export const context: ParseContext = {
  project: "slipway",
  stack: "staging",
  region: "eu-west-1",
  buildSecrets: [],
};

/** The `slipway:*` values of a stack file, as the loader hands them on. */
export function slipwayValues(stackFile: string): Record<string, unknown> {
  const { config } = parse(stackFile) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith("slipway:"))
      .map(([key, value]) => [key.slice("slipway:".length), value]),
  );
}

export function parsed(
  values: Record<string, unknown>,
  changes: Partial<ParseContext> = {},
): ParseResult {
  return parseStack(values, { ...context, ...changes });
}

/** The lines of the error, each once, in its order. */
export function lines(
  values: Record<string, unknown>,
  changes: Partial<ParseContext> = {},
): string[] {
  return [...new Set(parsed(values, changes).problems.map(problemLine))].sort();
}

/** A stack with one cluster on EC2 and the apps given. */
export function withApps(apps: Record<string, unknown>): Record<string, unknown> {
  return { clusters: { main: { capacity: { type: "ec2" }, loadBalancer: {}, apps } } };
}

/** A stack with one web app, which has these keys besides the required ones. */
export function withApp(keys: Record<string, unknown> = {}): Record<string, unknown> {
  return withApps({ web: { kind: "web", image: "nginx:1.29", port: 80, ...keys } });
}
