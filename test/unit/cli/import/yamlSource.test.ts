import assert from "node:assert/strict";

import { parseSource, scalarsOf, SourceError } from "../../../../cli/import/yamlSource";

const values = (text: string) =>
  scalarsOf(parseSource("m.yml", text)).map(({ place: { path, line, column }, text: value }) => [
    `${line}:${column}`,
    path.join("."),
    value,
  ]);

describe("values of a YAML file", () => {
  it("know their line, column and keys", () => {
    assert.deepEqual(values("a:\n  b: 1\n  c: [x, 'y']\n"), [
      ["2:6", "a.b", "1"],
      ["3:7", "a.c.0", "x"],
      ["3:10", "a.c.1", "y"],
    ]);
  });

  it("keep numbers and switches as they are written, and leave out what says nothing", () => {
    assert.deepEqual(
      values("a: 007\nb: 1.50\nc: True\nd:\ne: ~\n").map(([, , value]) => value),
      ["007", "1.50", "True"],
    );
  });

  it("follow anchors and merge keys, whose own keys come first", () => {
    const found = values("base: &b {x: 1, y: 2}\napp:\n  <<: *b\n  y: 3\nother: *b\n");
    assert.deepEqual(
      found.map(([, path, value]) => `${path}=${value}`),
      ["base.x=1", "base.y=2", "app.x=1", "app.y=3", "other.x=1", "other.y=2"],
    );
  });

  it("say which tag of another language they have", () => {
    assert.deepEqual(values("a: !Ref Bucket\n"), [["1:9", "a", "!Ref Bucket"]]);
  });

  const wrong: readonly (readonly [title: string, text: string, message: RegExp])[] = [
    ["an empty file", "", /^m\.yml:1:1: the file is empty$/],
    ["a comment alone", "# nothing\n", /^m\.yml:1:1: the file is empty$/],
    ["an open list", "a: [\n", /^m\.yml:\d:\d: Flow sequence/],
    ["a tab", "a:\n\tb: 1\n", /^m\.yml:2:1: Tabs are not allowed as indentation$/],
    ["a key twice", "a: 1\na: 2\n", /^m\.yml:2:1: Map keys must be unique$/],
    ["several documents", "a: 1\n---\nb: 2\n", /^m\.yml:\d:\d: a second document begins here/],
    ["an alias of nothing", "a: *b\n", /^m\.yml:1:4: there is no anchor "b" before this alias$/],
    ["an alias of itself", "a: &a [*a]\n", /more than 100 values in each other$/],
    ["a merge of itself", "a: &a { <<: *a }\n", /more than 100 values in each other$/],
  ];
  for (const [title, text, message] of wrong) {
    it(`refuses ${title} with its place`, () => {
      assert.throws(
        () => parseSource("m.yml", text),
        (error) => error instanceof SourceError && message.test(error.message),
      );
    });
  }

  it("refuses aliases that multiply without end", () => {
    const lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"];
    for (let depth = 1; depth < 9; depth++) {
      const before = `*a${depth - 1}`;
      lines.push(`a${depth}: &a${depth} [${Array.from({ length: 10 }, () => before).join(", ")}]`);
    }
    assert.throws(() => parseSource("m.yml", lines.join("\n")), /more than 50000 values/);
  });
});
