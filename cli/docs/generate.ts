import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

import { commands } from "../commands";
import { commandLineDocument } from "./document";

/** Path in the repository. */
export const documentPath = "docs/cli.md";
const filepath = join(__dirname, "..", "..", documentPath);

/** The document as it must stand in the repository. */
export async function generatedDocument(): Promise<string> {
  const text = commandLineDocument(commands);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

async function generate(): Promise<void> {
  writeFileSync(filepath, await generatedDocument());
  console.log(`wrote ${documentPath}`);
}

if (require.main === module) {
  void generate();
}
