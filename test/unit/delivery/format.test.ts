import fc from "fast-check";
import assert from "node:assert/strict";

import {
  formatRevision,
  maxRevisionBytes,
  parseRevision,
  RevisionError,
} from "../../../delivery/format";

const digest = `sha256:${"0a".repeat(32)}`;
const web = {
  name: "web",
  imageUri: `000000000000.dkr.ecr.eu-west-1.amazonaws.com/hello@${digest}`,
};

function problemsOf(text: string, requires?: string): readonly string[] {
  try {
    parseRevision(text, {
      path: "main/web/revision.json",
      ...(requires !== undefined && { requires }),
    });
  } catch (error) {
    assert.ok(error instanceof RevisionError, String(error));
    assert.equal(error.path, "main/web/revision.json");
    return error.problems;
  }
  return [];
}

const word = fc.stringMatching(/^[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,8})?$/);
const image = fc
  .tuple(
    fc.constantFrom("", "localhost:4566/", "example.com/"),
    fc.array(word, { minLength: 1, maxLength: 3 }),
    fc.oneof(
      fc.stringMatching(/^:[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
      fc.constantFrom(`@${digest}`, `:v1@${digest}`),
    ),
  )
  .map(([host, parts, version]) => `${host}${parts.join("/")}${version}`);
const entry = fc.record(
  { name: fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/), imageUri: image },
  { noNullPrototype: true },
);
const revision = fc.uniqueArray(entry, {
  minLength: 1,
  maxLength: 8,
  selector: ({ name }) => name,
});

describe("delivery/format", () => {
  it("reads back every revision that it writes", () => {
    fc.assert(
      fc.property(revision, (entries) => {
        const sorted = [...entries].sort((one, other) => (one.name < other.name ? -1 : 1));
        assert.deepEqual(parseRevision(formatRevision(entries)), sorted);
      }),
    );
  });

  it("writes equal revisions as equal texts, whatever their order", () => {
    fc.assert(
      fc.property(revision, (entries) => {
        const text = formatRevision(entries);
        assert.equal(formatRevision([...entries].reverse()), text);
        assert.equal(formatRevision(parseRevision(text)), text);
      }),
    );
  });

  it("writes two spaces, sorted names and a line break at the end", () => {
    assert.equal(
      formatRevision([
        { name: "web", imageUri: "a:1" },
        { imageUri: "b:1", name: "api" },
      ]),
      '[\n  {\n    "name": "api",\n    "imageUri": "b:1"\n  },\n  {\n    "name": "web",\n    "imageUri": "a:1"\n  }\n]\n',
    );
  });

  it("accepts the app's own container, and those beside it that the stack builds", () => {
    const beside = { ...web, name: "proxy" };
    const text = JSON.stringify([web, beside]);
    assert.deepEqual(parseRevision(text, { path: "p", requires: "web" }), [web, beside]);
  });

  const one = JSON.stringify([web]);
  const refused: readonly [string, string, RegExp, string?][] = [
    ["a byte order mark", `\uFEFF${one}`, /^begins with a byte order mark/],
    ["a file that is no UTF-8", one.replace("web", "w\uFFFDb"), /no UTF-8/],
    [
      "a file over 100 KB",
      one + " ".repeat(maxRevisionBytes),
      /^must be at most 100 KB \(100000 bytes\), got 100152 bytes$/,
    ],
    [
      "text that is no JSON",
      '[\n  {"name": web}\n]',
      /^invalid JSON at 2:12: "web" is no JSON value$/,
    ],
    [
      "an object",
      JSON.stringify(web),
      /^must be a non-empty array of \{"name", "imageUri"\}, got an object$/,
    ],
    ["null", "null", /got null$/],
    ["an empty array", "[]", /^must be a non-empty array .*, got \[\]$/],
    [
      "an entry that is no object",
      "[7]",
      /^\[0\]: must be an object with "name" and "imageUri", got number 7$/,
    ],
    ["a missing image", '[{"name":"web"}]', /^\[0\]\.imageUri: is required$/],
    ["a missing name", '[{"imageUri":"a:1"}]', /^\[0\]\.name: is required$/],
    [
      "an unknown key",
      '[{"name":"web","imageUri":"a:1","image":"b"}]',
      /^\[0\]: unknown key "image"; an entry has "name" and "imageUri" only$/,
    ],
    [
      "an image of another type",
      '[{"name":"web","imageUri":["a:1"]}]',
      /^\[0\]\.imageUri: must be text, got an array$/,
    ],
    [
      "a name that ECS does not take",
      '[{"name":"we b","imageUri":"a:1"}]',
      /^\[0\]\.name: must be 1 to 255 letters, digits, hyphens and underscores, got "we b"$/,
    ],
    [
      "an image without tag or digest",
      '[{"name":"web","imageUri":"repo/web"}]',
      /^\[0\]\.imageUri: must be <repository>:<tag> or <repository>@sha256:<64 hex digits>, got "repo\/web"$/,
    ],
    [
      "a digest cut short",
      '[{"name":"web","imageUri":"repo@sha256:abc"}]',
      /\[0\]\.imageUri: must be/,
    ],
    ["an image with a space", '[{"name":"web","imageUri":"a :1"}]', /\[0\]\.imageUri: must be/],
    [
      "a container named twice",
      '[{"name":"web","imageUri":"a:1"},{"name":"web","imageUri":"a:2"}]',
      /^\[1\]\.name: duplicate container "web", named by \[0\] before$/,
    ],
    [
      "the app's own container left out",
      one,
      /^names no image for the app's own container, "api"; it names web$/,
      "api",
    ],
  ];
  for (const [what, text, sentence, requires] of refused) {
    it(`refuses ${what} in one sentence`, () => {
      const problems = problemsOf(text, requires);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", sentence);
    });
  }

  it("lists every problem at once, each with the file's path", () => {
    const text = '[{"name":"wbe","imageUri":7,"x":1},{"name":"wbe"}]';
    assert.throws(() => parseRevision(text, { path: "main/web/revision.json", requires: "web" }), {
      name: "RevisionError",
      message: [
        "[0].imageUri: must be text, got number 7",
        '[0]: unknown key "x"; an entry has "name" and "imageUri" only',
        "[1].imageUri: is required",
        '[1].name: duplicate container "wbe", named by [0] before',
        'names no image for the app\'s own container, "web"; it names wbe, wbe',
      ]
        .map((problem) => `main/web/revision.json: ${problem}`)
        .join("\n"),
    });
  });

  it("refuses any other text without failing in another way", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `[${text}]`),
        ),
        (text) => {
          try {
            parseRevision(text, { path: "p", requires: "web" });
          } catch (error) {
            assert.ok(error instanceof RevisionError && error.problems.length > 0, String(error));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("refuses a long hostile image at once", () => {
    const started = Date.now();
    assert.equal(
      problemsOf(`[{"name":"web","imageUri":"${"a-".repeat(40_000)}"}]`).length > 0,
      true,
    );
    assert.ok(Date.now() - started < 5000);
  });
});
