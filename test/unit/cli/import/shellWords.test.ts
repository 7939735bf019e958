import assert from "node:assert/strict";

import { scheduleProblem } from "../../../../aws/schedule";
import { scheduleOf } from "../../../../cli/import/copilot/schedule";
import { exactSecondsOf } from "../../../../cli/import/reader";
import { shellWords } from "../../../../cli/import/shellWords";

describe("schedules of Copilot", () => {
  const schedules: readonly (readonly [string, string | undefined])[] = [
    ["@daily", "cron(0 0 * * ? *)"],
    ["@midnight", "cron(0 0 * * ? *)"],
    ["@hourly", "cron(0 * * * ? *)"],
    ["@weekly", "cron(0 0 ? * SUN *)"],
    ["@monthly", "cron(0 0 1 * ? *)"],
    ["@yearly", "cron(0 0 1 1 ? *)"],
    ["@every 1h30m", "rate(90 minutes)"],
    ["@every 1h", "rate(1 hour)"],
    ["@every 120m", "rate(2 hours)"],
    ["@every 1m", "rate(1 minute)"],
    ["@every 60s", "rate(1 minute)"],
    ["@every 90s", undefined],
    ["@every 10s", undefined],
    ["@reboot", undefined],
    ["0 3 * * *", "cron(0 3 * * ? *)"],
    ["*/15 * * * *", "cron(*/15 * * * ? *)"],
    ["0 3 1 * *", "cron(0 3 1 * ? *)"],
    ["0 3 * * 1-5", "cron(0 3 ? * 2-6 *)"],
    ["0 3 * * 0", "cron(0 3 ? * 1 *)"],
    ["0 3 * * 7", "cron(0 3 ? * 1 *)"],
    ["0 3 * * 1,3,5", "cron(0 3 ? * 2,4,6 *)"],
    ["0 3 * * MON-FRI", "cron(0 3 ? * MON-FRI *)"],
    ["0 3 1 * 1", undefined],
    ["0 3 * *", undefined],
    ["cron(0 9 ? * MON *)", "cron(0 9 ? * MON *)"],
    ["rate(5 minutes)", "rate(5 minutes)"],
    ["none", undefined],
  ];
  for (const [given, expected] of schedules) {
    it(`${given} is ${expected ?? "remarked on"}`, () => {
      const found = scheduleOf(given);
      assert.equal(found, expected);
      assert.equal(found === undefined ? undefined : scheduleProblem(found), undefined);
    });
  }
});

describe("commands of Copilot that are one text", () => {
  const commands: readonly (readonly [string, string[] | undefined])[] = [
    ["ps au", ["ps", "au"]],
    ["", []],
    ["  node   app.js ", ["node", "app.js"]],
    [`sh -c "echo \\"hi\\" $HOME"`, ["sh", "-c", `echo "hi" $HOME`]],
    [`echo 'a "b" c'`, ["echo", `a "b" c`]],
    [`a\\ b c`, ["a b", "c"]],
    [`--x="1 2"`, ["--x=1 2"]],
    [`""`, [""]],
    [`echo "open`, undefined],
  ];
  for (const [given, expected] of commands) {
    it(`${given === "" ? "nothing" : given} is ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(shellWords(given), expected);
    });
  }
});

describe("durations of Copilot", () => {
  for (const [given, expected] of [
    ["90s", 90],
    ["1m30s", 90],
    ["1h", 3600],
    ["250ms", 0.25],
    ["10", undefined],
    ["", undefined],
    ["-5s", undefined],
  ] as const) {
    it(`${given === "" ? "nothing" : given} is ${String(expected)} seconds`, () => {
      assert.equal(exactSecondsOf(given), expected);
    });
  }
});
