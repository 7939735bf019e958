import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";

import { commands } from "../commands";
import { actionDocument } from "../ecsDeploy/action";
import { commandLineDocument } from "./document";

const root = join(__dirname, "..", "..");

/** What is generated from the tables of commands and flags, by its path in the repository. */
const documents = {
  "docs/cli.md": () => commandLineDocument(commands),
  "cli/ecsDeploy/package/action.yml": actionDocument,
} as const;

export type DocumentPath = keyof typeof documents;

export const documentPaths = Object.keys(documents) as readonly DocumentPath[];

/** The document as it must stand in the repository. */
export async function generatedDocument(path: DocumentPath): Promise<string> {
  const filepath = join(root, path);
  return format(documents[path](), { ...(await resolveConfig(filepath)), filepath });
}

async function generate(): Promise<void> {
  for (const path of documentPaths) {
    writeFileSync(join(root, path), await generatedDocument(path));
    console.log(`wrote ${path}`);
  }
}

if (require.main === module) {
  void generate();
}
