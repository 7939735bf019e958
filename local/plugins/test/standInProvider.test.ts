import assert from "node:assert/strict";

import { UNKNOWN } from "../provider/values";
import { PartialCreateError, type Properties } from "../resourceEntry";
import { checked, context, provider, type, urn, widget } from "./widget";

const seed = new Uint8Array();

function problemsOf(news: Properties): string[] {
  return provider()
    .check(type, { urn, olds: {}, news, randomSeed: seed })
    .problems.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("a stand-in provider checks inputs", () => {
  it("refuses a misspelled input and names the nearest one", () => {
    assert.deepEqual(problemsOf({ color: "red" }), [
      'color: "color" is not an input of this type; did you mean "colour"?',
    ]);
  });

  it("refuses wrong types, nested ones with their path", () => {
    assert.deepEqual(problemsOf({ size: "2", labels: [1] }), [
      'size: must be a number, got string "2"',
      "labels[0]: must be a string, got number 1",
    ]);
  });

  it("reports a real input that it does not support, with the URN", () => {
    assert.deepEqual(problemsOf({ settings: [{ name: "a" }] }), [
      `settings: is a real input of ${type}, but the stand-in aws provider does not support it (${urn})`,
    ]);
  });

  it("reports what is missing in a nested object", () => {
    assert.ok(problemsOf({ settings: [{}] }).includes("settings[0].name: is required and missing"));
  });

  it("accepts its own region and no other", () => {
    assert.deepEqual(problemsOf({ region: "eu-west-1" }), []);
    assert.match(problemsOf({ region: "us-east-1" })[0] ?? "", /serves only its own region/);
  });

  it("lets unknown values pass, as a preview needs", () => {
    assert.deepEqual(problemsOf({ size: UNKNOWN, labels: [UNKNOWN] }), []);
  });

  it("fills in defaults, a name and the provider's tags, and notes what it filled in", () => {
    const inputs = checked(provider(), { tags: { app: "web" } });
    assert.match(String(inputs["name"]), /^web-[0-9a-f]{7}$/);
    assert.deepEqual(
      { ...inputs, name: "" },
      {
        colour: "grey",
        name: "",
        tags: { app: "web" },
        tagsAll: { team: "platform", app: "web" },
        __defaults: ["colour", "name"],
      },
    );
  });

  it("keeps a name that it gave, and drops one that the program gave before", () => {
    const made = provider();
    const first = checked(made, {});
    assert.equal(checked(made, {}, first)["name"], first["name"]);
    assert.notEqual(checked(made, {}, { ...first, name: "mine", __defaults: [] })["name"], "mine");
  });

  it("does not know the tags of a resource whose own tags are unknown", () => {
    assert.equal(checked(provider(), { tags: UNKNOWN })["tagsAll"], UNKNOWN);
  });

  it("refuses options of the provider that do not exist", async () => {
    const [problem] = await provider().checkConfig({ regoin: "eu-west-1", version: "7.0.0" }, {});
    assert.equal(
      problem?.reason,
      '"regoin" is not an option of the provider; did you mean "region"?',
    );
  });
});

describe("a stand-in provider previews", () => {
  it("knows inputs and defaults, and nothing that only AWS can tell", async () => {
    const made = provider();
    const outputs = await made.previewCreate(type, checked(made, { name: "a" }), context);
    assert.equal(outputs["address"], UNKNOWN);
    assert.equal(outputs["size"], UNKNOWN);
    assert.equal(outputs["name"], "a");
    assert.equal(outputs["region"], "eu-west-1");
    assert.deepEqual(outputs["tagsAll"], { team: "platform" });
  });

  it("changes nothing", async () => {
    const store = new Map<string, Properties>();
    const made = provider(store);
    await made.previewCreate(type, checked(made, {}), context);
    await made.previewUpdate(type, checked(made, {}), {}, context);
    assert.equal(store.size, 0);
  });

  it("keeps computed outputs in an update, but for those that any update changes", async () => {
    const state = { address: "10.0.0.1", colour: "red" };
    const plain = provider();
    const inputs = checked(plain, { colour: "blue" });
    assert.equal((await plain.previewUpdate(type, inputs, state, context))["address"], "10.0.0.1");
    const moving = provider(new Map(), { ...widget, computedOnUpdate: ["address"] });
    assert.equal((await moving.previewUpdate(type, inputs, state, context))["address"], UNKNOWN);
  });
});

describe("a stand-in provider creates, reads and deletes", () => {
  it("takes the state from what exists, and tells the resource's own tags from the provider's", async () => {
    const made = provider();
    const inputs = checked(made, { name: "a", tags: { app: "web" } });
    const { id, state } = await made.create(type, inputs, context);
    assert.equal(id, "a");
    assert.equal(state["address"], "10.0.0.1");
    assert.deepEqual(state["tags"], { app: "web" });
    assert.deepEqual(state["tagsAll"], { team: "platform", app: "web" });
    assert.equal("__defaults" in state, false);
  });

  it("finds no difference after create and read", async () => {
    const made = provider();
    const inputs = checked(made, { labels: ["b", "a"], tags: { app: "web" } });
    const { id, state } = await made.create(type, inputs, context);
    const read = await made.read(type, id, inputs, state);
    assert.deepEqual(read, { state, inputs });
    const news = checked(made, { labels: ["a", "b"], tags: { app: "web" } }, read.inputs);
    const difference = await made.diff(type, {
      oldInputs: read.inputs,
      state: read.state,
      news,
      ignoreChanges: [],
    });
    assert.deepEqual(difference, { changes: [], deleteBeforeReplace: false });
  });

  it("shows drift as inputs that are no longer what the program wrote", async () => {
    const store = new Map<string, Properties>();
    const made = provider(store);
    const inputs = checked(made, { name: "a", colour: "red", tags: { app: "web" } });
    const { id, state } = await made.create(type, inputs, context);
    store.set(id, { ...store.get(id), colour: "black", tagsAll: { app: "web", extra: "1" } });
    const read = await made.read(type, id, inputs, state);
    assert.equal(read?.inputs["colour"], "black");
    assert.deepEqual(read.inputs["tagsAll"], { app: "web", extra: "1" });
  });

  it("says nothing of a resource that is gone", async () => {
    assert.equal(await provider().read(type, "gone", {}, {}), undefined);
  });

  it("takes the inputs of an import from what exists", async () => {
    const made = provider(
      new Map([["a", { name: "a", colour: "red", address: "x", tagsAll: {} }]]),
    );
    const read = await made.read(type, "a", {}, {});
    assert.deepEqual(read?.inputs, { name: "a", colour: "red", tagsAll: {}, __defaults: [] });
  });

  it("keeps a resource whose creation was only half done", async () => {
    const broken = { ...widget, read: () => Promise.reject(new Error("throttled")) };
    const made = provider(new Map(), broken);
    await assert.rejects(
      made.create(type, checked(made, { name: "a" }), context),
      (error: unknown) => error instanceof PartialCreateError && error.id === "a",
    );
  });

  it("refuses types and functions that it does not serve", async () => {
    assert.throws(
      () => provider().check("aws:x/y:Y", { urn, olds: {}, news: {}, randomSeed: seed }),
      /resource type aws:x\/y:Y is not served/,
    );
    await assert.rejects(provider().invoke("aws:x/y:y", {}), /function aws:x\/y:y is not served/);
  });
});
