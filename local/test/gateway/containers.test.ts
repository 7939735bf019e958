import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { close, freePort, listen, portOf } from "../../../test/support/servers";
import { until } from "../../../test/support/until";
import { makeGateway } from "../../gateway/makeGateway";
import { containerServer } from "../../gateway/server";
import { bodyOf } from "../../gateway/upstream";

describe("the server for containers", () => {
  const role = "arn:aws:iam::000000000000:role/worker-task";
  let folder = "";
  let emulator: Server;
  let server: Server;
  let origin = "";

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-containers-"));
    const model = { metadata: { protocol: "json", apiVersion: "2012-11-05" }, shapes: {} };
    const version = join(folder, "sqs", "2012-11-05");
    mkdirSync(version, { recursive: true });
    writeFileSync(
      join(version, "service-2.json.gz"),
      gzipSync(JSON.stringify({ ...model, operations: { GetQueueUrl: {} } })),
    );
    emulator = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const target = String(request.headers["x-amz-target"] ?? request.url);
        const { tasks = [] } = JSON.parse(body.toString("utf8") || "{}") as {
          tasks?: string[];
        };
        const answers: Readonly<Record<string, object>> = {
          DescribeTasks: { tasks: tasks.includes("0f") ? [{ taskDefinitionArn: "worker:1" }] : [] },
          DescribeTaskDefinition: { taskDefinition: { taskRoleArn: role } },
          GetQueueUrl: { QueueUrl: `http://localhost:${portOf(emulator)}/000000000000/jobs` },
        };
        response.end(JSON.stringify(answers[target.split(".").at(-1) ?? ""] ?? { url: target }));
      });
    });
    await listen(emulator);
    const port = await freePort();
    const gateway = makeGateway({
      port,
      emulatorPort: portOf(emulator),
      host: "127.0.0.1",
      account: "000000000000",
      region: "eu-west-1",
      models: folder,
      instance: "slipway:test",
      calls: join(folder, "calls.jsonl"),
    });
    server = containerServer(gateway);
    await listen(server);
    origin = `http://127.0.0.1:${portOf(server)}`;
  });

  after(async () => {
    await Promise.all([close(server), close(emulator)]);
    rmSync(folder, { recursive: true, force: true });
  });

  const queueUrl = (key: string) =>
    fetch(origin, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AmazonSQS.GetQueueUrl",
        authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ QueueName: "jobs" }),
    });

  it("gives a queue the address by which the container called", async () => {
    const answer = await queueUrl("task.main.0f");
    assert.deepEqual(await answer.json(), { QueueUrl: `${origin}/000000000000/jobs` });
  });

  it("records a call with the role of the task", async () => {
    await queueUrl("task.main.0f");
    const text = () => readFileSync(join(folder, "calls.jsonl"), "utf8");
    const line = await until("a recorded call", () =>
      Promise.resolve(
        text()
          .split("\n")
          .find((one) => one.includes("GetQueueUrl")),
      ),
    );
    assert.equal((JSON.parse(line) as { role?: string }).role, role);
  });

  it("answers no one else", async () => {
    for (const key of ["test", "task.main.0e", "task.main"]) {
      const answer = await queueUrl(key);
      assert.equal(answer.status, 403, key);
      assert.match(await answer.text(), /with the keys in their environment/);
    }
    for (const path of ["/_slipway/health", "/v2/", "/_slipway/faults"]) {
      assert.equal((await fetch(origin + path)).status, 403, path);
    }
  });

  it("hands on what a task asks of its metadata", async () => {
    const answer = await fetch(`${origin}/v4/token/task`);
    assert.deepEqual(await answer.json(), { url: "/v4/token/task" });
  });
});
