import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { commands } from "../../../cli/commands";
import { documentPaths, generatedDocument } from "../../../cli/docs/generate";
import { flagOf } from "../../../cli/option";
import { typed } from "../../support/cli";

const root = join(__dirname, "../../..");

describe("what is generated from the tables of commands and flags", () => {
  for (const path of documentPaths) {
    it(`is fresh in ${path}; run make docs if not`, async () => {
      assert.equal(readFileSync(join(root, path), "utf8"), await generatedDocument(path));
    });
  }
});

describe("the table of commands", () => {
  it("has no name twice", () => {
    const names = commands.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });

  for (const { name, summary, examples, options } of commands) {
    it(`says in one form what slipway ${name} does, with examples that exist`, async () => {
      assert.match(summary, /^[A-Z][a-z]+ .*[^.]$/, "a verb, and no full stop");
      assert.ok(examples.length > 0);
      const known = [
        "--stack",
        "--region",
        "--profile",
        "--json",
        ...Object.keys(options).map(flagOf),
      ];
      for (const { command } of examples) {
        assert.ok(command.startsWith(`slipway ${name}`), command);
        for (const [flag] of command.matchAll(/--[a-z-]+/g)) {
          assert.ok(known.includes(flag), command);
        }
      }
      const { code, stdout } = await typed(`${name} --help`);
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(`Usage: slipway ${name}`), stdout);
      assert.ok(stdout.includes(`${summary}.`));
    });
  }

  it("is what help lists", async () => {
    const { stdout } = await typed("--help");
    assert.equal(
      stdout,
      `Usage: slipway [options] [command]

Ships containers to Amazon ECS: every deployment is a commit, and so is every rollback.

Options:
  --stack <stack>                    the stack; default: SLIPWAY_STACK, else the only one that the
                                     account and region have
  --region <region>                  the AWS region; default: that of the profile or AWS_REGION
  --profile <profile>                the AWS profile; default: AWS_PROFILE
  --json                             print the result as JSON
  -h, --help                         show this help

Commands:
  release [options] <app>            Deploy an image: commit it, and follow it until it runs
  rollback [options] <app>           Go back to an earlier release, at once
  promote [options] <app>            Release the image that runs in another stack
  cancel [options] <app>             End the deployment that is under way
  run [options] <app> [command...]   Run a command once, in a task of its own
  exec [options] <app> [command...]  Open a shell in a container that runs
  restart [options] <app>            Replace all tasks of an app by new ones of the same release
  scale [options] <app> <count>      Run more or fewer tasks of an app
  stop [options] <app>               Stop all tasks of an app, until it is started again
  start [options] <app>              Start as many tasks of an app as it had when it was stopped
  status [app]                       Show what runs, and what is on its way
  history [options] [app]            Show who released what, and what became of it
  diff [options] <app>               Show what a release would change
  verify [options] <app>             Check that a release would find what it needs
  approve [options] <app>            Approve the release that waits
  reject [options] <app>             Reject the release that waits
  logs [options] <app>               Show what the tasks of an app write
  permissions [command...]           Print the IAM policy that commands need
  policy                             Check a stack against the policy pack
  init [options] [dir]               Write the first stack file from Dockerfiles
  import                             Write stack files from what another tool describes
`,
    );
  });
});
