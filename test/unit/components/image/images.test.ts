import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { Images } from "../../../../components/image/images";
import { emptyAccount } from "../../../support/calls";
import { graphOf, valueOf } from "../../../support/graph";
import { digestOf } from "../../../support/outputs";

const build = {
  context: "./examples/hello",
  dockerfile: "Dockerfile",
  platform: "linux/amd64",
  args: {},
  secrets: {},
  buildOnPreview: false,
  keepReleases: 30,
} as const;

const pinned = `nginx@${digestOf("nginx:1.27")}`;

const app = { image: "hello", initContainers: {}, sidecars: { proxy: { image: "nginx:1.27" } } };

async function imagesOf(): Promise<Images> {
  let images: Images | undefined;
  await graphOf(
    () => {
      const provider = new aws.Provider("explicit", { region: "eu-west-1" });
      images = Images.make(
        {
          project: "slipway",
          stack: "test",
          protect: true,
          builds: { hello: build },
          external: new Map([["nginx:1.27", { pinned, repository: "nginx" }]]),
        },
        { providers: { aws: provider } },
      );
    },
    { calls: emptyAccount },
  );
  assert.ok(images);
  return images;
}

describe("the images of a stack", () => {
  it("are given out by container: what the stack builds after the build, what it looks up at once", async () => {
    const { web, proxy } = (await imagesOf()).of("web", app);
    assert.ok(web && proxy);
    assert.equal(web.pinned, undefined);
    assert.match(await valueOf(pulumi.output(web.uri)), /slipway-test\/hello@sha256:/);
    assert.ok(web.repositoryArn);
    assert.equal(web.repository, "/hello");
    assert.deepEqual(proxy, {
      pinned,
      uri: pinned,
      repository: "nginx",
    });
  });

  it("are only those that apps of the stack name", async () => {
    const images = await imagesOf();
    assert.throws(() => images.of("web", { image: "redis:7", initContainers: {}, sidecars: {} }), {
      message: 'Image "redis:7" was not looked up.',
    });
  });
});
