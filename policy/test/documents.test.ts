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

  it("leads nowhere that does not exist", () => {
    const text = policiesDocument();
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    assert.ok(links.length > rules.length);
    assert.deepEqual(
      links.filter((link) => !headings.includes(link ?? "")),
      [],
    );
  });

  it("names the stack's file so that a page shows it whole", () => {
    const outsideCode = policiesDocument().replace(/`[^`]*`/g, "");
    assert.match(outsideCode, /Pulumi\.&lt;stack>\.yaml/);
    assert.doesNotMatch(outsideCode, /<stack>/);
  });

  it("shows which resources are exempt, until when and why", () => {
    assert.match(
      policiesDocument(),
      /^\| staging \| `listener-encrypted` \| `main-listener-http` \| \d{4}-\d\d-\d\d \| Staging has no domain/m,
    );
  });

  it("says which rules are advisory unless a configuration says otherwise", () => {
    const advisory = rules.filter(({ level }) => level === "advisory");
    assert.ok(advisory.length > 0);
    const text = policiesDocument();
    for (const { name } of rules) {
      const chapter = text.split(`\n#### ${name}\n`)[1]?.split("\n#### ")[0] ?? "";
      const said = chapter.includes(" · advisory · ");
      assert.equal(
        said,
        advisory.some((rule) => rule.name === name),
        name,
      );
    }
  });
});

/** As GitHub makes anchors of headings. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/\s/g, "-");
}

/** The text without the layout that the formatter gives to tables. */
function plain(text: string): string {
  return text.replace(/ +\|/g, " |").replace(/-{3,}/g, "---");
}
