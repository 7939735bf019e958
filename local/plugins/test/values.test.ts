import * as rpc from "@pulumi/pulumi/runtime/rpc";
import assert from "node:assert/strict";

import * as values from "../provider/values";

const { UNKNOWN, unwrap, wrap } = values;
const secret = (value: unknown) => ({ [values.signatureKey]: values.secretSignature, value });

describe("values on the wire", () => {
  it("carry the marks of Pulumi's own SDK", () => {
    assert.equal(values.signatureKey, rpc.specialSigKey);
    assert.equal(values.secretSignature, rpc.specialSecretSig);
    assert.equal(values.unknownMark, rpc.unknownValue);
  });

  it("lose their secret wrappers, but the properties with secrets in them are remembered", () => {
    const { values: plain, secrets } = unwrap({
      password: secret("p"),
      environment: { a: "1", b: secret("2") },
      list: [secret({ c: 3 })],
      open: "o",
    });
    assert.deepEqual(plain, {
      password: "p",
      environment: { a: "1", b: "2" },
      list: [{ c: 3 }],
      open: "o",
    });
    assert.deepEqual([...secrets].sort(), ["environment", "list", "password"]);
  });

  it("keep unknowns unknown, at any depth, there and back", () => {
    const wire = { a: values.unknownMark, b: { c: [values.unknownMark] } };
    const { values: plain } = unwrap(wire);
    assert.deepEqual(plain, { a: UNKNOWN, b: { c: [UNKNOWN] } });
    assert.deepEqual(wrap(plain), wire);
  });

  it("go back as secrets where they came as secrets", () => {
    assert.deepEqual(wrap({ password: "p", open: "o" }, new Set(["password"])), {
      password: secret("p"),
      open: "o",
    });
  });

  it("have no nulls", () => {
    assert.deepEqual(unwrap({ a: null, b: { c: null } }).values, { b: {} });
    assert.deepEqual(wrap({ a: undefined, b: null, c: 0 }), { c: 0 });
  });
});
