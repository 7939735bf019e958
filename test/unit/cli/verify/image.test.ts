import { type TaskDefinition as SdkTaskDefinition } from "@aws-sdk/client-ecs";
import assert from "node:assert/strict";

import {
  architecture,
  ecrImageOf,
  existence,
  lookAt,
  wantedArchitecture,
} from "../../../../cli/verify/image";
import { ecrAdapter } from "../../../../delivery/aws/ecr";
import { taskDefinitionFrom } from "../../../../delivery/aws/ecsAnswers";
import { type TaskDefinition } from "../../../../delivery/aws/ecsTypes";
import { image } from "../../../support/cliFixtures";
import { holding, index, registry, single } from "../../../support/imageRegistry";

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
      const found = existence(await lookAt(ecrAdapter(registry(answer)), uri, "eu-west-1"));
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
    const none = ecrAdapter(registry({}));
    const elsewhere = existence(await lookAt(none, "ghcr.io/acme/web:1", "eu-west-1"));
    assert.deepEqual(elsewhere, {
      state: "could not be checked",
      says: "ghcr.io/acme/web:1 is not in ECR",
    });
    const region = existence(await lookAt(none, uri, "eu-west-3"));
    assert.match(region.says, /is in another region, eu-west-1$/);
  });
});

describe("the check of the architecture", () => {
  const definition = (answer: SdkTaskDefinition) => taskDefinitionFrom("web:1", answer);
  const silent = definition({});
  const arm = definition({ runtimePlatform: { cpuArchitecture: "ARM64" } });
  const fargate = definition({ requiresCompatibilities: ["FARGATE"] });

  it("wants what the task definition says, or what Fargate or all hosts are", () => {
    assert.equal(wantedArchitecture(arm, ["X86_64"])?.architecture, "ARM64");
    assert.equal(wantedArchitecture(fargate, [])?.architecture, "X86_64");
    assert.equal(wantedArchitecture(silent, ["ARM64"])?.architecture, "ARM64");
    assert.equal(wantedArchitecture(silent, ["ARM64", "X86_64"]), undefined);
    assert.equal(wantedArchitecture(silent, []), undefined);
  });

  const table: readonly (readonly [
    title: string,
    manifest: string,
    wants: TaskDefinition,
    state: string,
    says: RegExp,
  ])[] = [
    ["an index with it", index, arm, "ok", /made for ARM64; the task definition asks for ARM64/],
    ["an index without it", index, fargate, "failed", /made for ARM64, but Fargate runs X86_64/],
    ["one image of another", single, arm, "failed", /made for X86_64, but .*"exec format error"/],
    ["one image of it", single, fargate, "ok", /made for X86_64/],
    ["a manifest that does not tell", '{"manifests":[]}', arm, "could not be checked", /does not/],
  ];
  for (const [title, manifest, wants, state, says] of table) {
    it(`is ${state} for ${title}`, async () => {
      const ecr = ecrAdapter(holding(manifest));
      const seen = await lookAt(ecr, image("web", "a"), "eu-west-1");
      const found = await architecture(ecr, seen, wantedArchitecture(wants, []), download);
      assert.equal(found.state, state);
      assert.match(found.says, says);
    });
  }

  it("leaves out what a build attests about itself", async () => {
    assert.match(index, /"architecture":"unknown"/);
    const ecr = ecrAdapter(holding(index));
    const seen = await lookAt(ecr, image("web", "a"), "eu-west-1");
    const found = await architecture(ecr, seen, wantedArchitecture(arm, []), download);
    assert.equal(found.says, "the image is made for ARM64; the task definition asks for ARM64");
  });
});
