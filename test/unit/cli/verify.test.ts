import assert from "node:assert/strict";
import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { architecturesOf, ecrImageOf } from "../../../cli/aws/imageManifest";
import type { Host } from "../../../cli/aws/hosts";
import { architecture, existence, lookAt, wantedArchitecture } from "../../../cli/verify/image";
import { room } from "../../../cli/verify/room";
import { secrets } from "../../../cli/verify/secrets";
import { CannotLook, checked } from "../../../cli/verify/check";
import type { Check } from "../../../cli/verify/check";
import { answering, connectionTo, shop, typed } from "../../support/cli";
import { historyOf, image, release, service } from "../../support/cliFixtures";

const index = JSON.stringify({
  manifests: [
    { platform: { os: "linux", architecture: "arm64" } },
    { platform: { os: "unknown", architecture: "unknown" } },
  ],
});
const single = JSON.stringify({ config: { digest: "sha256:c0" } });

/** A registry with one manifest, or what it says instead. */
function registry(answer: unknown) {
  return answering({
    BatchGetImageCommand: () => {
      if (answer instanceof Error) throw answer;
      return answer;
    },
    GetDownloadUrlForLayerCommand: () => ({ downloadUrl: "https://layers/c0" }),
  });
}

function holding(manifest: string) {
  return registry({ images: [{ imageManifest: manifest }] });
}

const download = (url: string) =>
  Promise.resolve(url === "https://layers/c0" ? '{"architecture":"amd64"}' : "{}");

describe("the check of the image", () => {
  const uri = image("web", "a");
  const absent = Object.assign(new Error("x"), { name: "RepositoryNotFoundException" });
  const table: readonly (readonly [answer: unknown, state: string, says: RegExp])[] = [
    [{ images: [{ imageManifest: single }] }, "ok", /^web@a{12} exists$/],
    [
      { images: [], failures: [{ failureReason: "Requested image not found" }] },
      "failed",
      /cannot be pulled: Requested image not found$/,
    ],
    [absent, "failed", /there is no ECR repository "shop-staging\/web"$/],
  ];
  for (const [answer, state, says] of table) {
    it(`is ${state}: ${says.source}`, async () => {
      const found = existence(await lookAt(registry(answer), uri, "eu-west-1"));
      assert.equal(found.state, state);
      assert.match(found.says, says);
    });
  }

  it("asks for the digest, or the tag where there is none", () => {
    assert.deepEqual(ecrImageOf(uri)?.imageId, { imageDigest: `sha256:${"a".repeat(64)}` });
    assert.deepEqual(ecrImageOf("111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4"), {
      registryId: "111122223333",
      region: "eu-west-1",
      repositoryName: "shop/web",
      imageId: { imageTag: "1.4" },
    });
  });

  it("does not look in other registries and regions, and says so", async () => {
    const elsewhere = existence(await lookAt(registry({}), "ghcr.io/acme/web:1", "eu-west-1"));
    assert.deepEqual(elsewhere, {
      state: "could not be checked",
      says: "ghcr.io/acme/web:1 is not in ECR",
    });
    const region = existence(await lookAt(registry({}), uri, "eu-west-3"));
    assert.match(region.says, /is in another region, eu-west-1$/);
  });
});

describe("the check of the architecture", () => {
  const arm: TaskDefinition = { runtimePlatform: { cpuArchitecture: "ARM64" } };
  const fargate: TaskDefinition = { requiresCompatibilities: ["FARGATE"] };

  it("wants what the task definition says, or what Fargate or all hosts are", () => {
    assert.equal(wantedArchitecture(arm, ["X86_64"])?.architecture, "ARM64");
    assert.equal(wantedArchitecture(fargate, [])?.architecture, "X86_64");
    assert.equal(wantedArchitecture({}, ["ARM64"])?.architecture, "ARM64");
    assert.equal(wantedArchitecture({}, ["ARM64", "X86_64"]), undefined);
    assert.equal(wantedArchitecture({}, []), undefined);
  });

  const table: readonly (readonly [
    title: string,
    manifest: string,
    definition: TaskDefinition,
    state: string,
    says: RegExp,
  ])[] = [
    ["an index with it", index, arm, "ok", /made for ARM64; the task definition asks for ARM64/],
    ["an index without it", index, fargate, "failed", /made for ARM64, but Fargate runs X86_64/],
    ["one image of another", single, arm, "failed", /made for X86_64, but .*"exec format error"/],
    ["one image of it", single, fargate, "ok", /made for X86_64/],
    ["a manifest that does not tell", '{"manifests":[]}', arm, "could not be checked", /does not/],
  ];
  for (const [title, manifest, definition, state, says] of table) {
    it(`is ${state} for ${title}`, async () => {
      const ecr = holding(manifest);
      const seen = await lookAt(ecr, image("web", "a"), "eu-west-1");
      const found = await architecture(ecr, seen, wantedArchitecture(definition, []), download);
      assert.equal(found.state, state);
      assert.match(found.says, says);
    });
  }

  it("leaves out what a build attests about itself", async () => {
    const where = ecrImageOf(image("web", "a"));
    assert.ok(where !== undefined);
    assert.deepEqual(await architecturesOf(holding(index), where, index, download), ["arm64"]);
  });
});

describe("the check of the secrets", () => {
  const key = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";
  const reading = (...sources: readonly string[]): TaskDefinition => ({
    containerDefinitions: [
      { name: "web", secrets: sources.map((valueFrom) => ({ name: "X", valueFrom })) },
    ],
  });
  const clients = (deleted?: Date) => {
    const manager = answering({
      DescribeSecretCommand: ({ SecretId }: { SecretId: string }) => {
        if (SecretId !== key) {
          throw Object.assign(new Error("x"), { name: "ResourceNotFoundException" });
        }
        return { ARN: key, DeletedDate: deleted };
      },
    });
    const ssm = answering({
      GetParametersCommand: ({ Names }: { Names: string[] }) => ({
        InvalidParameters: Names.filter((name) => name !== "/shop/key"),
      }),
    });
    return {
      manager,
      secrets: () => Promise.resolve(manager),
      ssm: () => Promise.resolve(ssm),
    };
  };

  it("asks once for a secret of which two keys are read", async () => {
    const given = clients();
    const found = await secrets(given, reading(`${key}:user::`, `${key}:password::`, "/shop/key"));
    assert.deepEqual(found, { state: "ok", says: "3 secrets are there" });
    assert.deepEqual(
      given.manager.asked.map(({ input }) => input),
      [{ SecretId: key }],
    );
  });

  it("names those that are missing or about to be deleted", async () => {
    const missing = await secrets(clients(), reading(`${key}x`, "/shop/other"));
    assert.deepEqual(missing, {
      state: "failed",
      says: `tasks would not start: ${key}x does not exist; /shop/other does not exist`,
    });
    const marked = await secrets(clients(new Date()), reading(key));
    assert.match(marked.says, /is marked for deletion$/);
  });

  it("asks nobody when there are none", async () => {
    const nobody = () => assert.fail("nobody is asked");
    const found = await secrets({ secrets: nobody, ssm: nobody }, reading());
    assert.equal(found.state, "ok");
  });
});

describe("the check of the room", () => {
  const definition: TaskDefinition = {
    containerDefinitions: [
      {
        name: "web",
        cpu: 128,
        memory: 256,
        memoryReservation: 128,
        portMappings: [{ hostPort: 80 }],
      },
      { name: "proxy", cpu: 64, memory: 64, portMappings: [{ hostPort: 0 }, {}] },
    ],
  };
  const host = (changes: Partial<Host> = {}): Host => ({
    id: "i-1",
    architecture: "X86_64",
    cpuUnits: 192,
    memoryMiB: 192,
    takenPorts: [22],
    ...changes,
  });
  const table: readonly (readonly [
    title: string,
    hosts: readonly Host[],
    state: string,
    says: string,
  ])[] = [
    ["a host has just enough", [host()], "ok", "1 host of 1 has room"],
    ["no CPU is left", [host({ cpuUnits: 191 })], "failed", "none of 1 host has room"],
    ["no memory is left", [host({ memoryMiB: 191 })], "failed", "(192 CPU units and 192 MiB)"],
    ["a static port is taken", [host({ takenPorts: [80] })], "failed", "none of 1 host"],
    ["the cluster tells of no host", [], "could not be checked", "tells of no host"],
    ["another host has it", [host({ cpuUnits: 0 }), host()], "ok", "1 host of 2 has room"],
  ];
  for (const [title, hosts, state, says] of table) {
    it(`is ${state} when ${title}`, () => {
      const found = room(service("web"), definition, hosts);
      assert.equal(found.state, state);
      assert.ok(found.says.includes(says), found.says);
    });
  }

  it("cannot tell whether a cluster that grows will have it", () => {
    const growing = service("web", { capacityProviderStrategy: [{ capacityProvider: "hosts" }] });
    const full = [host({ cpuUnits: 0 })];
    assert.equal(room(growing, definition, full).state, "could not be checked");
    assert.match(room(growing, definition, full).says, /must start another, which takes minutes$/);
  });

  it("needs none when old tasks end first, or no task is wanted", () => {
    const first = service("web", { deploymentConfiguration: { maximumPercent: 100 } });
    assert.equal(room(first, definition, []).state, "ok");
    assert.equal(room(service("web", { desiredCount: 0 }), definition, []).state, "ok");
  });

  it("takes the limits of the task where it has some", () => {
    const limited = { ...definition, cpu: "1024", memory: "64" };
    assert.match(room(service("web"), limited, [host()]).says, /1024 CPU units and 64 MiB/);
  });
});

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
`,
    );
    assert.equal(code, 0);
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
      /^\? image {9}could not be checked: these credentials may not look: no ecr:BatchGetImage\n/,
    );
    assert.match(stdout, /✓ room/);
  });

  it("refuses an image that no revision may name", async () => {
    const { code, stderr } = await see("verify web --image shop/web");
    assert.equal(code, 2);
    assert.match(stderr, /^✗ --image must be <repository>:<tag> or .*, got "shop\/web"\.\n/);
  });
});
