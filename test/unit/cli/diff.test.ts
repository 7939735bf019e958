import assert from "node:assert/strict";

import { type RevisionCommit } from "../../../delivery/store";
import { answering, connectionTo, shop, typed } from "../../support/cli";
import { commitId, historyOf, image, release, service } from "../../support/cliFixtures";

const arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/staging-main-web:7";

function see(line: string, commits: readonly RevisionCommit[], container = "web") {
  const ecs = answering({
    DescribeServicesCommand: () => ({ services: [service("web")] }),
    DescribeTaskDefinitionCommand: () => ({
      taskDefinition: {
        taskDefinitionArn: arn,
        containerDefinitions: [
          { name: container, image: image("web", "a") },
          { name: "proxy", image: "envoy:1" },
        ],
      },
    }),
  });
  const connection = connectionTo(shop, {
    clients: { ecs: () => Promise.resolve(ecs as never) },
    store: historyOf({ "main/web/revision.json": commits }),
  });
  return typed(line, { connect: () => Promise.resolve(connection) });
}

describe("slipway diff", () => {
  it("shows what the head would change, and by whom", async () => {
    const { code, stdout } = await see("diff main/web", [release("web", "b")]);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `Head bbbbbbb  Ana, 5 minutes ago: Release b
main/web
  container web
    - ${image("web", "a")}
    + ${image("web", "b")}
  all else as in staging-main-web:7
`,
    );
  });

  it("compares an image that a person names, without asking the repository", async () => {
    const { stdout } = await see(`diff web --json --image ${image("web", "c")}`, []);
    assert.deepEqual(JSON.parse(stdout), {
      stack: "staging",
      app: "main/web",
      commitId: null,
      taskDefinition: arn,
      changes: [{ container: "web", from: image("web", "a"), to: image("web", "c") }],
      time: null,
    });
  });

  it("says that nothing would change", async () => {
    const { code, stdout } = await see("diff web", [release("web", "a")]);
    assert.equal(code, 0);
    assert.match(stdout, /Nothing would change: main\/web runs this already\.\n$/);
    const { stdout: json } = await see("diff web --json", [release("web", "a")]);
    const found = JSON.parse(json) as { changes: unknown; commitId: unknown };
    assert.deepEqual([found.changes, found.commitId], [[], commitId("a")]);
  });

  it("says that the task definition has no such container", async () => {
    const { stdout } = await see("diff web", [release("web", "b")], "other");
    assert.match(stdout, /! staging-main-web:7 has no such container: the deployment would fail/);
  });

  it("says that the head is wrong, or that there is none", async () => {
    const wrong = await see("diff web", [release("web", "b", { text: "{}" })]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^✗ main\/web\/revision\.json is wrong at the head of the branch: /);
    const none = await see("diff web", []);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^✗ main\/web was never released: .*\n {2}Name an image/);
  });
});
