import assert from "node:assert/strict";

import { archiveSignature, assetSignature } from "../../aws/functionArchive";
import { entries } from "../../aws/lambda";
import { diffResource } from "../../provider/diff";
import { signatureKey } from "../../provider/values";
import { awsError, context, entryOf, fakeClients, updated } from "./fakeClients";

const code = (hash: string) => ({
  [signatureKey]: archiveSignature,
  hash,
  assets: { "index.js": { [signatureKey]: assetSignature, text: hash } },
});

describe("function", () => {
  const entry = entryOf(entries, "Function");
  const arn = "arn:aws:lambda:eu-west-1:000000000000:function:f";
  const inputs = {
    name: "f",
    role: "arn:aws:iam::000000000000:role/f",
    runtime: "nodejs22.x",
    handler: "index.handler",
    code: code("1"),
    memorySize: 512,
    timeout: 60,
    reservedConcurrentExecutions: -1,
    environment: { variables: { stack: "prod" } },
    loggingConfig: { logFormat: "Text", logGroup: "logs" },
    tagsAll: { stack: "prod" },
  };
  const ready = { State: "Active", LastUpdateStatus: "Successful" };

  it("is made with the program's own names of variables, and waited for", async () => {
    const calls: unknown[] = [];
    const states = ["Pending", "Active"];
    const clients = fakeClients({
      lambda: {
        createFunction: ({ Code, ...rest }: { Code: { ZipFile: Buffer } }) => {
          assert.ok(Code.ZipFile.includes("index.js"));
          calls.push(rest);
          return {};
        },
        getFunctionConfiguration: () => ({ State: states.shift() }),
      },
    });
    assert.equal(await entry.create(clients, inputs, context), "f");
    assert.deepEqual(states, []);
    assert.deepEqual(calls, [
      {
        Environment: { Variables: { stack: "prod" } },
        FunctionName: "f",
        Handler: "index.handler",
        LoggingConfig: { LogFormat: "Text", LogGroup: "logs" },
        MemorySize: 512,
        PackageType: "Zip",
        Role: inputs.role,
        Runtime: "nodejs22.x",
        Tags: { stack: "prod" },
        Timeout: 60,
      },
    ]);
  });

  it("stays in the state when it fails after it was made", async () => {
    const clients = fakeClients({
      lambda: {
        createFunction: () => ({}),
        getFunctionConfiguration: () => ({ State: "Failed", StateReason: "no room" }),
      },
    });
    await assert.rejects(entry.create(clients, inputs, context), {
      name: "PartialCreateError",
      id: "f",
      message: "the function f failed: no room",
    });
  });

  it("is read in the provider's words, with what is not set left out", async () => {
    const Configuration = {
      FunctionName: "f",
      FunctionArn: arn,
      Version: "$LATEST",
      Environment: { Variables: { stack: "prod" } },
      LoggingConfig: { LogFormat: "Text", LogGroup: "logs" },
      DeadLetterConfig: { TargetArn: "" },
    };
    const getFunction = () => ({ Configuration, Tags: { stack: "prod" } });
    const state = await entry.read(fakeClients({ lambda: { getFunction } }), "f", inputs);
    assert.deepEqual(state?.["environment"], { variables: { stack: "prod" } });
    assert.deepEqual(state["loggingConfig"], { logFormat: "Text", logGroup: "logs" });
    assert.equal(state["deadLetterConfig"], null);
    assert.equal(state["reservedConcurrentExecutions"], -1);
    assert.equal(state["qualifiedArn"], `${arn}:$LATEST`);
    assert.equal(state["sourceCodeHash"], "1");
  });

  it("changes its code and its configuration only where they changed", async () => {
    const calls: string[] = [];
    const clients = fakeClients({
      lambda: {
        getFunctionConfiguration: () => ready,
        updateFunctionConfiguration: (input: object) => {
          calls.push(JSON.stringify(input));
          return {};
        },
        updateFunctionCode: () => {
          calls.push("code");
          return {};
        },
      },
    });
    const state = { ...inputs, arn };
    await updated(entry, clients, "f", inputs, state);
    assert.deepEqual(calls, []);
    const { environment, ...without } = inputs;
    assert.ok("variables" in environment);
    await updated(entry, clients, "f", { ...without, timeout: 30 }, state);
    await updated(entry, clients, "f", { ...inputs, code: code("2") }, state);
    assert.deepEqual(calls, [
      '{"FunctionName":"f","Timeout":30,"Environment":{"Variables":{}}}',
      "code",
    ]);
  });

  it("has not changed when its files lie elsewhere", () => {
    const moved = { ...code("1"), assets: {} };
    const request = { oldInputs: inputs, state: inputs, ignoreChanges: [] };
    assert.deepEqual(diffResource(entry, {}, { ...request, news: { ...inputs, code: moved } }), {
      changes: [],
      deleteBeforeReplace: false,
    });
    const { changes } = diffResource(
      entry,
      {},
      { ...request, news: { ...inputs, code: code("2") } },
    );
    assert.deepEqual(
      changes.map(({ property, replaces }) => [property, replaces]),
      [["code", false]],
    );
  });
});

describe("event source mapping", () => {
  const entry = entryOf(entries, "EventSourceMapping");

  it("is deleted when it is gone, and one that is gone is no failure", async () => {
    const seen = [{ State: "Deleting" }, undefined];
    const clients = fakeClients({
      lambda: {
        deleteEventSourceMapping: () => {
          if (seen.length === 0) {
            throw awsError("ResourceNotFoundException");
          }
          return {};
        },
        getEventSourceMapping: () => {
          const next = seen.shift();
          if (next === undefined) {
            throw awsError("ResourceNotFoundException");
          }
          return next;
        },
      },
    });
    await entry.delete(clients, "id", {}, context);
    assert.deepEqual(seen, []);
    await entry.delete(clients, "id", {}, context);
  });

  it("may name its function by its name, as the provider's state never does", () => {
    const same = entry.equivalent?.["functionName"];
    const arn = "arn:aws:lambda:eu-west-1:000000000000:function:f";
    assert.equal(same?.(arn, "f"), true);
    assert.equal(same(arn, "g"), false);
  });
});

describe("permission", () => {
  it("is read from its statement in the function's policy", async () => {
    const Statement = {
      Sid: "id",
      Action: "lambda:InvokeFunction",
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnLike: { "AWS:SourceArn": "arn:rule" } },
    };
    const getPolicy = () => ({ Policy: JSON.stringify({ Statement: [Statement] }) });
    const clients = fakeClients({ lambda: { getPolicy } });
    const entry = entryOf(entries, "Permission");
    assert.deepEqual(await entry.read(clients, "id", { function: "f" }), {
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      sourceAccount: null,
      sourceArn: "arn:rule",
      statementId: "id",
    });
    assert.equal(await entry.read(clients, "other", { function: "f" }), undefined);
  });
});
