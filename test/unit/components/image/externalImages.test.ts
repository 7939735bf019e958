import assert from "node:assert/strict";

import { ExternalImages } from "../../../../components/image/externalImages";
import { type CallMocks, graphOf, type Graph, valueOf } from "../../../support/graph";
import { digestOf } from "../../../support/outputs";

const ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app";

const calls: CallMocks = {
  "docker:index/getRegistryImage:getRegistryImage": ({ name }) => ({
    name,
    sha256Digest: digestOf(String(name)),
  }),
  "aws:ecr/getImage:getImage": ({ imageTag }) => ({ imageDigest: digestOf(String(imageTag)) }),
  "aws:index/getPartition:getPartition": () => ({ partition: "aws" }),
};

async function imagesOf(
  references: string[],
  otherCalls: CallMocks = {},
): Promise<[ExternalImages, Graph]> {
  const made: ExternalImages[] = [];
  const graph = await graphOf(() => made.push(new ExternalImages("foreign", { references })), {
    calls: { ...calls, ...otherCalls },
  });
  const [images] = made;
  assert.ok(images);
  return [images, graph];
}

const says = (start: string, end: string) => (error: Error) =>
  error.message.includes(start) && error.message.endsWith(end);

describe("images that the stack does not build", () => {
  it("are pinned to the digest that their tag names", async () => {
    const [images, graph] = await imagesOf(["nginx:1.27"]);
    const { uri, repositoryArn } = images.image("nginx:1.27");
    assert.equal(await valueOf(uri), `nginx@${digestOf("nginx:1.27")}`);
    assert.equal(repositoryArn, undefined);
    assert.deepEqual(
      graph.calls.map((call) => call.inputs),
      [{ name: "nginx:1.27" }],
    );
  });

  it("are looked up without a Docker daemon, by one process for all of them, each once", async () => {
    const [, graph] = await imagesOf(["nginx:1.27", "redis:7", "nginx:1.27"]);
    const provider = graph.node("pulumi:providers:docker", "foreign-registries");
    assert.equal(provider.inputs.disableDockerDaemonCheck, "true");
    assert.equal(provider.parent, graph.node("slipway:image:ExternalImages", "foreign").urn);
    assert.equal(graph.ofType("pulumi:providers:docker").length, 1);
    assert.deepEqual(graph.calls.map((call) => call.inputs.name).sort(), ["nginx:1.27", "redis:7"]);
    assert.ok(graph.calls.every((call) => call.provider.startsWith(`${provider.urn}::`)));
  });

  it("mean the tag latest when they name none", async () => {
    const [images, graph] = await imagesOf(["nginx"]);
    assert.deepEqual(graph.calls[0]?.inputs, { name: "nginx:latest" });
    assert.equal(await valueOf(images.image("nginx").uri), `nginx@${digestOf("nginx:latest")}`);
  });

  it("pass as they are with a digest, and ask nobody", async () => {
    const pinned = `nginx:1.27@sha256:${"a".repeat(64)}`;
    const [images, graph] = await imagesOf([pinned]);
    assert.equal(await valueOf(images.image(pinned).uri), pinned);
    assert.deepEqual(graph.calls, []);
    assert.deepEqual(graph.ofType("pulumi:providers:docker"), []);
  });

  it("are asked of AWS in ECR, of the account and region they are in", async () => {
    const [images, graph] = await imagesOf([`${ecr}:v1`]);
    const { uri, repositoryArn } = images.image(`${ecr}:v1`);
    assert.equal(await valueOf(uri), `${ecr}@${digestOf("v1")}`);
    assert.ok(repositoryArn);
    assert.equal(
      await valueOf(repositoryArn),
      "arn:aws:ecr:us-east-1:123456789012:repository/team/app",
    );
    assert.deepEqual(
      graph.calls.find((call) => call.token === "aws:ecr/getImage:getImage")?.inputs,
      {
        registryId: "123456789012",
        region: "us-east-1",
        repositoryName: "team/app",
        imageTag: "v1",
      },
    );
    assert.deepEqual(graph.ofType("pulumi:providers:docker"), []);
  });

  it("tell the repository in ECR of a pinned image, too: pulling it must be permitted", async () => {
    const pinned = `${ecr}@sha256:${"a".repeat(64)}`;
    const [images] = await imagesOf([pinned]);
    const { repositoryArn } = images.image(pinned);
    assert.ok(repositoryArn);
    assert.equal(
      await valueOf(repositoryArn),
      "arn:aws:ecr:us-east-1:123456789012:repository/team/app",
    );
  });

  it("make nothing when there are none", async () => {
    const [, graph] = await imagesOf([]);
    const component = graph.node("slipway:image:ExternalImages", "foreign");
    assert.deepEqual(graph.childrenOf(component.urn), []);
    assert.deepEqual(component.outputs, { uris: {} });
  });

  it("are registered as written and as pinned", async () => {
    const [, graph] = await imagesOf(["redis:7", "nginx:1.27"]);
    const component = graph.node("slipway:image:ExternalImages", "foreign");
    assert.deepEqual(component.inputs, { references: ["nginx:1.27", "redis:7"] });
    assert.deepEqual(component.outputs, {
      uris: {
        "nginx:1.27": `nginx@${digestOf("nginx:1.27")}`,
        "redis:7": `redis@${digestOf("redis:7")}`,
      },
    });
  });

  it("are refused when they are no reference", async () => {
    await assert.rejects(imagesOf(["Nginx:1.27"]), {
      message:
        'Image "Nginx:1.27" is no image reference. Write <repository>:<tag> or <repository>@sha256:<64 hexadecimal digits>, with the repository in lower case.',
    });
  });

  it("stop the run when the registry does not know them", async () => {
    const failing: CallMocks = {
      "docker:index/getRegistryImage:getRegistryImage": () => {
        throw new Error("manifest unknown\nand a page of details");
      },
    };
    await assert.rejects(imagesOf(["nginx:no-such-tag"], failing), { hideStack: true });
    await assert.rejects(
      imagesOf(["nginx:no-such-tag"], failing),
      says(
        'Image "nginx:no-such-tag": its registry did not tell its digest (',
        "manifest unknown). Check the name, the tag, the network and that you may pull it, or pin it yourself: nginx@sha256:<64 hexadecimal digits>.",
      ),
    );
  });

  it("are only those that were looked up", async () => {
    const [images] = await imagesOf(["nginx:1.27", "redis:7"]);
    assert.throws(() => images.image("nginx:1.28"), {
      message: 'Image "nginx:1.28" was not looked up. Legal are: nginx:1.27, redis:7.',
    });
  });
});
