import { UserError } from "../userError";
import { contentsOf, type Blob } from "./manifest";

/** A manifest as it was pushed: its digest is that of these bytes. */
export interface Manifest {
  readonly text: string;
  readonly mediaType: string;
}

/** A repository of a registry. */
export interface ImageRepository {
  /** Which registry; a blob of the same one need not be carried. */
  readonly registry: string;
  readonly name: string;
  /** Undefined when there is no such image. */
  manifest(digest: string): Promise<Manifest | undefined>;
  putManifest(digest: string, manifest: Manifest): Promise<void>;
  hasBlob(digest: string): Promise<boolean>;
  /** Takes a blob over from another repository of the same registry; false where the registry does not do that. */
  mountBlob(digest: string, from: string): Promise<boolean>;
  readBlob(digest: string): Promise<ReadableStream<Uint8Array>>;
  writeBlob(blob: Blob, bytes: ReadableStream<Uint8Array>): Promise<void>;
}

export interface CopyProgress {
  readonly blobs: number;
  readonly done: number;
  /** Bytes that were carried; not those that were there. */
  readonly carriedBytes: number;
}

/**
 * Copies an image with its digest: manifest and blobs byte by byte, all platforms of an index. What is
 * there is skipped. Blobs come first and the index last, so that an interrupted copy leaves nothing that
 * looks whole, and the next one goes on where it ended.
 *
 * @throws UserError when the source has no such image.
 */
export async function copyImage(
  from: ImageRepository,
  to: ImageRepository,
  digest: string,
  report: (progress: CopyProgress) => void = () => undefined,
): Promise<CopyProgress> {
  const state = { blobs: 0, done: 0, carriedBytes: 0 };
  const copyBlob = async (blob: Blob): Promise<void> => {
    if (!(await to.hasBlob(blob.digest))) {
      const isNear = from.registry === to.registry;
      if (!isNear || !(await to.mountBlob(blob.digest, from.name))) {
        await to.writeBlob(blob, await from.readBlob(blob.digest));
        state.carriedBytes += blob.size;
      }
    }
    state.done++;
    report({ ...state });
  };
  const copyManifest = async (wanted: string): Promise<void> => {
    const manifest = await from.manifest(wanted);
    if (manifest === undefined) {
      throw new UserError(`The repository ${from.name} has no image ${wanted}.`, {
        hint: "Nothing was committed. The image was deleted: release it from its build again, then promote.",
        exitCode: 1,
      });
    }
    const { manifests, blobs } = contentsOf(manifest.text);
    state.blobs += blobs.length;
    report({ ...state });
    for (const blob of blobs) {
      await copyBlob(blob);
    }
    for (const child of manifests) {
      await copyManifest(child);
    }
    await to.putManifest(wanted, manifest);
  };
  // An image that is there is there with everything in it: a registry refuses a manifest without its blobs.
  if ((await to.manifest(digest)) === undefined) {
    await copyManifest(digest);
  }
  return state;
}
