import assert from "node:assert/strict";

import { userErrorOf } from "../../../cli/errors";

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
      /^That is no AWS region: region="eu west" is .*\. For example: --region eu-west-1\./,
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
