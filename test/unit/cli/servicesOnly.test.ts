import assert from "node:assert/strict";

import { commands } from "../../../cli/commands";
import { connectionTo, shop, typed } from "../../support/cli";

const clusters = { main: { name: "staging-main", apps: { scheduled: { report: ["report"] } } } };

/** What is typed where the app alone is not enough. */
const lines: Readonly<Record<string, string>> = { scale: "scale report 2" };

describe("an app of a kind that ECS keeps no service for", () => {
  const [forServices, forAll] = [true, false].map((only) =>
    commands.filter(({ servicesOnly = false }) => servicesOnly === only).map(({ name }) => name),
  );

  for (const name of forServices ?? []) {
    it(`is refused by slipway ${name}, which asks AWS nothing`, async () => {
      const { code, stdout, stderr } = await typed(lines[name] ?? `${name} report`, {
        connect: ({ stack = "staging" }) =>
          Promise.resolve(connectionTo({ ...shop, stack, clusters })),
      });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.equal(
        stderr,
        `✗ slipway ${name} is for apps that run as a service; main/report is of kind "scheduled".\n  slipway status main/report shows how it stands.\n`,
      );
    });
  }

  it("is left to the commands that need no service", () => {
    assert.deepEqual(forAll, [
      "release",
      "rollback",
      "promote",
      "status",
      "history",
      "diff",
      "verify",
      "approve",
      "reject",
      "logs",
      "permissions",
      "policy report",
      "init",
      "import copilot",
      "import compose",
      "import task-definition",
    ]);
  });
});
