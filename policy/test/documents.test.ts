import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { policiesDocument } from "../documents";
import { rules } from "../pack";

const file = join(__dirname, "..", "..", "docs", "policies.md");

describe("docs/policies.md", () => {
  it("is what the pack generates; run `npm run docs` in policy/ after a change", () => {
    assert.equal(plain(readFileSync(file, "utf8")), plain(policiesDocument()));
  });

  it("has a chapter for each rule", () => {
    const text = policiesDocument();
    assert.deepEqual(
      rules.filter(({ name }) => !text.includes(`\n#### ${name}\n`)).map(({ name }) => name),
      [],
    );
  });
});

/** The text without the layout that the formatter gives to tables. */
function plain(text: string): string {
  return text.replace(/ +\|/g, " |").replace(/-{3,}/g, "---");
}
