import { type Declarations } from "../declarations/shape";
import { sameSet } from "../equivalence";
import { type StandIn, StandInProvider } from "../provider/standInProvider";
import { type Context, type Properties, type ResourceEntry } from "../resourceEntry";

/** What exists in the imaginary service of these tests. */
export type Store = Map<string, Properties>;

export const type = "aws:test/widget:Widget";
export const urn = "urn:pulumi:dev::slipway::aws:test/widget:Widget::web";
export const context: Context = { urn, warn: () => undefined };

/** A resource type with one input of each kind. */
export const widget: ResourceEntry<Store> = {
  type,
  inputs: ["colour", "labels", "name", "size", "tags"],
  replaceOn: ["name", "size"],
  computed: ["address", "size"],
  defaults: { colour: "grey" },
  autoName: { property: "name", maxLength: 32 },
  equivalent: { labels: sameSet },
  create: (store, inputs) => {
    const id = String(inputs["name"]);
    store.set(id, { size: 1, ...inputs, address: `10.0.0.${String(store.size + 1)}` });
    return Promise.resolve(id);
  },
  read: (store, id) => Promise.resolve(store.get(id)),
  update: (store, id, inputs) => {
    store.set(id, { ...store.get(id), ...inputs });
    return Promise.resolve();
  },
  delete: (store, id) => {
    store.delete(id);
    return Promise.resolve();
  },
};

export const declarations: Declarations = {
  version: "7.0.0",
  provider: { region: { type: "string", required: false } },
  resources: {
    [type]: {
      inputs: {
        colour: { type: "string", required: false },
        labels: { type: { list: "string" }, required: false },
        name: { type: "string", required: false },
        policy: { type: "json", required: false },
        region: { type: "string", required: false },
        settings: { type: { list: { object: "test.Setting" } }, required: false },
        size: { type: "number", required: false },
        tags: { type: { map: "string" }, required: false },
      },
      outputs: ["address", "colour", "name", "region", "size", "tags", "tagsAll"],
    },
  },
  functions: { "aws:test/getWidget:getWidget": { name: { type: "string", required: true } } },
  objects: { "test.Setting": { name: { type: "string", required: true } } },
};

export function standIn(store: Store, entry: ResourceEntry<Store> = widget): StandIn<Store> {
  return {
    name: "aws",
    entries: [entry],
    functions: [
      {
        token: "aws:test/getWidget:getWidget",
        invoke: (all, { name }) => Promise.resolve({ address: all.get(String(name))?.["address"] }),
      },
    ],
    declarations,
    configure: () => ({
      clients: store,
      region: "eu-west-1",
      defaultTags: { team: "platform" },
    }),
  };
}

/** A configured provider of widgets. */
export function provider(store: Store = new Map(), entry = widget): StandInProvider<Store> {
  const made = new StandInProvider(standIn(store, entry));
  made.configure({}, {});
  return made;
}

/** Checked inputs; fails on problems. */
export function checked(made: StandInProvider<Store>, news: Properties, olds: Properties = {}) {
  const { inputs, problems } = made.check(type, { urn, olds, news, randomSeed: new Uint8Array() });
  if (problems.length > 0) {
    throw new Error(JSON.stringify(problems));
  }
  return inputs;
}
