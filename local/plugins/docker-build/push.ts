import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { type Repository, sha256 } from "../registry/registry";
import { run } from "./build";

const manifestType = "application/vnd.docker.distribution.manifest.v2+json";
const configType = "application/vnd.docker.container.image.v1+json";
const layerType = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/** A file of an image, as a manifest names it. */
interface Descriptor {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
}

/** An image's files, ready to be pushed. */
export interface SavedImage {
  readonly manifest: Buffer;
  readonly digest: string;
  readonly blobs: ReadonlyMap<string, Buffer>;
}

/**
 * Takes an image out of the Docker daemon. The plain builder of Docker cannot push by digest (buildx says
 * so), and `docker push` needs a tag, which an immutable repository takes only once; so the stand-in talks
 * to the registry itself.
 */
export async function saveImage(id: string): Promise<SavedImage> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-image-"));
  try {
    const archive = join(folder, "image.tar");
    await mustRun("docker", ["save", "--output", archive, id]);
    await mustRun("tar", ["--extract", "--file", archive, "--directory", folder]);
    await rm(archive);
    const [image] = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as [
      { Config: string; Layers: string[] },
    ];
    return await describe(
      await readFile(join(folder, image.Config)),
      image.Layers.map((layer) => join(folder, layer)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function describe(config: Buffer, layers: readonly string[]): Promise<SavedImage> {
  const blobs = new Map<string, Buffer>();
  const add = (mediaType: string, content: Buffer): Descriptor => {
    const digest = sha256(content);
    blobs.set(digest, content);
    return { mediaType, size: content.length, digest };
  };
  const described: Descriptor[] = [];
  for (const layer of layers) {
    // Quick rather than small: the registry is on this machine. The result is the same for the same layer.
    const packed = await promisify(gzip)(await readFile(layer), { level: 1 });
    described.push(add(layerType, packed));
  }
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: add(configType, config),
      layers: described,
    }),
  );
  return { manifest, digest: sha256(manifest), blobs };
}

/** Pushes an image under a tag, or by its digest alone. */
export async function pushImage(
  repository: Repository,
  image: SavedImage,
  reference: string,
): Promise<void> {
  for (const [digest, content] of image.blobs) {
    if (!(await repository.hasBlob(digest))) {
      await repository.putBlob(digest, content);
    }
  }
  await repository.putManifest(reference, image.manifest, manifestType);
}

async function mustRun(program: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(program, { args });
  if (code !== 0) {
    throw new Error(`${program} ${args[0] ?? ""} failed: ${output.trim()}`);
  }
}
