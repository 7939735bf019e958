import assert from "node:assert/strict";

import { entries } from "../../aws/lambda";
import { diffResource } from "../../provider/diff";
import { context, entryOf, fakeClients, updated } from "./fakeClients";

describe("invocation", () => {
  const entry = entryOf(entries, "Invocation");
  const inputs = {
    functionName: "f",
    input: '{"a":1}',
    qualifier: "$LATEST",
    lifecycleScope: "CREATE_ONLY",
    terraformKey: "tf",
  };
  const echo = (sent: string[], answer: object = {}) =>
    fakeClients({
      lambda: {
        invoke: ({ Payload }: { Payload: Buffer }) => {
          sent.push(Payload.toString("utf8"));
          return { Payload: Buffer.from('{"done":true}'), ...answer };
        },
      },
    });

  it("calls once with the program's own input, and keeps the result", async () => {
    const sent: string[] = [];
    const clients = echo(sent);
    const id = await entry.create(clients, inputs, context);
    assert.equal(id, "f,$LATEST,bb6cb5c68df4652941caf652a366f2d8");
    assert.deepEqual(await entry.read(clients, id, inputs), { result: '{"done":true}' });
    // Another run knows nothing new: the state keeps what it has.
    assert.deepEqual(await entry.read(echo([]), id, inputs), {});
    await entry.delete(clients, id, inputs, context);
    assert.deepEqual(sent, ['{"a":1}']);
  });

  it("fails with what the function says of its failure", async () => {
    const Payload = Buffer.from('{"errorMessage":"no branch"}');
    const clients = echo([], { FunctionError: "Unhandled", Payload });
    await assert.rejects(
      entry.create(clients, inputs, context),
      /invoking Lambda Function \(f\): \{"errorMessage":"no branch"\}/,
    );
  });

  it("tells the function of updates and of its end where it follows the whole life", async () => {
    const sent: string[] = [];
    const clients = echo(sent);
    const crud = { ...inputs, lifecycleScope: "CRUD" };
    await updated(entry, clients, "id", { ...crud, input: '{"a":2}' }, crud);
    await entry.delete(clients, "id", crud, context);
    assert.deepEqual(sent, [
      '{"a":2,"tf":{"action":"update","prev_input":{"a":1}}}',
      '{"a":1,"tf":{"action":"delete","prev_input":{"a":1}}}',
    ]);
  });

  it("is replaced by another input, unless it follows the whole life", () => {
    const replaces = (lifecycleScope: string) => {
      const state = { ...inputs, lifecycleScope };
      const news = { ...state, input: '{"a":2}' };
      const { changes } = diffResource(
        entry,
        {},
        {
          oldInputs: state,
          state,
          news,
          ignoreChanges: [],
        },
      );
      return changes.map((change) => change.replaces);
    };
    assert.deepEqual(replaces("CREATE_ONLY"), [true]);
    assert.deepEqual(replaces("CRUD"), [false]);
  });

  it("wants JSON, and an object where it adds to it", () => {
    const problems = (changed: object) =>
      entry.validate?.({ ...inputs, ...changed }).map(({ property }) => property);
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({ input: "{" }), ["input"]);
    assert.deepEqual(problems({ input: "1" }), []);
    assert.deepEqual(problems({ input: "1", lifecycleScope: "CRUD" }), ["input"]);
    assert.deepEqual(problems({ lifecycleScope: "ALWAYS" }), ["lifecycleScope"]);
  });
});
