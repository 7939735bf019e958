import assert from "node:assert/strict";

import { type RevisionCommit } from "../../../delivery/store";
import { answering, connectionTo, MemoryIo, shop, typed } from "../../support/cli";
import { commitId, historyOf, image, release } from "../../support/cliFixtures";

interface World {
  readonly status?: string;
  readonly refusal?: string;
  readonly commits?: readonly RevisionCommit[];
}

/** A pipeline whose execution of commit b waits with the token "t-b". */
function world({ status = "InProgress", refusal, commits }: World = {}) {
  const client = answering({
    GetPipelineStateCommand: () => ({
      stageStates: [
        {
          stageName: "Approval",
          latestExecution: { pipelineExecutionId: "e-b" },
          actionStates: [{ actionName: "Approval", latestExecution: { status, token: "t-b" } }],
        },
      ],
    }),
    ListPipelineExecutionsCommand: () => ({
      pipelineExecutionSummaries: ["c", "b"].map((digit) => ({
        pipelineExecutionId: `e-${digit}`,
        status: "InProgress",
        sourceRevisions: [{ actionName: "Revision", revisionId: commitId(digit) }],
      })),
    }),
    PutApprovalResultCommand: () => {
      if (refusal !== undefined) {
        throw Object.assign(new Error("no"), { name: refusal });
      }
      return {};
    },
  });
  const connection = connectionTo(shop, {
    clients: { codePipeline: () => Promise.resolve(client as never) },
    store: historyOf({
      "main/web/revision.json": commits ?? ["c", "b", "a"].map((digit) => release("web", digit)),
    }),
  });
  return {
    see: (line: string, answer?: string) => {
      const io = new MemoryIo();
      io.ask =
        answer === undefined
          ? undefined
          : (question) => (io.stderr(question), Promise.resolve(answer));
      return typed(line, { connect: () => Promise.resolve(connection) }, io);
    },
    decisions: () =>
      client.asked.flatMap(({ name, input }) =>
        name === "PutApprovalResultCommand" ? [input] : [],
      ),
  };
}

describe("slipway approve and reject", () => {
  it("show the commit that waits, and decide on it with the token of its request", async () => {
    const { see, decisions } = world();
    const { code, stdout } = await see("approve main/web --commit bbbbbbb");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `main/web: commit ${commitId("b")}
  Ana <ana@example.com>, 5 minutes ago: Release b
  web: ${image("web", "b")}
✓ Approved; slipway status main/web follows it
`,
    );
    assert.deepEqual(decisions(), [
      {
        pipelineName: "deployment-staging-main-web",
        stageName: "Approval",
        actionName: "Approval",
        token: "t-b",
        result: { status: "Approved", summary: "Approved bbbbbbb" },
      },
    ]);
  });

  it("pass on the reason, and print JSON", async () => {
    const { see, decisions } = world();
    const { code, stdout } = await see("reject web --commit bbb -m no --json");
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      app: "main/web",
      decision: "Rejected",
      executionId: "e-b",
      commitId: commitId("b"),
      author: "Ana",
      message: "Release b",
      images: [{ name: "web", imageUri: image("web", "b") }],
    });
    assert.deepEqual(
      decisions().map((input) => (input as { result: unknown }).result),
      [{ status: "Rejected", summary: "no" }],
    );
  });

  it("insist on a commit by the beginning of its id", async () => {
    const { see, decisions } = world();
    assert.equal((await see("approve web --commit bbbbb")).code, 0);
    const { code, stderr } = await see("approve web --commit ccccc");
    assert.equal(code, 2);
    assert.match(stderr, /that waits is bbbbbbb by Ana, not "ccccc"\.\n {2}Nothing was decided\./);
    assert.equal(decisions().length, 1);
  });

  it("ask for the commit that they show, and decide on yes alone", async () => {
    const { see, decisions } = world();
    for (const answer of ["", "n", "bbbbbbb", "yess"]) {
      const { code, stderr } = await see("approve web", answer);
      assert.equal(code, 1, answer);
      assert.match(stderr, /^approve bbbbbbb\? \[y\/N\] ✗ Nothing was decided\./);
    }
    assert.deepEqual(decisions(), []);
    assert.equal((await see("approve web", "y")).code, 0);
    assert.equal((await see("reject web", "YES")).code, 0);
    assert.equal(decisions().length, 2);
  });

  it("need the commit where nobody can be asked", async () => {
    const { see, decisions } = world();
    const { code, stderr } = await see("approve web");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /--commit is required without a terminal[^]*slipway approve main\/web --commit bbbbbbb$/m,
    );
    assert.deepEqual(decisions(), []);
  });

  it("say that nothing waits", async () => {
    for (const status of ["Succeeded", "Failed", "Abandoned"]) {
      const { see, decisions } = world({ status });
      const { code, stderr } = await see("approve web");
      assert.equal(code, 2);
      assert.equal(
        stderr,
        "✗ Nothing waits for approval in the pipeline of main/web.\n  slipway status main/web shows where it stands.\n",
      );
      assert.deepEqual(decisions(), []);
    }
  });

  it("say that someone else was quicker", async () => {
    for (const refusal of ["InvalidApprovalTokenException", "ApprovalAlreadyCompletedException"]) {
      const { code, stderr } = await world({ refusal }).see("approve web --commit bbb");
      assert.equal(code, 1);
      assert.match(stderr, /^✗ What was shown waits no more/);
    }
  });

  it("let a wrong revision be rejected, and not approved", async () => {
    const { see, decisions } = world({ commits: [release("web", "b", { text: "[]" })] });
    const { code, stderr } = await see("approve web");
    assert.equal(code, 2);
    assert.match(stderr, /is wrong and would fail: must be a non-empty array/);
    assert.equal((await see("reject web --commit bbb")).code, 0);
    assert.equal(decisions().length, 1);
  });

  it("decide nothing when the commit is not in the file's history", async () => {
    const { see, decisions } = world({ commits: [release("web", "a")] });
    const { code, stderr } = await see("approve web");
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`its commit ${commitId("b")} is not among the last 100`));
    assert.deepEqual(decisions(), []);
  });
});
