import { Document, isMap, isScalar, type YAMLMap } from "yaml";

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
  /** Comments above keys. @default - none */
  readonly notes?: readonly Note[];
}

/** A line of comment. */
export interface Note {
  /** Keys from `config` to the one that the line is above. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The text of `Pulumi.<stack>.yaml`. */
export function stackFile({ config, comments, notes = [] }: ImportedStack): string {
  const head = ["yaml-language-server: $schema=config/stack.schema.json", ...comments];
  const document = new Document({ config }, { aliasDuplicateObjects: false });
  notes.forEach((note) => {
    comment(document, note);
  });
  const body = document.toString({ lineWidth: 0 });
  return `${head.map((line) => `# ${line}\n`).join("")}${body}`;
}

/** @throws Error for a path that the document does not have, whose comment would be lost. */
function comment(document: Document, { path, text }: Note): void {
  const [last, ...above] = ["config", ...path].reverse();
  const mapping: unknown = document.getIn(above.reverse());
  const key = isMap(mapping) ? keyNamed(mapping, last) : undefined;
  if (key === undefined) {
    throw new Error(`A comment is for ${path.join(".")}, which the stack file does not have.`);
  }
  key.commentBefore = ` ${text}`;
}

function keyNamed(mapping: YAMLMap, name: string | undefined) {
  return mapping.items.flatMap(({ key }) => (isScalar(key) && key.value === name ? key : []))[0];
}

/**
 * What a preview would refuse, one line each. Build secrets count as set: `pulumi config set` adds them later.
 */
export function stackProblems(stack: ImportedStack, region: string, root: string): string[] {
  const raw = Object.fromEntries(
    Object.entries(stack.config).flatMap(([key, value]) =>
      key.startsWith("slipway:") ? [[key.slice("slipway:".length), value]] : [],
    ),
  );
  const { problems, valid } = parseStack(raw, {
    buildSecrets: buildSecretsIn(raw["images"]),
    project: "slipway",
    stack: stack.name,
    region,
  });
  return [...problems, ...fileProblems(valid.images, root)].map(problemLine);
}

function buildSecretsIn(images: unknown): string[] {
  return Object.values((images ?? {}) as Fields).flatMap((image) => {
    const secrets: unknown = (image as Fields)["secrets"] ?? [];
    return Array.isArray(secrets) ? secrets.filter((name) => typeof name === "string") : [];
  });
}
