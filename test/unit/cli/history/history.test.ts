import assert from "node:assert/strict";

import { type HistoryEntry } from "../../../../cli/history/outcome";
import { type RevisionCommit } from "../../../../delivery/store";
import { answering, connectionTo, shop, typed } from "../../../support/cli";
import { commitId, historyOf, image, release, service } from "../../../support/cliFixtures";

function cloud(commits: readonly RevisionCommit[]) {
  const ecs = answering({
    DescribeServicesCommand: () => ({ services: [service("web")] }),
    DescribeTaskDefinitionCommand: () => ({
      taskDefinition: { containerDefinitions: [{ name: "web", image: image("web", "a") }] },
    }),
    ListServiceDeploymentsCommand: () => ({
      serviceDeployments: [
        {
          status: "ROLLBACK_SUCCESSFUL",
          createdAt: new Date("2026-11-20T11:59:00Z"),
          targetServiceRevisionArn: "revision-b",
        },
      ],
    }),
    DescribeServiceRevisionsCommand: () => ({
      serviceRevisions: [
        {
          serviceRevisionArn: "revision-b",
          containerImages: [{ containerName: "web", image: image("web", "b") }],
        },
      ],
    }),
  });
  const codePipeline = answering({
    ListPipelineExecutionsCommand: () => ({
      pipelineExecutionSummaries: ["b", "a"].map((digit) => ({
        pipelineExecutionId: `e-${digit}`,
        status: digit === "b" ? "Failed" : "Succeeded",
        sourceRevisions: [{ actionName: "Revision", revisionId: commitId(digit) }],
      })),
    }),
    ListActionExecutionsCommand: () => ({
      actionExecutionDetails: [
        {
          actionName: "Deploy",
          status: "Failed",
          output: { executionResult: { errorDetails: { message: "The deployment timed out" } } },
        },
      ],
    }),
  });
  return connectionTo(shop, {
    clients: {
      ecs: () => Promise.resolve(ecs as never),
      codePipeline: () => Promise.resolve(codePipeline as never),
    },
    store: historyOf({ "main/web/revision.json": commits }),
  });
}

describe("slipway history", () => {
  const commits = [release("web", "b"), release("web", "a", { author: "Ben" })];
  const see = (line: string, given = commits) =>
    typed(line, { connect: () => Promise.resolve(cloud(given)) });

  it("tells the story of an app and marks what runs", async () => {
    const { code, stdout } = await see("history main/web");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `   COMMIT   WHEN           WHO  IMAGE             OUTCOME      MESSAGE
   bbbbbbb  5 minutes ago  Ana  web@bbbbbbbbbbbb  rolled back  Release b
▶  aaaaaaa  5 minutes ago  Ben  web@aaaaaaaaaaaa  succeeded    Release a

▶ runs now
! bbbbbbb rolled back: The deployment timed out
`,
    );
  });

  it("prints JSON for programs", async () => {
    const { stdout } = await see("history web --json");
    const { releases, ...rest } = JSON.parse(stdout) as { releases: HistoryEntry[] };
    assert.deepEqual(rest, { stack: "staging", app: "main/web" });
    assert.deepEqual(releases[0], {
      commitId: commitId("b"),
      author: "Ana",
      email: "ana@example.com",
      date: "2026-11-20T11:55:00.000Z",
      message: "Release b",
      images: [{ name: "web", imageUri: image("web", "b") }],
      problems: [],
      refusals: [],
      outcome: {
        state: "rolled back",
        executionId: "e-b",
        detail: "The deployment timed out",
        ran: false,
      },
      live: false,
    });
  });

  it("shows as many as it is asked for, and says when none of them runs", async () => {
    const { stdout } = await see("history web --limit 1");
    assert.match(stdout, /bbbbbbb/);
    assert.doesNotMatch(stdout, /aaaaaaa/);
    assert.match(stdout, /! none of these commits runs now\n/);
  });

  it("shows every app when none is named", async () => {
    const { code, stdout } = await see("history");
    assert.equal(code, 0);
    assert.match(stdout, /^batch\/mailer\nbatch\/mailer was never released/);
    assert.match(stdout, /^main\/web\n {3}COMMIT [^]*bbbbbbb [^]*aaaaaaa /m);
    const { apps } = JSON.parse((await see("history --json")).stdout) as {
      apps: { app: string; releases: HistoryEntry[] }[];
    };
    assert.deepEqual(
      apps.map(({ app, releases }) => [app, releases.length]),
      [
        ["batch/mailer", 0],
        ["main/api", 0],
        ["main/web", 2],
      ],
    );
  });

  it("says that an app was never released", async () => {
    const { code, stdout } = await see("history web", []);
    assert.equal(code, 0);
    assert.equal(stdout, "main/web was never released: main/web/revision.json does not exist.\n");
  });

  it("shows nothing that moves a terminal's cursor, whatever someone wrote into a commit", async () => {
    const given = [
      release("web", "a", { author: "E\u001b[1Ave", message: "a\u001b[2J\u0007b\u009b2K" }),
    ];
    const { stdout } = await see("history main/web", given);
    assert.match(stdout, /Eve +web@a{12} .* ab\n/);
    assert.doesNotMatch(stdout, /[^\n\P{Cc}]/u);
  });
});
