import assert from "node:assert/strict";

import { type ExternalImage } from "../../../../components/existing/images";
import { type CallMocks, type Graph } from "../../../support/graph";
import { digestOf } from "../../../support/outputs";
import { existingOf, refuses, withApps } from "./fixture";

const ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app";

const calls: CallMocks = {
  "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({
    name,
    sha256Digest: digestOf(String(name)),
  }),
  "aws:ecr/getImage:getImage": ({ imageTag }) => ({ imageDigest: digestOf(String(imageTag)) }),
};

async function imagesOf(
  references: string[],
  otherCalls: CallMocks = {},
): Promise<[ReadonlyMap<string, ExternalImage>, Graph]> {
  const apps = references.map((image, index) => [`app-${index}`, { image }] as const);
  const [{ images }, graph] = await existingOf(
    { clusters: withApps(Object.fromEntries(apps)) },
    { ...calls, ...otherCalls },
  );
  return [images, graph];
}

describe("images that the stack does not build", () => {
  it("are pinned to the digest that their tag names", async () => {
    const [images, graph] = await imagesOf(["nginx:1.27"]);
    assert.deepEqual(images.get("nginx:1.27"), {
      pinned: `nginx@${digestOf("nginx:1.27")}`,
      repository: "nginx",
    });
    assert.deepEqual(
      graph.calls.map((call) => call.inputs),
      [{ name: "nginx:1.27" }],
    );
  });

  it("are looked up without a Docker daemon, by one process for all of them, each once", async () => {
    const [images, graph] = await imagesOf(["nginx:1.27", "redis:7", "nginx:1.27"]);
    const provider = graph.node("pulumi:providers:docker", "registries");
    assert.equal(provider.inputs.disableDockerDaemonCheck, "true");
    assert.equal(graph.ofType("pulumi:providers:docker").length, 1);
    assert.deepEqual(graph.calls.map((call) => call.inputs.name).sort(), ["nginx:1.27", "redis:7"]);
    assert.ok(graph.calls.every((call) => call.provider.startsWith(`${provider.urn}::`)));
    assert.deepEqual([...images.keys()], ["nginx:1.27", "redis:7"]);
  });

  it("mean the tag latest when they name none", async () => {
    const [images, graph] = await imagesOf(["nginx"]);
    assert.deepEqual(graph.calls[0]?.inputs, { name: "nginx:latest" });
    assert.equal(images.get("nginx")?.pinned, `nginx@${digestOf("nginx:latest")}`);
  });

  it("pass as they are with a digest, and ask nobody", async () => {
    const pinned = `nginx:1.27@sha256:${"a".repeat(64)}`;
    const [images, graph] = await imagesOf([pinned]);
    assert.equal(images.get(pinned)?.pinned, pinned);
    assert.deepEqual(graph.calls, []);
    assert.deepEqual(graph.ofType("pulumi:providers:docker"), []);
  });

  it("are asked of AWS in ECR, of the account and region they are in", async () => {
    const [images, graph] = await imagesOf([`${ecr}:v1`]);
    assert.deepEqual(images.get(`${ecr}:v1`), {
      pinned: `${ecr}@${digestOf("v1")}`,
      repository: ecr,
      repositoryArn: "arn:aws:ecr:us-east-1:123456789012:repository/team/app",
    });
    const [call] = graph.calls;
    assert.ok(call);
    assert.deepEqual(call.inputs, {
      registryId: "123456789012",
      region: "us-east-1",
      repositoryName: "team/app",
      imageTag: "v1",
    });
    assert.match(call.provider, /pulumi:providers:aws::explicit::/);
    assert.deepEqual(graph.ofType("pulumi:providers:docker"), []);
  });

  it("tell the repository in ECR of a pinned image, too: pulling it must be permitted", async () => {
    const pinned = `${ecr}@sha256:${"a".repeat(64)}`;
    const [images] = await imagesOf([pinned]);
    assert.equal(
      images.get(pinned)?.repositoryArn,
      "arn:aws:ecr:us-east-1:123456789012:repository/team/app",
    );
  });

  it("ask nobody and make nothing when there are none", async () => {
    const [images, graph] = await imagesOf([]);
    assert.equal(images.size, 0);
    assert.deepEqual(graph.calls, []);
    assert.deepEqual(graph.ofType("pulumi:providers:docker"), []);
  });

  it("are those of all containers, and not those that the stack builds", async () => {
    const app = {
      image: "own",
      sidecars: { proxy: { image: "nginx:1.27" } },
      initContainers: { migrate: { image: "flyway:11" } },
    };
    const [{ images }] = await existingOf({ clusters: withApps({ web: app }) }, calls);
    assert.deepEqual([...images.keys()].sort(), ["flyway:11", "nginx:1.27"]);
  });

  it("stop the run together, those that are no reference and those that no registry knows", async () => {
    const failing: CallMocks = {
      "docker:index/getRegistryImage:getRegistryImage": () => {
        throw new Error("manifest unknown\nand a page of details");
      },
    };
    await assert.rejects(
      imagesOf(["Nginx:1.27", "nginx:no-such-tag", "redis:7", "redis:7"], failing),
      refuses(
        'slipway:clusters.main.apps.app-0.image "Nginx:1.27": is not an image reference. Write <repository>:<tag> or <repository>@sha256:<64 hexadecimal digits>, with the repository in lower case.',
        'slipway:clusters.main.apps.app-1.image "nginx:no-such-tag": its registry did not tell its digest (manifest unknown). Check the name, the tag, the network and that you may pull it, or pin it yourself: nginx@sha256:<64 hexadecimal digits>.',
        'slipway:clusters.main.apps.app-2.image (and 1 more) "redis:7": its registry did not tell its digest (manifest unknown). Check the name, the tag, the network and that you may pull it, or pin it yourself: redis@sha256:<64 hexadecimal digits>.',
      ),
    );
  });
});
