import assert from "node:assert/strict";

import { CannotLook, checked, type Check } from "../../../../cli/verify/check";
import { answering, connectionTo, shop, typed } from "../../../support/cli";
import { historyOf, release, service } from "../../../support/cliFixtures";
import { holding, index, registry } from "../../../support/imageRegistry";

describe("a look that could not be taken", () => {
  it("is said, and no other error is hidden", async () => {
    const found = await checked("architecture", () => Promise.reject(new CannotLook("no way")));
    assert.deepEqual(found, {
      check: "architecture",
      state: "could not be checked",
      says: "no way",
    });
    await assert.rejects(
      checked("room", () => Promise.reject(new TypeError("x"))),
      TypeError,
    );
  });
});

describe("slipway verify", () => {
  const see = (line: string, parts: { containers?: string; refused?: boolean } = {}) => {
    const { containers = "web", refused = false } = parts;
    const ecs = answering({
      DescribeServicesCommand: () => ({ services: [service("web")] }),
      DescribeTaskDefinitionCommand: () => ({
        taskDefinition: {
          requiresCompatibilities: ["FARGATE"],
          runtimePlatform: { cpuArchitecture: "ARM64" },
          containerDefinitions: [{ name: containers }],
        },
      }),
    });
    const denial = Object.assign(new Error("no ecr:BatchGetImage"), {
      name: "AccessDeniedException",
    });
    const ecr = refused ? registry(denial) : holding(index);
    const connection = connectionTo(shop, {
      clients: {
        ecs: () => Promise.resolve(ecs as never),
        ecr: () => Promise.resolve(ecr as never),
      },
      store: historyOf({ "main/web/revision.json": [release("web", "a")] }),
    });
    return typed(line, { connect: () => Promise.resolve(connection) });
  };

  it("checks what the head says", async () => {
    const { code, stdout } = await see("verify main/web");
    assert.equal(
      stdout,
      `✓ image         web@aaaaaaaaaaaa exists
✓ architecture  the image is made for ARM64; the task definition asks for ARM64
✓ containers    the task definition has web
✓ secrets       the containers read no secrets
✓ room          Fargate makes room for every task
✓ rights        the execution role has no secrets to read
? network       could not be checked: neither the service nor the hosts say in which subnets tasks are
`,
    );
    assert.equal(code, 0);
  });

  it("fails an image that a release would refuse, although it exists", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const foreign = `999999999999.dkr.ecr.eu-west-1.amazonaws.com/shop-staging/web@${digest}`;
    for (const [uri, says] of [
      [
        foreign,
        `✗ image         The image ${foreign} does not belong to main/web: it is in the account`,
      ],
      [
        "nginx:1.29",
        "✗ image         The image nginx:1.29 does not belong to main/web: it is in anot",
      ],
      [
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-staging/web:latest",
        "✗ image         1111",
      ],
    ] as const) {
      const { code, stdout } = await see(`verify main/web --image ${uri}`);
      assert.deepEqual([code, stdout.slice(0, says.length)], [1, says]);
    }
  });

  it("ends with 1 when a check failed, also as JSON", async () => {
    const { code, stdout } = await see("verify web --json", { containers: "wep" });
    assert.equal(code, 1);
    const { checks, ...rest } = JSON.parse(stdout) as { checks: Check[] };
    assert.deepEqual(rest, { stack: "staging", app: "main/web", ok: false });
    assert.deepEqual(
      checks.find(({ state }) => state === "failed"),
      {
        check: "containers",
        state: "failed",
        says: "the task definition has no container web; it has wep",
      },
    );
  });

  it("says what it may not look at, and goes on", async () => {
    const { code, stdout } = await see("verify web", { refused: true });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^\? image {9}could not be checked: these credentials may not read it: no ecr:BatchGetImage\n/,
    );
    assert.match(stdout, /✓ room/);
  });

  it("refuses an image that no revision may name", async () => {
    const { code, stderr } = await see("verify web --image shop/web");
    assert.equal(code, 2);
    assert.match(stderr, /^✗ --image must be <repository>:<tag> or .*, got "shop\/web"\.\n/);
  });
});
