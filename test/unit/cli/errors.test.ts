import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { userErrorOf } from "../../../cli/errors";
import { UserError } from "../../../cli/userError";
import { UnexpectedAnswerError } from "../../../delivery/aws/answer";
import { RevisionError } from "../../../delivery/format";
import { RevisionConflictError, RevisionStoreError } from "../../../delivery/store";

/** An error as Node and the SDK throw them: told apart by its members. */
function errorWith(message: string, members: object): Error {
  return Object.assign(new Error(message), members);
}

describe("what keeps an answer of AWS away", () => {
  const table: readonly (readonly [what: string, error: Error, code: number, says: RegExp])[] = [
    [
      "a network without a way there",
      errorWith("connect ENETUNREACH 10.0.0.1:443", { code: "ENETUNREACH" }),
      2,
      /^AWS cannot be reached: connect ENETUNREACH 10\.0\.0\.1:443\. Check the network/,
    ],
    [
      "a connection that nobody answers",
      errorWith("@smithy/node-http-handler - [ERROR]", { name: "TimeoutError", code: "ETIMEDOUT" }),
      2,
      /^AWS cannot be reached: it does not answer\. Check the network/,
    ],
    [
      "https where http is spoken, in one line",
      errorWith("write EPROTO 80AC:error:wrong version number:3:\n\n", { code: "EPROTO" }),
      2,
      /^AWS cannot be reached: write EPROTO 80AC:error:wrong version number:3\. Check/,
    ],
    [
      "what does not speak HTTP",
      errorWith("Parse Error: Expected HTTP/", { code: "HPE_INVALID_CONSTANT" }),
      2,
      /^What answered is not AWS: Parse Error: Expected HTTP\/\. Check the network/,
    ],
    [
      "the certificate of a proxy",
      errorWith("self-signed certificate", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
      2,
      /certificate of what answered is not accepted: self-signed certificate\. .*NODE_EXTRA_CA_CERTS/,
    ],
    [
      "the page of a proxy",
      errorWith("Unexpected token '<'\n  Deserialization error: to see the raw response", {
        name: "SyntaxError",
        $metadata: { httpStatusCode: 403 },
      }),
      2,
      /^What answered is not AWS: HTTP status 403\. A proxy or a sign-in page/,
    ],
    [
      "an answer without words",
      errorWith("UnknownError", { name: "Unknown", $metadata: { httpStatusCode: 502 } }),
      1,
      /^What answered is not AWS: HTTP status 502\. A proxy/,
    ],
    [
      "a region that no host can have",
      errorWith('Region not accepted: region="eu west" is not a valid hostname component.', {}),
      2,
      /^That is not an AWS region: region="eu west" is .*\. For example: --region eu-west-1\./,
    ],
    [
      "an address that is none",
      errorWith("Invalid URL", { code: "ERR_INVALID_URL", input: "notaurl" }),
      2,
      /^That is not a URL: "notaurl"\. Check AWS_ENDPOINT_URL .* https:\/\/<host>/,
    ],
    [
      "a line break in a credential",
      errorWith('Invalid character in header content ["authorization"]', {
        code: "ERR_INVALID_CHAR",
      }),
      2,
      /^The AWS credentials hold a character that none has.* Check AWS_ACCESS_KEY_ID/,
    ],
  ];
  for (const [what, error, code, says] of table) {
    it(`is a sentence: ${what}`, () => {
      const known = userErrorOf(error);
      assert.match(`${known?.message ?? ""} ${known?.hint ?? ""}`, says);
      assert.equal(known?.exitCode, code);
    });
  }

  it("is not what a file that is missing is taken for", () => {
    assert.equal(userErrorOf(errorWith("no such file", { code: "ENOENT" })), undefined);
    const header = errorWith('Invalid character in header content ["x-own"]', {
      code: "ERR_INVALID_CHAR",
    });
    assert.equal(userErrorOf(header), undefined);
  });
});

describe("an error that reaches the top", () => {
  const mapped: Readonly<Record<string, readonly [error: Error, code: number, says: RegExp]>> = {
    UserError: [new UserError("No such app.", { exitCode: 1 }), 1, /^No such app\.$/],
    UnexpectedAnswerError: [
      new UnexpectedAnswerError("ECS's answer has no task definition."),
      1,
      /^AWS sent an incomplete answer: ECS's answer has no task definition\. Run it again\./,
    ],
    RevisionError: [
      new RevisionError("main/web/revision.json", ["[0].name: is required"]),
      2,
      /^main\/web\/revision\.json: \[0\]\.name: is required$/,
    ],
    RevisionStoreError: [
      new RevisionStoreError("There is no repository.", "Run pulumi up."),
      2,
      /^There is no repository\. Run pulumi up\.$/,
    ],
    RevisionConflictError: [
      new RevisionConflictError("main/web/revision.json", null, "[]", "c1"),
      1,
      /^main\/web\/revision\.json was changed/,
    ],
  };
  /** Caught where they are thrown, or by the one caller that knows them. */
  const caught: Readonly<Record<string, string>> = {
    CannotLook: "a check that could not be made",
    JsonError: "a problem of the revision",
    NotDone: "a step that did not come to its end",
    Refusal: "ecs-deploy's own, with its exit codes",
    SourceError: "a file that an import could not read",
  };

  for (const [name, [error, code, says]] of Object.entries(mapped)) {
    it(`has a sentence and an exit code: ${name}`, () => {
      assert.equal(error.name, name);
      const found = userErrorOf(error);
      assert.equal(found?.exitCode, code);
      const { message, hint } = found;
      assert.match(hint === undefined ? message : `${message} ${hint}`, says);
    });
  }

  it("is of a class that stands in one of the tables", () => {
    const root = join(__dirname, "../../..");
    const classes = ["cli", "delivery"].flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => [
          ...readFileSync(join(root, room, file), "utf8").matchAll(
            /class (\w+) extends \w*Error\b/g,
          ),
        ])
        .map(([, name = ""]) => name),
    );
    assert.deepEqual(classes.sort(), [...Object.keys(mapped), ...Object.keys(caught)].sort());
  });
});

describe("a file that cannot be read or written", () => {
  const table: readonly (readonly [code: string, syscall: string, says: string])[] = [
    ["ENOENT", "open", "/a/b: there is no such file or folder."],
    ["ENOTDIR", "scandir", "/a/b: a part of the path is no folder."],
    ["EISDIR", "read", "/a/b: it is a folder, not a file."],
    ["EACCES", "scandir", "/a/b: this user may not read or write it."],
    ["EROFS", "mkdir", "/a/b: its disk cannot be written."],
    ["ENAMETOOLONG", "stat", "/a/b: the name is too long."],
  ];
  for (const [code, syscall, says] of table) {
    it(`is named with what is wrong and what to do: ${code}`, () => {
      const found = userErrorOf(errorWith(`${code}: …`, { code, syscall, path: "/a/b" }));
      assert.equal(found?.message, says);
      assert.ok(found.hint !== undefined && found.hint.length > 0);
    });
  }

  it("is said of a full disk, whose error names no file", () => {
    const full = errorWith("ENOSPC: no space left", { code: "ENOSPC", syscall: "write" });
    assert.equal(userErrorOf(full)?.message, "A file: its disk is full.");
  });

  it("is no program that is missing, and no code that nobody knows", () => {
    for (const [code, syscall] of [
      ["ENOENT", "spawn aws"],
      ["EBADF", "write"],
      ["toString", "open"],
    ] as const) {
      assert.equal(userErrorOf(errorWith(code, { code, syscall, path: "aws" })), undefined);
    }
  });
});
