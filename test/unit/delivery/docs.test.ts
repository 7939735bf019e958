import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseRevision } from "../../../delivery/format";

const page = readFileSync(join(__dirname, "../../../docs/delivery.md"), "utf8");

describe("docs/delivery.md", () => {
  for (const [what, text] of [
    ["an image without tag", '[{ "name": "web", "imageUri": "shop/web" }]'],
    [
      "a comma that is missing",
      '[\n  {\n    "name": "web"\n    "imageUri": "shop/web:1"\n  }\n]\n',
    ],
  ] as const) {
    it(`shows the sentence for ${what} as it is`, () => {
      assert.throws(
        () => parseRevision(text, { path: "main/web/revision.json" }),
        (error) => error instanceof Error && page.includes(`    ${error.message}\n`),
      );
    });
  }

  it("shows a revision that is one, but for the digest that it leaves out", () => {
    const [example = ""] = /^ {4}\[\n[\s\S]*?^ {4}\]$/m.exec(page) ?? [];
    const [entry] = parseRevision(example.replace("…", "0".repeat(64)));
    assert.equal(entry?.name, "web");
  });
});
