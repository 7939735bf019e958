import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";

import { close, listen, portOf } from "../../../test/support/servers";
import { gitCommits } from "../../gateway/codepipeline/actions/commits";
import { AwsCallError } from "../../gateway/codepipeline/awsCalls";
import { type Gateway } from "../../gateway/gateway";
import { roleCalls } from "../../gateway/roleCalls";
import { bodyOf, upstream } from "../../gateway/upstream";
import { Stand } from "../codecommit/stand";

const role = "arn:aws:iam::000000000000:role/pipeline";

describe("what pipelines do through the gateway", () => {
  let stand: Stand;
  let emulator: Server;
  let gateway: Gateway;
  let received: { target: string; body: string }[];
  let reply: { status: number; body: string };
  before(async () => {
    stand = await Stand.start();
    emulator = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const target = String(request.headers["x-amz-target"] ?? "");
        received.push({ target, body: body.toString("utf8") });
        response.writeHead(reply.status).end(reply.body);
      });
    });
    await listen(emulator);
    const free = { ...stand.gateway.validator, problem: () => undefined };
    gateway = { ...stand.gateway, upstream: upstream(portOf(emulator)), validator: free };
  });
  after(async () => {
    await close(emulator);
    await stand.stop();
  });
  beforeEach(() => {
    received = [];
    reply = { status: 200, body: "{}" };
    gateway.faults.clear();
  });

  const image = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/web:1";
  const ecs = () =>
    roleCalls(() => gateway).ecs(
      role,
      "RegisterTaskDefinition",
      { containerDefinitions: [{ name: "web", image }] },
      "*",
    );

  it("takes the way of every call: images are rewritten to the emulator and back", async () => {
    const { port } = gateway.options;
    reply.body = JSON.stringify({ image: `localhost:${port}/web:1` });
    assert.deepEqual(await ecs(), { image });
    assert.deepEqual(received, [
      {
        target: "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition",
        body: `{"containerDefinitions":[{"name":"web","image":"localhost:${port}/web:1"}]}`,
      },
    ]);
  });

  it("is recorded under the role, with what IAM decides on", async () => {
    const calls = roleCalls(() => gateway);
    await ecs();
    await calls.publish(role, { topicArn: "arn:topic", subject: "s", message: "m" });
    calls.note(role, "iam", "PassRole", "arn:role");
    // The log is a stream of its own, which nobody waits for.
    const log = () => readFileSync(join(stand.folder, "calls.jsonl"), "utf8");
    while (!log().includes("PassRole")) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const lines = log().trim().split("\n");
    const recorded = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      recorded
        .slice(-3)
        .map(({ role: by, service, action, resources }) => [by, service, action, resources]),
      [
        [role, "ecs", "RegisterTaskDefinition", ["*"]],
        [role, "sns", "Publish", ["arn:topic"]],
        [role, "iam", "PassRole", ["arn:role"]],
      ],
    );
  });

  it("fails with the service's code, and in passing where nobody answers", async () => {
    const failure = { service: "ecs", action: "RegisterTaskDefinition", message: "no", times: 1 };
    gateway.faults.add({ ...failure, code: "AccessDeniedException" });
    await assert.rejects(ecs(), (error: unknown) => {
      assert.ok(error instanceof AwsCallError);
      assert.deepEqual(
        [error.code, error.message, error.passing],
        ["AccessDeniedException", "no", false],
      );
      return true;
    });
    gateway = { ...gateway, upstream: upstream(1) };
    await assert.rejects(ecs(), (error: unknown) => {
      assert.ok(error instanceof AwsCallError);
      assert.equal(error.passing, true);
      return true;
    });
  });

  it("reads branches, commits and files from the repository's git", async () => {
    const client = stand.client();
    await client.createRepository({ repositoryName: "deployment" });
    const { commitId = "" } = await client.putFile({
      repositoryName: "deployment",
      branchName: "staging",
      filePath: "main/web/revision.json",
      fileContent: Buffer.from("[]"),
      commitMessage: "Release",
    });
    const commits = gitCommits((name) => gateway.codeCommit.folderOf(name));
    assert.equal(commits.exists("deployment"), true);
    assert.equal(commits.exists("other"), false);
    assert.equal(await commits.branch("deployment", "staging"), commitId);
    assert.equal(await commits.branch("deployment", "prod"), undefined);
    assert.equal((await commits.commit("deployment", commitId))?.message.trim(), "Release");
    assert.equal(await commits.commit("deployment", "9".repeat(40)), undefined);
    const file = (path: string) => commits.file("deployment", commitId, path);
    assert.equal((await file("main/web/revision.json"))?.toString(), "[]");
    assert.equal(await file("main/web"), undefined);
    assert.equal(await file("main/api/revision.json"), undefined);
    assert.equal(await commits.file("other", commitId, "x"), undefined);
  });
});
