import assert from "node:assert/strict";

import { programTimeout, stackConfig } from "../../test/support/stackProgram";
import { rules } from "../pack";
import { bookkeeping } from "../policies";
import { type Subject } from "../rule";
import { relaxations } from "../settings";
import { preview } from "./engine";
import { packConfigOf, resourcesOf } from "./shippedStacks";

const today = "2026-12-01";
const codebuild = "aws:codebuild/project:Project";
const shipped = ["staging", "prod"] as const;

for (const stack of shipped) {
  describe(`the ${stack} stack as shipped`, () => {
    const config = packConfigOf(stack);
    let resources: readonly Subject[];
    let firstPreview: readonly Subject[];

    before(async function () {
      this.timeout(2 * programTimeout);
      resources = await resourcesOf(stack);
      firstPreview = await resourcesOf(stack, { preview: true });
    });

    it("passes without a violation, of any level", () => {
      assert.deepEqual(preview(resources, { config, today }), []);
    });

    it("passes its first preview, with nothing but notes on values that are not known yet", () => {
      const first = preview(firstPreview, { config, today });
      assert.ok(first.length > 0);
      assert.deepEqual(
        first.filter(({ policy }) => policy !== bookkeeping.unchecked),
        [],
      );
    });

    it("has its containers checked in the first preview, although the image is not built", () => {
      const first = preview(firstPreview, { config, today });
      assert.deepEqual(
        first.filter(({ message }) => message.includes("container-")),
        [],
      );
    });

    it("is stopped when a container becomes privileged, in the first preview too", () => {
      const privileged = firstPreview.map((resource) =>
        resource.type === "slipway:app:TaskDefinition"
          ? { ...resource, props: withPrivileged(resource.props) }
          : resource,
      );
      assert.deepEqual(
        preview(privileged, { config, today })
          .filter(({ level }) => level === "mandatory")
          .map(({ policy }) => policy),
        ["container-not-privileged"],
      );
    });

    it("turns off only rules of the pack, each with its reason", () => {
      const off = Object.entries(config)
        .filter(([, settings]) => settings === "disabled")
        .map(([rule]) => rule);
      const reasons = relaxations
        .filter(({ stacks }) => stacks.includes(stack))
        .map(({ rule }) => rule);
      assert.deepEqual(off.sort(), [...reasons].sort());
      const known = new Set(rules.map(({ name }) => name));
      assert.deepEqual(
        off.filter((rule) => !known.has(rule)),
        [],
      );
    });

    it("enforces everything else", () => {
      const levels = Object.entries(config).filter(
        ([key, settings]) =>
          typeof settings === "string" && settings !== "disabled" && key !== "all",
      );
      assert.equal(config["all"], "mandatory");
      assert.deepEqual(levels, [[bookkeeping.unchecked, "advisory"]]);
    });
  });
}

describe("a stack with pipelines that build", () => {
  it("passes without a violation, of any level", async function () {
    this.timeout(programTimeout);
    const connection = {
      arn: "arn:aws:codeconnections:eu-west-1:000000000000:connection/0a1b",
      repository: "acme/shop",
    };
    const config = {
      ...stackConfig("staging"),
      "slipway:images": JSON.stringify({
        ...{ hello: { context: "examples/hello" }, one: { initial: "nginx:1.27" } },
        two: { initial: "nginx:1.27" },
      }),
      "slipway:builds": JSON.stringify({
        one: { image: "one", source: { connection }, test: { command: ["true"], reports: "/out" } },
        two: { image: "two", source: { codecommit: "shop" } },
      }),
    };
    const resources = await resourcesOf("staging", { config });
    assert.equal(resources.filter(({ type }) => type === codebuild).length, 2);
    const found = preview(resources, {
      config: packConfigOf("staging"),
      today,
    });
    assert.deepEqual(found, []);
  });
});

describe("the exemption that staging ships", () => {
  it("is a violation once it has expired", async function () {
    this.timeout(programTimeout);
    const found = preview(await resourcesOf("staging"), {
      config: packConfigOf("staging"),
      today: "2099-01-01",
    });
    assert.deepEqual(
      found.map(({ policy }) => policy),
      ["listener-encrypted", bookkeeping.review],
    );
  });
});

function withPrivileged(props: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const definition = props["definition"] as readonly Record<string, unknown>[];
  return { ...props, definition: definition.map((one) => ({ ...one, privileged: true })) };
}
