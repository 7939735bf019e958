import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { policiesDocument } from "./documents";

const root = join(__dirname, "..");
const file = join(root, "docs", "policies.md");
writeFileSync(file, policiesDocument());
// Tables are laid out by the project's formatter, like everything else.
execFileSync("npx", ["prettier", "--write", "--log-level", "warn", file], { cwd: root });
