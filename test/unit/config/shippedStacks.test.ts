import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { kinds } from "../../../config/kinds";
import { lines, parsed, slipwayValues } from "./stack";

const root = join(__dirname, "../../..");
const stacks = ["local", "staging", "prod"] as const;

function file(stack: string): string {
  return readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
}

describe("the shipped stack files", () => {
  for (const stack of stacks) {
    it(`${stack} is valid and names the editor's schema`, () => {
      assert.deepEqual(lines(slipwayValues(file(stack)), { stack }), []);
      const [first = ""] = file(stack).split("\n");
      const path = /^# yaml-language-server: \$schema=(\S+)$/.exec(first)?.[1] ?? "none";
      assert.ok(existsSync(join(root, path)), path);
      const { config } = parse(file(stack)) as { config: Record<string, unknown> };
      assert.equal(config["aws:region"], "eu-west-1");
    });
  }

  it("protect what holds data everywhere but on this machine", () => {
    for (const stack of stacks) {
      const { config } = parsed(slipwayValues(file(stack)), { stack });
      assert.equal(config?.protect, stack !== "local", stack);
      assert.equal(
        config.clusters.main?.loadBalancer?.deletionProtection,
        stack !== "local",
        stack,
      );
    }
  });

  it("give the deployment repository of an account one owner, with a branch for each", () => {
    const shipped = ["staging", "prod"].map(
      (stack) => parsed(slipwayValues(file(stack)), { stack }).config?.deployment,
    );
    const places = shipped.map((deployment) => {
      const { repository, branch, createRepository } = deployment ?? assert.fail();
      return { repository, branch, createRepository };
    });
    assert.deepEqual(places, [
      { repository: "deployment", branch: "staging", createRepository: true },
      { repository: "deployment", branch: "prod", createRepository: false },
    ]);
  });

  it("let prod survive the loss of a zone, by HTTPS", () => {
    const { config } = parsed(slipwayValues(file("prod")), { stack: "prod" });
    assert.equal(config?.network.natGateways, "per-az");
    assert.notEqual(config.clusters.main?.loadBalancer?.certificateArn, undefined);
    for (const app of Object.values(config.clusters.main?.apps ?? {})) {
      assert.ok("count" in app && app.count >= 2);
    }
  });
});

describe("the examples of docs/configuration.md", () => {
  for (const [kind, { example }] of Object.entries(kinds)) {
    it(`${kind}: nothing is wrong`, () => {
      assert.deepEqual(lines(slipwayValues(example), { stack: "staging" }), []);
    });
  }
});
