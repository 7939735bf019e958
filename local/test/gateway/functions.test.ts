import { CodeCommit } from "@aws-sdk/client-codecommit";
import { Lambda } from "@aws-sdk/client-lambda";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { close, freePort, listen, portOf } from "../../../test/support/servers";
import { until } from "../../../test/support/until";
import {
  functionEndpoint,
  functionRequest,
  managesFunctions,
  withEndpoint,
} from "../../gateway/functions/functionEnvironment";
import { type Gateway } from "../../gateway/gateway";
import { makeGateway } from "../../gateway/makeGateway";
import { gatewayServer } from "../../gateway/server";
import { bodyOf } from "../../gateway/upstream";
import { codeCommitModel } from "../codecommit/models";

const origin = "http://localhost:4566";
const created = "/2015-03-31/functions";

describe("the address that a function gets", () => {
  const variables = (method: string, url: string, input: object): unknown => {
    const sent = withEndpoint(method, url, JSON.stringify(input), origin);
    return (JSON.parse(sent) as { Environment?: { Variables?: unknown } }).Environment?.Variables;
  };

  it("is the gateway's, with the function's name", () => {
    const AWS_ENDPOINT_URL = `${origin}/_slipway/functions/trigger`;
    assert.deepEqual(variables("POST", created, { FunctionName: "trigger" }), { AWS_ENDPOINT_URL });
    const Environment = { Variables: { STACK: "prod" } };
    for (const reference of ["trigger", "arn:aws:lambda:eu-west-1:0:function:trigger"]) {
      const url = `${created}/${encodeURIComponent(reference)}/configuration`;
      assert.deepEqual(variables("PUT", url, { Environment }), { AWS_ENDPOINT_URL, STACK: "prod" });
    }
  });

  it("stays its own where it has one, and untouched by a change of something else", () => {
    const Variables = { AWS_ENDPOINT_URL: "http://localhost:9999" };
    const input = { FunctionName: "trigger", Environment: { Variables } };
    assert.deepEqual(variables("POST", created, input), Variables);
    assert.equal(variables("PUT", `${created}/trigger/configuration`, { Timeout: 9 }), undefined);
  });

  it("tells the function from what it asks for", () => {
    const url = new URL(`${functionEndpoint(origin, "trigger")}/v2/resource?a=1`);
    const asked = functionRequest(url.pathname + url.search);
    assert.deepEqual(asked, { name: "trigger", url: "/v2/resource?a=1" });
    assert.deepEqual(functionRequest("/_slipway/functions/trigger"), { name: "trigger", url: "/" });
    assert.equal(functionRequest("/_slipway/health"), undefined);
  });

  it("is no business of calls of a function", () => {
    assert.equal(managesFunctions(`${created}/trigger/invocations`), false);
    assert.equal(managesFunctions("/2021-11-15/functions/t/response-streaming-invocations"), false);
    assert.equal(managesFunctions(`${created}/trigger/configuration?Qualifier=1`), true);
  });
});

describe("functions behind the gateway", () => {
  let folder: string;
  let emulator: Server;
  let server: Server;
  let shared: Gateway;
  let address: string;
  let environment: { Variables?: Record<string, string> } | undefined;
  let role = "arn:aws:iam::000000000000:role/trigger-role";

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "slipway-functions-"));
    // An emulator that has one function.
    emulator = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        if (request.method !== "GET") {
          const input = JSON.parse(body.toString("utf8")) as {
            Environment?: { Variables?: Record<string, string> };
          };
          environment = input.Environment;
        }
        response.writeHead(200, { "content-type": "application/json" });
        response.end(
          JSON.stringify({ FunctionName: "trigger", Role: role, Environment: environment }),
        );
      });
    });
    await listen(emulator);
    const port = await freePort();
    address = `http://localhost:${port}`;
    shared = makeGateway({
      host: "127.0.0.1",
      port,
      emulatorPort: portOf(emulator),
      account: "000000000000",
      region: "eu-west-1",
      models: codeCommitModel(folder),
      instance: "slipway:test",
      calls: join(folder, "calls.jsonl"),
    });
    server = gatewayServer(shared);
    await listen(server, port);
  });
  after(async () => {
    shared.calls.close();
    await close(server);
    await close(emulator);
    rmSync(folder, { recursive: true, force: true });
  });

  const credentials = { accessKeyId: "000000000000", secretAccessKey: "test" };
  const settings = () => ({ region: "eu-west-1", credentials, maxAttempts: 1 });

  it("are shown without the address that they were made with", async () => {
    const lambda = new Lambda({ ...settings(), endpoint: address });
    const made = await lambda.createFunction({
      FunctionName: "trigger",
      Role: role,
      Code: { ZipFile: Buffer.from("zip") },
    });
    assert.equal(
      environment?.Variables?.["AWS_ENDPOINT_URL"],
      `${address}/_slipway/functions/trigger`,
    );
    assert.equal(made.Environment, undefined);
    const Variables = { STACK: "prod" };
    await lambda.updateFunctionConfiguration({
      FunctionName: "trigger",
      Environment: { Variables },
    });
    const read = await lambda.getFunctionConfiguration({ FunctionName: "trigger" });
    assert.deepEqual(read.Environment?.Variables, Variables);
  });

  it("call with their role, also when it is another one than before", async () => {
    const endpoint = `${address}/_slipway/functions/trigger`;
    const codeCommit = new CodeCommit({ ...settings(), endpoint });
    await codeCommit.listRepositories({});
    role = "arn:aws:iam::000000000000:role/slipway/other-role";
    const lambda = new Lambda({ ...settings(), endpoint: address });
    await lambda.updateFunctionConfiguration({ FunctionName: "trigger", Role: role });
    await codeCommit.listRepositories({});
    // The log is written after the answer.
    const calls = await until("both calls in the log", () => {
      const listed = readFileSync(join(folder, "calls.jsonl"), "utf8")
        .split("\n")
        .filter((line) => line.includes(`"ListRepositories"`))
        .map((line) => JSON.parse(line) as { role?: string });
      return Promise.resolve(listed.length < 2 ? undefined : listed);
    });
    assert.deepEqual(
      calls.map((call) => call.role),
      [
        "arn:aws:iam::000000000000:role/trigger-role",
        "arn:aws:iam::000000000000:role/slipway/other-role",
      ],
    );
  });
});
