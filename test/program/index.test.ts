import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

import { root } from "../support/stackProgram";

const text = readFileSync(join(root, "index.ts"), "utf8");

/** What a composition may not do: decide, wait for values, or make resources itself. */
function decisionsIn(source: string): string[] {
  const file = ts.createSourceFile("index.ts", source, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node) || ts.isSwitchStatement(node)) {
      found.push(`decides: ${node.getText(file).slice(0, 60)}`);
    }
    if (ts.isPropertyAccessExpression(node) && node.name.text === "apply") {
      found.push(`waits for a value: ${node.getText(file)}`);
    }
    if (ts.isNewExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      found.push(`makes a resource itself: ${node.expression.getText(file)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe("index.ts", () => {
  it("imports the configuration, the components and what changes them, and nothing else", () => {
    const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
    assert.deepEqual(
      imports.filter((name) => !/^\.\/(config|components|transforms)(\/|$)/.test(name)),
      [],
    );
    assert.ok(imports.length >= 2);
  });

  it("composes: it decides nothing, waits for no value, makes no resource itself", () => {
    assert.deepEqual(decisionsIn(text), []);
  });

  it("would be caught if it did", () => {
    const source = `if (a) { b(); } c.apply(d); new aws.s3.Bucket("x"); const e = f ? 1 : 2;`;
    assert.equal(decisionsIn(source).length, 4);
  });
});
