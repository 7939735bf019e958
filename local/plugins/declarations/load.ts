import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Declarations } from "./shape";

/** The declarations that the build wrote beside the plugin's bundle. */
export function loadDeclarations(folder: string): Declarations {
  return JSON.parse(readFileSync(join(folder, "declarations.json"), "utf8")) as Declarations;
}
