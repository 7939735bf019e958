import { stringify } from "yaml";

import { fileProblems } from "../../config/files";
import { parseStack } from "../../config/parse";
import { problemLine } from "../../config/problems";
import { type Fields } from "./fields";

/** A stack file to be. */
export interface ImportedStack {
  readonly name: string;
  readonly config: Fields;
  readonly apps: readonly string[];
  /** Lines of comment at its top, such as where it comes from. */
  readonly comments: readonly string[];
}

/** The text of `Pulumi.<stack>.yaml`. */
export function stackFile({ config, comments }: ImportedStack): string {
  const head = ["yaml-language-server: $schema=config/stack.schema.json", ...comments];
  const body = stringify({ config }, { lineWidth: 0, aliasDuplicateObjects: false });
  return `${head.map((line) => `# ${line}\n`).join("")}${body}`;
}

/** What a preview would refuse, one line each. */
export function stackProblems(stack: ImportedStack, region: string, root: string): string[] {
  const raw = Object.fromEntries(
    Object.entries(stack.config).flatMap(([key, value]) =>
      key.startsWith("slipway:") ? [[key.slice("slipway:".length), value]] : [],
    ),
  );
  const { problems, valid } = parseStack(raw, {
    buildSecrets: [],
    project: "slipway",
    stack: stack.name,
    region,
  });
  return [...problems, ...fileProblems(valid.images, root)].map(problemLine);
}
