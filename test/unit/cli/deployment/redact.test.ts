import assert from "node:assert/strict";

import { redacted } from "../../../../cli/deployment/redact";

describe("secrets in a log", () => {
  const lines: readonly [string, string][] = [
    ["connecting to postgres://app:hunter2@db:5432/app", "hunter2"],
    ["Authorization: Bearer abcdef.ghijkl", "abcdef.ghijkl"],
    ['{"password": "s3cr3t!"}', "s3cr3t!"],
    ["DB_PASSWORD=s3cr3t", "s3cr3t"],
    ["api-key: 12345", "12345"],
    ["using AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
    ["token=eyJhbGciOiJI.eyJzdWIi.c2ln", "eyJhbGciOiJI"],
  ];
  for (const [line, secret] of lines) {
    it(`are hidden: ${line}`, () => {
      const shown = redacted(line);
      assert.ok(!shown.includes(secret), shown);
      assert.ok(shown.includes("[hidden]"));
    });
  }
  it("do not cost the line its meaning", () => {
    assert.equal(
      redacted("connecting to postgres://app:hunter2@db:5432/app"),
      "connecting to postgres://app:[hidden]@db:5432/app",
    );
    const plain = "GET /healthz 500 in 3 ms";
    assert.equal(redacted(plain), plain);
  });
});
