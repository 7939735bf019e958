import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { knownDigest } from "../../../../components/image/knownDigest";
import { lifecyclePolicy } from "../../../../components/image/lifecyclePolicy";
import { type Graph, graphOf, isKnown, valueOf } from "../../../support/graph";
import { digestOf } from "../../../support/outputs";
import { imageOf, url } from "./fixture";

const repositoryOf = (graph: Graph) =>
  graph.node("aws:ecr/repository:Repository", "hello-repository");
const policyOf = (graph: Graph) =>
  graph.node("aws:ecr/lifecyclePolicy:LifecyclePolicy", "hello-lifecycle-policy");
const buildOf = (graph: Graph) => graph.node("docker-build:index:Image", "hello-build");

describe("an image of the stack", () => {
  it("has a repository, a lifecycle policy and a build", async () => {
    const [, graph] = await imageOf();
    const { urn } = graph.node("slipway:image:AppImage", "hello");
    assert.deepEqual(
      graph
        .childrenOf(urn)
        .map((node) => `${node.type} ${node.name}`)
        .sort(),
      [
        "aws:ecr/lifecyclePolicy:LifecyclePolicy hello-lifecycle-policy",
        "aws:ecr/repository:Repository hello-repository",
        "docker-build:index:Image hello-build",
      ],
    );
  });

  it("scans, encrypts and never overwrites: only the tags of the cache and of what runs may move", async () => {
    const [, graph] = await imageOf();
    assert.deepEqual(repositoryOf(graph).inputs, {
      name: "slipway-staging/hello",
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [
        { filter: "cache", filterType: "WILDCARD" },
        { filter: "running-*", filterType: "WILDCARD" },
      ],
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: false,
    });
  });

  it("keeps what a rollback needs", async () => {
    const [, graph] = await imageOf({ keepReleases: 7, keepNewest: 40 });
    assert.deepEqual(policyOf(graph).inputs, {
      repository: "slipway-staging/hello",
      policy: JSON.stringify(lifecyclePolicy({ keepReleases: 7, keepNewest: 40 })),
    });
  });

  it("keeps the newest two hundred images unless told otherwise", async () => {
    const [, graph] = await imageOf();
    assert.equal(
      policyOf(graph).inputs.policy,
      JSON.stringify(lifecyclePolicy({ keepReleases: 30, keepNewest: 200 })),
    );
  });

  it("outlives the stack when it is protected: neither deleted nor emptied", async () => {
    const [, graph] = await imageOf({ protect: true });
    const repository = repositoryOf(graph);
    assert.equal(repository.protect, true);
    assert.equal(repository.retainOnDelete, true);
    assert.equal(repository.inputs.forceDelete, false);
    assert.equal(policyOf(graph).retainOnDelete, true);
    assert.equal(policyOf(graph).protect, false);
  });

  it("goes with the stack, images and all, when it is not protected", async () => {
    const [, graph] = await imageOf({ protect: false });
    const repository = repositoryOf(graph);
    assert.equal(repository.protect, false);
    assert.equal(repository.retainOnDelete, false);
    assert.equal(repository.inputs.forceDelete, true);
    assert.equal(policyOf(graph).retainOnDelete, false);
  });

  it("never deletes a digest with its build", async () => {
    for (const protect of [true, false]) {
      const [, graph] = await imageOf({ protect });
      assert.equal(buildOf(graph).retainOnDelete, true);
    }
  });

  it("is built from its folder, for its platform", async () => {
    const [, graph] = await imageOf({
      dockerfile: "docker/App.Dockerfile",
      platform: "linux/arm64",
      target: "runtime",
      args: { VERSION: "1.2.3" },
    });
    const { inputs } = buildOf(graph);
    assert.deepEqual(inputs.context, { location: "./examples/hello" });
    assert.deepEqual(inputs.dockerfile, { location: "examples/hello/docker/App.Dockerfile" });
    assert.deepEqual(inputs.platforms, ["linux/arm64"]);
    assert.equal(inputs.target, "runtime");
    assert.deepEqual(inputs.buildArgs, { VERSION: "1.2.3" });
  });

  it("starts with a copy of another image where builds elsewhere fill the repository", async () => {
    const [, graph] = await imageOf({ context: undefined, initial: "nginx:1.27" });
    const { inputs } = buildOf(graph);
    assert.deepEqual(inputs.context, { location: "components/image/initial" });
    assert.deepEqual(inputs.dockerfile, { location: "components/image/initial/Dockerfile" });
    assert.deepEqual(inputs.buildArgs, { IMAGE: "nginx:1.27" });
    assert.deepEqual(inputs.platforms, ["linux/amd64"]);
    assert.match(
      readFileSync("components/image/initial/Dockerfile", "utf8"),
      /^ARG IMAGE\nFROM \$\{IMAGE\}$/m,
    );
  });

  it("refuses an image of no origin and of two", async () => {
    for (const change of [{ context: undefined }, { initial: "nginx:1.27" }]) {
      await assert.rejects(imageOf(change), /it needs either a context or an initial image/);
    }
  });

  it("hands the build no target, arguments or secrets where there are none", async () => {
    const [, graph] = await imageOf();
    assert.deepEqual(Object.keys(buildOf(graph).inputs).sort(), [
      "buildOnPreview",
      "cacheFrom",
      "cacheTo",
      "context",
      "dockerfile",
      "exports",
      "network",
      "platforms",
      "push",
      "registries",
    ]);
  });

  it("is pushed by its digest alone, so that a repeated build never meets an immutable tag", async () => {
    const [, graph] = await imageOf();
    const { inputs } = buildOf(graph);
    assert.deepEqual(inputs.exports, [
      { raw: `type=image,name=${url},push=true,push-by-digest=true` },
    ]);
    assert.equal(inputs.push, false);
    assert.ok(!("tags" in inputs));
  });

  it("keeps its cache in the registry, in the form that ECR takes", async () => {
    const [, graph] = await imageOf();
    const { inputs } = buildOf(graph);
    assert.deepEqual(inputs.cacheFrom, [{ registry: { ref: `${url}:cache` } }]);
    assert.deepEqual(inputs.cacheTo, [
      {
        registry: {
          ref: `${url}:cache`,
          mode: "max",
          imageManifest: true,
          ociMediaTypes: true,
          ignoreError: true,
        },
      },
    ]);
  });

  it("is not built in a preview unless that is asked for", async () => {
    for (const buildOnPreview of [false, true]) {
      const [, graph] = await imageOf({ buildOnPreview });
      assert.equal(buildOf(graph).inputs.buildOnPreview, buildOnPreview);
    }
  });

  it("signs in to its repository with a secret password", async () => {
    const [, graph] = await imageOf();
    const build = buildOf(graph);
    assert.deepEqual(build.inputs.registries, [
      { address: url, username: "AWS", password: "token-of-the-hour" },
    ]);
    assert.ok(build.secretInputs.includes("registries"));
  });

  it("hands build secrets to the build as secrets, and to nothing else", async () => {
    const [, graph] = await imageOf({ secrets: { npm: "hunter2", pip: pulumi.secret("hunter3") } });
    const build = buildOf(graph);
    assert.deepEqual(build.inputs.secrets, { npm: "hunter2", pip: "hunter3" });
    assert.ok(build.secretInputs.includes("secrets"));
    const component = graph.node("slipway:image:AppImage", "hello");
    assert.deepEqual(component.inputs.secretNames, ["npm", "pip"]);
    const others = graph.nodes.filter((node) => node !== build);
    assert.ok(!JSON.stringify(others).includes("hunter"));
  });

  it("is known to apps by its digest", async () => {
    const [image] = await imageOf();
    assert.equal(await valueOf(image.uri), `${url}@${digestOf("hello-build")}`);
  });

  it("has no digest in the preview that comes before its build", async () => {
    const [image] = await imageOf({}, true);
    assert.equal(await isKnown(image.uri), false);
  });

  it("has no digest either where a preview gives an empty one for a changed context", async () => {
    const found: pulumi.Output<string>[] = [];
    await graphOf(
      () => {
        const component = new pulumi.ComponentResource("slipway:image:AppImage", "hello");
        found.push(knownDigest("hello", pulumi.output(""), component));
      },
      { calls: {}, preview: true },
    );
    assert.deepEqual(await Promise.all(found.map(isKnown)), [false]);
  });

  it("says so when a build that has run gave no digest", async () => {
    await assert.rejects(
      imageOf({}, false, { digest: "" }),
      /Image "hello": its build gave no digest.* Run the update again/,
    );
  });

  it("registers its configuration as inputs and exactly its public fields as outputs", async () => {
    const [, graph] = await imageOf();
    const component = graph.node("slipway:image:AppImage", "hello");
    assert.deepEqual(component.inputs, {
      project: "slipway",
      stack: "staging",
      context: "./examples/hello",
      dockerfile: "Dockerfile",
      platform: "linux/amd64",
      args: {},
      buildOnPreview: false,
      keepReleases: 30,
      keepNewest: 200,
      protect: true,
      secretNames: [],
    });
    assert.deepEqual(component.outputs, {
      uri: `${url}@${digestOf("hello-build")}`,
      repositoryUrl: url,
      repositoryArn: "arn:aws:ecr:eu-west-1:000000000000:repository/hello-repository",
      repositoryName: "slipway-staging/hello",
    });
  });

  for (const [key, count] of [
    ["keepReleases", 0],
    ["keepReleases", 1001],
    ["keepNewest", 0],
    ["keepNewest", 2.5],
  ] as const) {
    it(`is refused when ${key} is ${count}`, async () => {
      await assert.rejects(imageOf({ [key]: count }), {
        message: `Image "hello": ${key} must be an integer from 1 to 1000, got ${count}.`,
      });
    });
  }
});
