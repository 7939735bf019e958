import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { copyImage, type ImageRepository, type Manifest } from "../../../../cli/release/copyImage";
import { contentsOf } from "../../../../cli/release/manifest";
import { UserError } from "../../../../cli/userError";

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** A repository in memory that refuses what a registry refuses: a manifest whose parts are not there. */
function repository(name: string, registry = "here", mounts = false) {
  const manifests = new Map<string, Manifest>();
  const blobs = new Map<string, string>();
  const written: string[] = [];
  const made = {
    registry,
    name,
    manifests,
    blobs,
    written,
    manifest: (digest: string) => Promise.resolve(manifests.get(digest)),
    putManifest: (digest: string, manifest: Manifest) => {
      const contents = contentsOf(manifest.text);
      assert.equal(digestOf(manifest.text), digest);
      for (const child of contents.manifests) {
        assert.ok(manifests.has(child), "child first");
      }
      for (const blob of contents.blobs) {
        assert.ok(blobs.has(blob.digest), "blobs first");
      }
      manifests.set(digest, manifest);
      written.push(digest);
      return Promise.resolve();
    },
    hasBlob: (digest: string) => Promise.resolve(blobs.has(digest)),
    mountBlob: (digest: string, from: string) => {
      if (!mounts) {
        return Promise.resolve(false);
      }
      blobs.set(digest, `mounted from ${from}`);
      return Promise.resolve(true);
    },
    readBlob: (digest: string) => {
      const text = blobs.get(digest);
      assert.ok(text !== undefined, `${name} has no blob ${digest}`);
      return Promise.resolve(new Blob([text]).stream());
    },
    writeBlob: async ({ digest }: { digest: string }, bytes: ReadableStream<Uint8Array>) => {
      const text = await new Response(bytes).text();
      assert.equal(digestOf(text), digest);
      blobs.set(digest, text);
      written.push(digest);
    },
  };
  return made satisfies ImageRepository;
}

type Repository = ReturnType<typeof repository>;

function pushBlob({ blobs }: Repository, text: string) {
  blobs.set(digestOf(text), text);
  return { digest: digestOf(text), size: text.length };
}

function pushManifest({ manifests }: Repository, content: object): string {
  const text = JSON.stringify(content, null, 3);
  manifests.set(digestOf(text), { text, mediaType: "application/vnd.oci.image.manifest.v1+json" });
  return digestOf(text);
}

function pushImage(to: Repository, ...layers: readonly string[]): string {
  return pushManifest(to, {
    config: pushBlob(to, `config of ${layers.join()}`),
    layers: layers.map((layer) => pushBlob(to, layer)),
  });
}

function pushIndex(to: Repository): string {
  const images = [pushImage(to, "base", "amd64"), pushImage(to, "base", "arm64")];
  return pushManifest(to, { manifests: images.map((digest) => ({ digest, size: 1 })) });
}

describe("copying an image", () => {
  it("keeps digest and bytes, and puts the manifest last", async () => {
    const [from, to] = [repository("shop-staging/web"), repository("shop-prod/web")];
    const digest = pushImage(from, "base", "app");
    const progress = await copyImage(from, to, digest);
    assert.deepEqual(to.manifests, from.manifests);
    assert.deepEqual(to.blobs, from.blobs);
    assert.equal(to.written.at(-1), digest);
    assert.deepEqual({ ...progress, carriedBytes: 0 }, { blobs: 3, done: 3, carriedBytes: 0 });
  });

  it("copies every platform of an index, and what they share once", async () => {
    const [from, to] = [repository("shop-staging/web"), repository("shop-prod/web")];
    const digest = pushIndex(from);
    await copyImage(from, to, digest);
    assert.deepEqual(new Set(to.manifests.keys()), new Set(from.manifests.keys()));
    assert.equal(to.written.filter((one) => one === digestOf("base")).length, 1);
    assert.equal(to.written.at(-1), digest);
  });

  it("carries only what is not there, and nothing when the image is", async () => {
    const [from, to] = [repository("shop-staging/web"), repository("shop-prod/web")];
    const digest = pushImage(from, "base", "app");
    pushBlob(to, "base");
    const { carriedBytes } = await copyImage(from, to, digest);
    assert.ok(!to.written.includes(digestOf("base")));
    assert.equal(carriedBytes, "app".length + "config of base,app".length);
    to.written.length = 0;
    assert.deepEqual(await copyImage(from, to, digest), { blobs: 0, done: 0, carriedBytes: 0 });
    assert.deepEqual(to.written, []);
  });

  it("lets a registry take over its own layers, and carries them between two", async () => {
    const from = repository("shop-staging/web", "eu-west-1");
    const digest = pushImage(from, "base");
    const near = repository("shop-prod/web", "eu-west-1", true);
    assert.equal((await copyImage(from, near, digest)).carriedBytes, 0);
    const far = repository("shop-prod/web", "us-east-1", true);
    assert.ok((await copyImage(from, far, digest)).carriedBytes > 0);
  });

  it("leaves nothing that looks whole when it is interrupted, and goes on where it ended", async () => {
    const [from, to] = [repository("shop-staging/web"), repository("shop-prod/web")];
    const digest = pushImage(from, "base", "app");
    const failing = { ...to, writeBlob: to.writeBlob };
    let left = 2;
    failing.writeBlob = (blob, bytes) => {
      if (left-- === 0) {
        return Promise.reject(new Error("connection reset"));
      }
      return to.writeBlob(blob, bytes);
    };
    await assert.rejects(copyImage(from, failing, digest), /connection reset/);
    assert.equal(to.manifests.size, 0);
    const before = to.written.length;
    await copyImage(from, to, digest);
    assert.equal(to.written.length - before, 2);
  });

  it("says when there is no such image", async () => {
    const [from, to] = [repository("shop-staging/web"), repository("shop-prod/web")];
    await assert.rejects(copyImage(from, to, digestOf("x")), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /shop-staging\/web has no image sha256/);
      return true;
    });
  });
});

describe("a manifest", () => {
  it("leaves out layers that come from elsewhere", () => {
    const [config, layer, foreign] = ["c", "l", "f"].map((text) => ({
      digest: digestOf(text),
      size: 1,
    }));
    const text = JSON.stringify({ config, layers: [layer, { ...foreign, urls: ["https://x"] }] });
    assert.deepEqual(
      contentsOf(text).blobs.map(({ digest }) => digest),
      [digestOf("c"), digestOf("l")],
    );
  });
  for (const text of ["{}", '{"layers": []}', '{"config": {"digest": "md5:1"}, "layers": []}']) {
    it(`is refused when it is none: ${text}`, () => {
      assert.throws(() => contentsOf(text), /manifest/);
    });
  }
});
