import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

import { configurationDocument } from "./docs/configuration";
import { stackFileSchema } from "./docs/jsonSchema";
import { projectFile } from "./docs/projectFile";

const root = join(__dirname, "..");

/** The files that come from the schema, by their path in the repository. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const current = readFileSync(join(root, "Pulumi.yaml"), "utf8");
  const texts: readonly (readonly [string, string])[] = [
    ["docs/configuration.md", configurationDocument()],
    ["config/stack.schema.json", JSON.stringify(stackFileSchema())],
    ["Pulumi.yaml", projectFile(current)],
  ];
  const formatted = texts.map(async ([path, text]) => {
    const filepath = join(root, path);
    return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return new Map(await Promise.all(formatted));
}

async function generate(): Promise<void> {
  for (const [path, text] of await generatedFiles()) {
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }
}

if (require.main === module) {
  void generate();
}
