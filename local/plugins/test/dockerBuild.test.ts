import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildCommand, run } from "../docker-build/build";
import { contextHash } from "../docker-build/contextHash";
import { destinationProblems, destinations } from "../docker-build/destinations";
import { parseDockerIgnore } from "../docker-build/dockerIgnore";
import { image } from "../docker-build/image";
import { UNKNOWN } from "../provider/values";
import { parseImageName, registryUrl } from "../registry/imageName";

const ecr = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/slipway-local/hello";

describe("where the docker-build stand-in pushes", () => {
  it("reads an export as text: by digest, to the repository", () => {
    const raw = `type=image,name=${ecr},push=true,push-by-digest=true`;
    assert.deepEqual(destinations({ push: false, exports: [{ raw }] }), [
      { name: ecr, byDigest: true },
    ]);
  });

  it("pushes tags, and nothing without push", () => {
    assert.deepEqual(destinations({ push: true, tags: [`${ecr}:1`] }), [
      { name: `${ecr}:1`, byDigest: false },
    ]);
    assert.deepEqual(destinations({ push: false, tags: [`${ecr}:1`] }), []);
  });

  it("leaves out an export that is not known yet", () => {
    const inputs = { push: false, exports: [{ raw: UNKNOWN }] };
    assert.deepEqual(destinations(inputs), []);
    assert.deepEqual(destinationProblems(inputs), []);
  });

  it("refuses registries that are not on this machine, and exports that it cannot make", () => {
    assert.match(
      destinationProblems({ push: true, tags: ["ghcr.io/a/b:1"] })[0]?.reason ?? "",
      /only to registries on this machine, not to "ghcr.io"/,
    );
    assert.match(
      destinationProblems({ push: false, exports: [{ tar: { dest: "x" } }] })[0]?.reason ?? "",
      /exports of type "tar"/,
    );
  });

  it("sends the names of Amazon's registries to the emulator", () => {
    const { host, repository, reference } = parseImageName(`${ecr}@sha256:ab`);
    assert.equal(registryUrl(host, "http://localhost:4566"), "http://localhost:4566");
    assert.deepEqual([repository, reference], ["slipway-local/hello", "sha256:ab"]);
  });

  it("reads short names as Docker does", () => {
    assert.deepEqual(parseImageName("nginx"), {
      host: "docker.io",
      repository: "library/nginx",
      reference: "latest",
    });
    assert.equal(parseImageName("localhost:5000/a/b:1").reference, "1");
  });
});

describe("the build of an image", () => {
  it("gets secrets by the environment, never by the command line", () => {
    const command = buildCommand(
      {
        context: { location: "app" },
        target: "run",
        buildArgs: { V: "1" },
        platforms: ["linux/amd64"],
        secrets: { token: "hidden" },
      },
      "/id",
    );
    assert.equal(command.args.join(" ").includes("hidden"), false);
    assert.deepEqual(Object.values(command.env), ["hidden"]);
    assert.deepEqual(command.args.slice(-9), [
      "--target",
      "run",
      "--platform",
      "linux/amd64",
      "--build-arg",
      "V=1",
      "--secret",
      "id=token,env=SLIPWAY_BUILD_SECRET_0",
      "app",
    ]);
  });

  it("is not repeated for a password that alone is new", () => {
    const registry = (password: string) => [{ address: ecr, username: "AWS", password }];
    const same = image.equivalent?.["registries"];
    assert.equal(same?.(registry("a"), registry("b")), true);
    assert.equal(same(registry("a"), [{ address: "other", username: "AWS" }]), false);
  });

  it("refuses a context and a Dockerfile that do not exist", () => {
    const [problem] = image.validate?.({ push: false, context: { location: "/nowhere" } }) ?? [];
    assert.equal(problem?.property, "context.location");
  });
});

describe("the hash of a build context", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-context-"));
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\n");
    writeFileSync(join(folder, "src", "app.js"), "1");
    writeFileSync(join(folder, ".dockerignore"), "*.log\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const hash = () => contextHash({ context: { location: folder } });

  it("changes with a file, a name and the Dockerfile", () => {
    const first = hash();
    assert.equal(hash(), first);
    writeFileSync(join(folder, "src", "app.js"), "2");
    const second = hash();
    writeFileSync(join(folder, "src", "new.js"), "");
    const third = hash();
    writeFileSync(join(folder, "Dockerfile"), "FROM scratch\nUSER 1\n");
    assert.equal(new Set([first, second, third, hash()]).size, 4);
  });

  it("does not change with what the build never sees", () => {
    const first = hash();
    writeFileSync(join(folder, "debug.log"), "x");
    assert.equal(hash(), first);
  });

  it("follows the last pattern that matches, as Docker does", () => {
    const ignored = parseDockerIgnore("# comment\nnode_modules\n**/*.tmp\ndocs/*\n!docs/keep.md\n");
    assert.deepEqual(
      ["node_modules/a/b.js", "a/b/c.tmp", "c.tmp", "docs/x.md", "docs/keep.md", "src/node.js"].map(
        ignored,
      ),
      [true, true, true, true, false, false],
    );
  });
});

describe("a build that ends before it has read its Dockerfile", () => {
  it("ends with its exit code, not with a broken pipe", async () => {
    const stdin = "x".repeat(1 << 20);
    const command = { args: ["-c", "exec <&-; echo no space left; exit 3"], stdin };
    assert.deepEqual(await run("sh", command), { code: 3, output: "no space left\n" });
  });
});
