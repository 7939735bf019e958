import assert from "node:assert/strict";

import { command, appArgument, type Command, type Invocation } from "../../../cli/command";
import { duration, flag, integer, text } from "../../../cli/option";
import { UserError, type ExitCode } from "../../../cli/userError";
import { RevisionConflictError, RevisionStoreError } from "../../../delivery/store";
import { connectionTo, MemoryIo, shop, typed } from "../../support/cli";

interface Seen {
  args?: readonly (string | undefined)[];
  options?: unknown;
  global?: Invocation["global"];
}

/** A table with one command that keeps what it is given, and one in a group. */
function tableOf(run: (invocation: Invocation) => ExitCode | Promise<ExitCode>): Command[] {
  const options = {
    image: text("<uri>", "the image"),
    steps: integer("<n>", "how far back", { min: 1, max: 50 }),
    since: duration("<time>", "how long ago"),
    noWait: flag("end at once"),
  };
  return [
    command({
      name: "release",
      summary: "Release an image",
      arguments: [appArgument, { name: "more", description: "more", optional: true }],
      options,
      examples: [{ command: "slipway release main/web", says: "releases it" }],
      run: async (invocation) => run(invocation),
    }),
    command({
      name: "policy report",
      summary: "Write a report",
      arguments: [],
      options: {},
      examples: [],
      run: async (invocation) => run(invocation),
    }),
  ];
}

function keeping(seen: Seen): Command[] {
  return tableOf(({ args, options, global }) => {
    Object.assign(seen, { args, options, global });
    return 0;
  });
}

function throwing(error: unknown): Command[] {
  return tableOf(() => {
    throw error;
  });
}

describe("the command line", () => {
  it("gives a command its arguments, options and the global ones, wherever they stand", async () => {
    const seen: Seen = {};
    const line =
      "--json release main/web --image r:1 --steps 2 --since 10m --no-wait --stack prod --region eu-west-3";
    assert.equal((await typed(line, { commands: keeping(seen) })).code, 0);
    assert.deepEqual(seen, {
      args: ["main/web", undefined],
      options: { image: "r:1", steps: 2, since: 600, noWait: true },
      global: { stack: "prod", region: "eu-west-3", profile: undefined, json: true },
    });
  });

  it("says which options were not given", async () => {
    const seen: Seen = {};
    await typed("release web", { commands: keeping(seen) });
    assert.deepEqual(seen.options, {
      image: undefined,
      steps: undefined,
      since: undefined,
      noWait: false,
    });
    assert.deepEqual(seen.global, {
      stack: undefined,
      region: undefined,
      profile: undefined,
      json: false,
    });
  });

  it("finds a command within its group", async () => {
    const seen: Seen = {};
    assert.equal((await typed("policy report", { commands: keeping(seen) })).code, 0);
    assert.deepEqual(seen.args, []);
  });

  it("ends with the command's exit code", async () => {
    for (const code of [0, 1, 2] as const) {
      const outcome = await typed("policy report", { commands: tableOf(() => code) });
      assert.equal(outcome.code, code);
    }
  });

  it("connects with the global options, and with others in their place", async () => {
    const asked: unknown[] = [];
    const outcome = await typed("release web --stack staging --profile ops", {
      commands: tableOf(async ({ connect }): Promise<ExitCode> => {
        await connect();
        await connect({ stack: "prod" });
        return 0;
      }),
      connect: ({ stack, profile }) => {
        asked.push([stack, profile]);
        return Promise.resolve(connectionTo(shop));
      },
    });
    assert.equal(outcome.code, 0);
    assert.deepEqual(asked, [
      ["staging", "ops"],
      ["prod", "ops"],
    ]);
  });
});

describe("wrong usage", () => {
  const table: readonly (readonly [line: string, sentence: RegExp])[] = [
    ["releas web", /^✗ Unknown command 'releas' \(Did you mean release\?\)\n/],
    ["release", /^✗ Missing required argument 'app'\.\n/],
    ["release web --imag r:1", /^✗ Unknown option '--imag' \(Did you mean --image\?\)\n/],
    ["release web --image", /^✗ Option '--image <uri>' argument missing\.\n/],
    ["release a b c", /^✗ Too many arguments for 'release'\. Expected 2 arguments but got 3\.\n/],
    ["release web --steps two", /^✗ --steps must be an integer from 1 to 50, got "two"\.\n/],
    ["release web --steps 51", /^✗ --steps must be an integer from 1 to 50, got "51"\.\n/],
    ["release web --since 10", /^✗ --since must be a number and a unit, .* got "10"\.\n/],
    ["policy", /^✗ Which command\? slipway policy takes report\.\n {2}slipway policy --help/],
    ["--json", /^✗ Which command\? slipway takes release, policy\.\n {2}slipway --help/],
    ["policy repot", /^✗ Unknown command 'repot' \(Did you mean report\?\)\n/],
  ];
  for (const [line, sentence] of table) {
    it(`is a sentence and exit code 2: slipway ${line}`, async () => {
      const { code, stdout, stderr } = await typed(line, { commands: tableOf(() => 0) });
      assert.equal(code, 2);
      assert.match(stderr, sentence);
      assert.equal(stdout, "");
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }

  it("names an option that is empty", async () => {
    const { code, stderr } = await typed(["release", "web", "--image", ""], {
      commands: tableOf(() => 0),
    });
    assert.equal(code, 2);
    assert.equal(stderr, "✗ --image must not be empty.\n");
  });
});

describe("an error", () => {
  it("that a person can do something about is two lines, and no stack", async () => {
    const error = new UserError("The image is gone.", { hint: "Build it again.", exitCode: 1 });
    const { code, stderr } = await typed("policy report", { commands: throwing(error) });
    assert.deepEqual([code, stderr], [1, "✗ The image is gone.\n  Build it again.\n"]);
  });

  it("of the store keeps its hint; only a conflict is no wrong usage", async () => {
    const wrong = new RevisionStoreError("No such branch.", "Check the branch.");
    const first = await typed("policy report", { commands: throwing(wrong) });
    assert.deepEqual([first.code, first.stderr], [2, "✗ No such branch.\n  Check the branch.\n"]);
    const conflict = new RevisionConflictError("main/web/revision.json", "a", "b", "c0ffee");
    assert.equal((await typed("policy report", { commands: throwing(conflict) })).code, 1);
    const gone = new RevisionConflictError("main/web/revision.json", " \n", null, "c0ffee");
    const { stderr } = await typed("policy report", { commands: throwing(gone) });
    assert.match(stderr, /expected: an empty file\n +found: +no file \(commit c0ffee\)/);
    assert.match(stderr, /\n {2}slipway history <app> shows who changed it/);
  });

  it("of the program itself shows the stack and where to report it", async () => {
    const { code, stderr } = await typed("policy report", {
      commands: throwing(new TypeError("x is undefined")),
    });
    assert.equal(code, 1);
    assert.match(stderr, /^TypeError: x is undefined\n {4}at .*run\.test/);
    assert.match(stderr, /defect of slipway itself\. Open an issue/);
  });

  const answers: readonly (readonly [name: string, code: number, sentence: RegExp])[] = [
    ["CredentialsProviderError", 2, /no AWS credentials: why\.\n {2}Sign in/],
    ["ExpiredTokenException", 2, /credentials have expired\.\n {2}Sign in/],
    ["UnrecognizedClientException", 2, /does not accept the credentials: why\.\n {2}Sign in/],
    ["AccessDeniedException", 2, /may not do that: why\.\n {2}Check --profile/],
    [
      "PipelineNotFoundException",
      2,
      /The app has no pipeline: why\.\n {2}pulumi up makes it again/,
    ],
    ["ThrottlingException", 1, /refuses more requests/],
  ];
  for (const [name, expected, sentence] of answers) {
    it(`of AWS says what to do: ${name}`, async () => {
      const error = Object.assign(new Error("why"), { name });
      const { code, stderr } = await typed("policy report", { commands: throwing(error) });
      assert.equal(code, expected);
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }

  it("of AWS that has no remedy keeps its name and request", async () => {
    const error = Object.assign(new Error("bad token"), {
      name: "InvalidNextTokenException",
      $metadata: { httpStatusCode: 400, requestId: "r-1" },
    });
    const { code, stderr } = await typed("policy report", { commands: throwing(error) });
    assert.equal(code, 1);
    assert.equal(
      stderr,
      "✗ AWS answered InvalidNextTokenException: bad token.\n  Its request id is r-1.\n",
    );
  });

  it("of the network and of a missing region are sentences", async () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), {
      code: "ECONNREFUSED",
    });
    const first = await typed("policy report", { commands: throwing(refused) });
    assert.match(first.stderr, /^✗ AWS cannot be reached: connect ECONNREFUSED/);
    const second = await typed("policy report", {
      commands: throwing(new Error("Region is missing")),
    });
    assert.match(second.stderr, /^✗ No AWS region is set\.\n {2}Give --region/);
    assert.deepEqual([first.code, second.code], [2, 2]);
  });
});

describe("help", () => {
  it("lists the commands when nothing is asked for", async () => {
    const { code, stdout, stderr } = await typed("", { commands: tableOf(() => 0) });
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.match(stdout, /release \[options\] <app> \[more\] +Release an image/);
    assert.match(stdout, /policy +Check a stack against the policy pack/);
  });

  it("of a command has its options, the global ones and its examples", async () => {
    const io = new MemoryIo();
    const { code, stdout } = await typed("release --help", { commands: tableOf(() => 0) }, io);
    assert.equal(code, 0);
    for (const part of [
      "Usage: slipway release [options] <app> [more]",
      "--no-wait ",
      "--steps <n> ",
      "--stack <stack> ",
      "Examples:\n  slipway release main/web\n      releases it\n",
    ]) {
      assert.ok(stdout.includes(part), `${part} is not in\n${stdout}`);
    }
  });
});
