import assert from "node:assert/strict";

import { checkValue, matchesPattern } from "../../gateway/validate/checkValue";
import { decodeQuery } from "../../gateway/validate/decodeQuery";
import { type ServiceModel, type Shape } from "../../gateway/validate/serviceModel";

const shapes: Readonly<Record<string, Shape>> = {
  Input: {
    type: "structure",
    required: ["name"],
    members: {
      name: { shape: "Name" },
      port: { shape: "Port" },
      mode: { shape: "Mode" },
      on: { shape: "Switch" },
      tags: { shape: "Tags" },
      subnets: { shape: "Names", locationName: "Subnets" },
      flat: { shape: "FlatNames" },
    },
  },
  Name: { type: "string", min: 1, max: 5, pattern: "[a-z]+" },
  Port: { type: "integer", min: 1, max: 65535 },
  Mode: { type: "string", enum: ["bridge", "awsvpc"] },
  Switch: { type: "boolean" },
  Names: { type: "list", member: { shape: "Name" }, max: 2 },
  FlatNames: { type: "list", flattened: true, member: { shape: "Name", locationName: "Flat" } },
  Tags: { type: "map", key: { shape: "Name" }, value: { shape: "Name" } },
};
const model = (protocol: string): ServiceModel => ({
  metadata: { protocol, apiVersion: "2026-01-01" },
  operations: {},
  shapes,
});
const violations = (value: unknown): readonly string[] =>
  checkValue(model("json"), { shape: "Input" }, value).map(({ sentence }) => sentence);

describe("a request against its model", () => {
  it("passes when it keeps to it", () => {
    const value = {
      name: "web",
      port: 80,
      mode: "bridge",
      on: false,
      subnets: ["a"],
      tags: { a: "b" },
    };
    assert.deepEqual(violations(value), []);
  });

  const cases: readonly [string, unknown, RegExp][] = [
    ["a missing member", {}, /Value null at 'name' .* must not be null/],
    ["a null for a required member", { name: null }, /'name' .* must not be null/],
    ["an unknown member", { name: "web", prot: 80 }, /'prot' is no member.*port/],
    [
      "a text too long",
      { name: "website" },
      /Value 'website' at 'name' .* less than or equal to 5/,
    ],
    ["a text that breaks its pattern", { name: "web1" }, /regular expression pattern: \[a-z\]\+/],
    ["a number out of range", { name: "web", port: 0 }, /greater than or equal to 1/],
    [
      "a text where a number belongs",
      { name: "web", port: "80" },
      /cannot be converted to integer/,
    ],
    [
      "a value outside its set",
      { name: "web", mode: "host" },
      /enum value set: \[bridge, awsvpc\]/,
    ],
    [
      "a list too long",
      { name: "web", subnets: ["a", "b", "c"] },
      /'subnets' .* less than or equal to 2/,
    ],
    ["a bad element of a list", { name: "web", subnets: ["A"] }, /'subnets\.1\.member'/],
    ["a bad key of a map", { name: "web", tags: { A: "b" } }, /'tags\.key'/],
  ];
  for (const [what, value, expected] of cases) {
    it(`is refused for ${what}`, () => {
      const found = violations(value);
      assert.equal(found.length, 1, found.join("; "));
      assert.match(found[0] ?? "", expected);
    });
  }

  it("gets every violation told, not only the first", () => {
    assert.equal(violations({ port: 0, mode: "host" }).length, 3);
  });
});

describe("a pattern of a model", () => {
  it("covers the whole value", () => {
    assert.equal(matchesPattern("[a-z]+", "web 1"), false);
  });

  it("that JavaScript cannot read refuses nothing", () => {
    assert.equal(matchesPattern("(?<!", "anything"), true);
  });
});

describe("the form of a request", () => {
  const decode = (protocol: string, form: string) =>
    decodeQuery(model(protocol), { shape: "Input" }, new URLSearchParams(form));

  it("gives lists, maps, numbers and switches back", () => {
    const { value, unknown } = decode(
      "query",
      "Action=X&Version=1&name=web&port=80&on=true&Subnets.member.1=a&Subnets.member.2=b&Flat.1=c&tags.entry.1.key=k&tags.entry.1.value=v",
    );
    assert.deepEqual(unknown, []);
    assert.deepEqual(value, {
      name: "web",
      port: 80,
      on: true,
      subnets: ["a", "b"],
      flat: ["c"],
      tags: { k: "v" },
    });
  });

  it("numbers the lists of EC2 without a word in between", () => {
    assert.deepEqual(decode("ec2", "Subnets.1=a&Subnets.2=b").value, { subnets: ["a", "b"] });
  });

  it("names parameters that belong to nothing", () => {
    assert.deepEqual(decode("query", "name=web&Sbunets.member.1=a").unknown, ["Sbunets.member.1"]);
  });

  it("keeps a text that is no number, for the check to refuse", () => {
    assert.deepEqual(decode("query", "port=http").value, { port: "http" });
  });
});
