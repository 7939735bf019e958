import fc from "fast-check";
import assert from "node:assert/strict";

import {
  longestText,
  printable,
  printableLines,
  reportLines,
  reportText,
} from "../../../delivery/text";

/** Pieces of hostile text: sequences whole and cut short, what is unseen, and what looks like a credential. */
const piece = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ...[
      "\u001b[2J",
      "\u001b[",
      "\u001b",
      "\u009b31m",
      "\u001b]0;title\u0007",
      "\u001b]8;;http://x",
    ],
    ...["\u001bP1$r\u001b\\", "\u009d", "\u009c", "\r", "\n", "\r\n", "\t", "\u0085", "\u2028"],
    ...["\u202e", "\u2066", "\u200b", "\ufeff", "\u{e0041}", "\ud800", "\u00ad", "\u3164"],
    ...["password=", "hunter2", "Bearer ", "abc123def", "postgres://a:b@c/", "-----BEGIN "],
    ...["PRIVATE KEY-----", "cookie: a=b", "token: ", '"', "'", "=", "--secret ", "[hidden]"],
  ),
);
const hostile = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("text from outside", () => {
  it("is one line without anything that a terminal acts on", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        assert.doesNotMatch(printable(text), unseen);
        assert.ok(printable(text).length <= text.length);
        assert.equal(printable(printable(text)), printable(text));
      }),
    );
  });

  it("keeps its line breaks and tabs where they are asked for, and nothing else", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        assert.doesNotMatch(printableLines(text).replace(/[\n\t]/g, ""), unseen);
        assert.equal(printableLines(printableLines(text)), printableLines(text));
      }),
    );
    assert.equal(printableLines("a\tb\r\n\u001b[31mc\u001b[0m\rd"), "a\tb\nc\nd");
  });

  it("is bounded in a report, and the same when it passes the border twice", () => {
    fc.assert(
      fc.property(hostile, fc.nat(3000), (text, times) => {
        const shown = reportText(text.repeat(1 + (times % 7)) + "x".repeat(times));
        assert.ok(shown.length <= longestText);
        assert.doesNotMatch(shown, unseen);
        assert.equal(reportText(shown), shown);
      }),
    );
  });

  const rows: readonly (readonly [string, string, string])[] = [
    ["colours", "\u001b[32minfo\u001b[39m ready", "info ready"],
    ["a title of the window", "\u001b]0;owned\u0007ready", "ready"],
    ["a link", "\u001b]8;;https://x\u001b\\ready\u001b]8;;\u001b\\", "ready"],
    ["a screen that is cleared", "\u001b[2J\u001b[H✓ main/web runs", "✓ main/web runs"],
    ["controls of eight bits", "\u009b2Jready", "ready"],
    ["text from right to left", "\u202egnp.exe", "gnp.exe"],
    ["a line that passes for ours", "failed\n✓ main/web runs", "failed ✓ main/web runs"],
    ["a sequence that never ends", "\u001b]0;the rest of the line", "0;the rest of the line"],
    ["letters of every language", "日本語 é ñ – “ok” 👍", "日本語 é ñ – “ok” 👍"],
  ];
  for (const [title, text, shown] of rows) {
    it(`is shown as it reads: ${title}`, () => {
      assert.equal(printable(text), shown);
    });
  }

  it("hides a credential that an unseen character splits", () => {
    assert.equal(reportText("pass\u200bword=hunter2"), "password=[hidden]");
  });

  it("hides a credential at the place where the text is cut", () => {
    const shown = reportText(`${"x".repeat(longestText - 20)} password=${"s3cr3t".repeat(20)}`);
    assert.ok(!shown.includes("s3c"), shown.slice(-40));
  });

  it("hides a private key that is spread over lines", () => {
    const [begin, end] = ["BEGIN", "END"].map((word) => `-----${word} PRIVATE KEY-----`);
    const lines = ["key is", begin ?? "", "MIIEpAIB", "AAKCAQEA", end ?? "", "ready"];
    const shown = reportLines(lines).join("\n");
    assert.ok(!shown.includes("MIIE") && !shown.includes("AAKC"), shown);
    assert.match(shown, /key is[^]*ready$/);
  });

  it("keeps the names of secrets, which a report is about", () => {
    for (const text of [
      "failed to fetch secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf from secrets manager",
      "retrieved secret from Secrets Manager did not contain json key MY_SECRET",
      "invalid ssm parameters: /shop/db/token",
      "The following secrets: db-url, api",
      "token: expired",
    ]) {
      assert.equal(reportText(text), text);
    }
  });
});

describe("hostile text", () => {
  const units = [
    ...[
      "x",
      " ",
      "\u001b[0",
      "\u001b]",
      "\u009d",
      "a.-",
      "-eyJ",
      "eyJaaaaaaaa.",
      "a://b:",
      "?sig=",
    ],
    ...["-----BEGIN PRIVATE KEY-----", "authorization:  ", "bearer a", "cookie:a=", "--password "],
    ...["password=", 'token: "', "arn:aws:", "\n"],
  ];
  /** Twice the length in three times the time at most: the noise of a machine, not its speed, is allowed for. */
  const secondsOf = (work: () => void): number => {
    const runs = [0, 1, 2].map(() => {
      const start = process.hrtime.bigint();
      work();
      return Number(process.hrtime.bigint() - start) / 1e9;
    });
    return Math.min(...runs);
  };
  for (const unit of units) {
    it(`takes time in proportion to its length: ${JSON.stringify(unit)}`, () => {
      const text = (length: number) => unit.repeat(Math.ceil(length / unit.length));
      const [short, long] = [text(80_000), text(160_000)];
      const once = secondsOf(() => printableLines(short));
      assert.ok(secondsOf(() => printableLines(long)) < 3 * once + 0.02);
    });
    it(`is cut before it is searched: ${JSON.stringify(unit)}`, () => {
      const text = (length: number) => unit.repeat(Math.ceil(length / unit.length));
      const cut = secondsOf(() => reportText(text(80_000)));
      assert.ok(secondsOf(() => reportText(text(1_000_000))) < 3 * cut + 0.02);
    });
  }
});
