import { type CodeCommit } from "@aws-sdk/client-codecommit";
import assert from "node:assert/strict";

import { codeCommitStore } from "../../../delivery/codeCommitStore";
import { Clones } from "./clones";
import { Stand, toQueue } from "./stand";

describe("CodeCommit's events on local AWS", () => {
  let stand: Stand;
  let client: CodeCommit;
  const clones = new Clones();
  let repositoryName = "";
  before(async () => {
    stand = await Stand.start();
    client = stand.client();
  });
  after(async () => {
    await stand.stop();
    clones.remove();
  });
  beforeEach(async () => {
    repositoryName = await stand.newRepository([toQueue]);
  });

  const clone = (name = repositoryName) => clones.clone(stand.cloneUrl(repositoryName), name);

  const details = async () =>
    (await stand.events()).map((event) => event["detail"] as Readonly<Record<string, unknown>>);

  it("report every branch and tag that a push created, moved or deleted, in AWS's shape", async () => {
    const folder = await clone();
    const login = Buffer.from("grace-at-000000000000:secret").toString("base64");
    await clones.git(folder, "config", "http.extraHeader", `Authorization: Basic ${login}`);
    await clones.git(folder, "checkout", "--quiet", "-b", "main");
    const first = await clones.commitFile(folder, "a", "a");
    await clones.git(folder, "push", "--quiet", "origin", "main");
    const { repositoryMetadata } = await client.getRepository({ repositoryName });
    const [created = {}] = await stand.events();
    assert.match(String(created["id"]), /^[0-9a-f-]{36}$/);
    assert.match(String(created["time"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const common = {
      callerUserArn: "arn:aws:iam::000000000000:user/grace",
      referenceFullName: "refs/heads/main",
      referenceName: "main",
      referenceType: "branch",
      repositoryId: repositoryMetadata?.repositoryId,
      repositoryName,
    };
    assert.deepEqual(created, {
      version: "0",
      id: created["id"],
      "detail-type": "CodeCommit Repository State Change",
      source: "aws.codecommit",
      account: "000000000000",
      time: created["time"],
      region: "eu-west-1",
      resources: [`arn:aws:codecommit:eu-west-1:000000000000:${repositoryName}`],
      detail: { ...common, event: "referenceCreated", commitId: first },
    });
    stand.received.length = 0;
    const second = await clones.commitFile(folder, "a", "b");
    await clones.git(folder, "tag", "v1");
    await clones.git(folder, "push", "--quiet", "origin", "main", "v1", "HEAD:refs/heads/other");
    await clones.git(folder, "push", "--quiet", "origin", ":other");
    const seen = await details();
    assert.equal(seen.length, 4);
    const of = (event: string, name: string) =>
      seen.find((detail) => detail["event"] === event && detail["referenceName"] === name);
    assert.deepEqual(of("referenceUpdated", "main"), {
      ...common,
      event: "referenceUpdated",
      commitId: second,
      oldCommitId: first,
    });
    assert.equal(of("referenceCreated", "v1")?.["referenceType"], "tag");
    assert.equal(of("referenceCreated", "v1")?.["referenceFullName"], "refs/tags/v1");
    assert.equal(of("referenceCreated", "other")?.["commitId"], second);
    assert.equal(of("referenceDeleted", "other")?.["oldCommitId"], second);
    assert.equal("commitId" in (of("referenceDeleted", "other") ?? {}), false);
  });

  it("report API commits, and of nothing where nothing changed", async () => {
    const { commitId } = await client.putFile({
      repositoryName,
      branchName: "staging",
      filePath: "a",
      fileContent: Buffer.from("a"),
    });
    await client
      .putFile({
        repositoryName,
        branchName: "staging",
        filePath: "a",
        fileContent: Buffer.from("a"),
        parentCommitId: commitId,
      })
      .catch(() => undefined);
    const seen = await details();
    assert.deepEqual(
      seen.map(({ event, callerUserArn }) => [event, callerUserArn]),
      [["referenceCreated", "arn:aws:iam::000000000000:user/ada"]],
    );
  });

  it("reach a FIFO queue in the group of its target, a function, and no rule that does not match", async () => {
    const lambda = "arn:aws:lambda:eu-west-1:000000000000:function:trigger";
    stand.rules = [
      toQueue,
      {
        name: "to-function",
        pattern: {
          source: ["aws.codecommit"],
          detail: { referenceType: ["branch"], referenceName: ["staging"] },
        },
        targets: [{ Id: "function", Arn: lambda, InputPath: "$.detail" }],
      },
      { ...toQueue, name: "off", state: "DISABLED" },
      { ...toQueue, name: "other", pattern: { detail: { referenceName: ["prod"] } } },
      { ...toQueue, name: "broken", pattern: { detail: { event: [{ sounds: "like" }] } } },
    ];
    await client.putFile({
      repositoryName,
      branchName: "staging",
      filePath: "a",
      fileContent: Buffer.from("a"),
    });
    await stand.events();
    assert.deepEqual(stand.received.map(({ target, group }) => [target, group]).sort(), [
      [lambda, undefined],
      ["http://queues/trigger.fifo", "staging"],
    ]);
    const handed = stand.received.find(({ target }) => target === lambda)?.body ?? "{}";
    assert.equal((JSON.parse(handed) as Record<string, unknown>)["event"], "referenceCreated");
  });

  it("are delivered after an emulator that was busy for a while", async () => {
    stand.failures = 3;
    await client.putFile({
      repositoryName,
      branchName: "staging",
      filePath: "a",
      fileContent: Buffer.from("a"),
    });
    assert.equal((await stand.events()).length, 1);
  });

  for (const [code, times] of [
    ["Lost", 0],
    ["Doubled", 2],
  ] as const) {
    it(`can be ${code.toLowerCase()} by a test, once`, async () => {
      const fault = { service: "events", action: "Deliver", code, message: "on purpose" };
      await fetch(`${stand.origin}/_slipway/faults`, {
        method: "POST",
        body: JSON.stringify({ ...fault, containing: repositoryName }),
      });
      const store = codeCommitStore(client, { repository: repositoryName, branch: "staging" });
      await client.putFile({
        repositoryName,
        branchName: "staging",
        filePath: "a",
        fileContent: Buffer.from("a"),
      });
      assert.equal((await stand.events()).length, times);
      await store.commit({ path: "b", text: "b", message: "b" });
      assert.equal((await stand.events()).length, times + 1);
    });
  }
});
