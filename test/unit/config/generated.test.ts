import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { stackFileSchema } from "../../../config/docs/jsonSchema";
import { projectFile } from "../../../config/docs/projectFile";
import { generatedFiles } from "../../../config/generate";
import { kinds } from "../../../config/kinds";
import { stackSchema } from "../../../config/schema";

const root = join(__dirname, "../../..");

describe("what is generated from the schema", () => {
  it("is fresh; run npm run docs if not", async () => {
    for (const [path, text] of await generatedFiles()) {
      assert.equal(readFileSync(join(root, path), "utf8"), text, path);
    }
  });

  it("describes every key, in the document, the editor's schema and Pulumi.yaml", () => {
    const keys = Object.keys(stackSchema.shape);
    const document = readFileSync(join(root, "docs/configuration.md"), "utf8");
    const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as {
      config: Record<string, { description?: string }>;
    };
    for (const key of keys) {
      assert.ok(document.includes(`| \`${key}\` |`), key);
      assert.ok((project.config[`slipway:${key}`]?.description ?? "") !== "", key);
    }
    assert.deepEqual(
      Object.keys(project.config).sort(),
      keys.map((key) => `slipway:${key}`).sort(),
    );
  });

  it("has a meaning for every key of every table", () => {
    const document = readFileSync(join(root, "docs/configuration.md"), "utf8");
    const empty = document.split("\n").filter((line) => /^\| `.*\|\s*\|$/.test(line));
    assert.deepEqual(empty, []);
  });

  it("has a part for each kind", () => {
    const document = readFileSync(join(root, "docs/configuration.md"), "utf8");
    for (const { title } of Object.values(kinds)) {
      assert.ok(document.includes(`\n### ${title}\n`), title);
    }
  });

  it("is what the README says of the kinds", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const [, served = ""] = /^Served today: ([^.]*)\./m.exec(readme.replace(/\r/g, "")) ?? [];
    for (const { title } of Object.values(kinds)) {
      const words = served.toLowerCase().replace(/\s+/g, " ");
      assert.ok(words.includes(title.toLowerCase()), title);
    }
  });

  it("lets editors refuse unknown keys of slipway and aws, and no others", () => {
    const { properties } = stackFileSchema() as {
      properties: { config: { patternProperties: Record<string, false> } };
    };
    const refused = Object.keys(properties.config.patternProperties).map(
      (text) => new RegExp(text),
    );
    const isRefused = (key: string) => refused.some((pattern) => pattern.test(key));
    assert.ok(["slipway:netwrok", "slipway:network2", "aws:regoin"].every(isRefused));
    assert.ok(!["slipway:network", "aws:profile", "buildSecrets:npmToken", "x:y"].some(isRefused));
  });

  it("keeps what stands above the generated part of Pulumi.yaml", () => {
    const current = readFileSync(join(root, "Pulumi.yaml"), "utf8");
    assert.ok(projectFile(current).startsWith(current.slice(0, current.indexOf("# Generated"))));
    assert.throws(() => projectFile("name: x\n"), /Pulumi\.yaml has no line "# Generated/);
  });
});
