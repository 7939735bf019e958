import { digestPattern } from "../../aws/imageReference";
import { UserError } from "../userError";

/** What a manifest leads to: the images of an index, or the blobs of an image. */
export interface Contents {
  readonly manifests: readonly string[];
  readonly blobs: readonly Blob[];
}

export interface Blob {
  readonly digest: string;
  readonly size: number;
}

/**
 * Reads an OCI or Docker manifest (image-spec: image-index.md, manifest.md).
 *
 * @throws UserError when it is neither.
 */
export function contentsOf(text: string): Contents {
  const manifest = recordOf(JSON.parse(text));
  if (Array.isArray(manifest["manifests"])) {
    return {
      manifests: descriptorsIn(manifest["manifests"]).map(({ digest }) => digest),
      blobs: [],
    };
  }
  if (!Array.isArray(manifest["layers"]) || manifest["config"] === undefined) {
    throw strange("it is neither of an image nor of a list of images");
  }
  const all = descriptorsIn([manifest["config"], ...(manifest["layers"] as readonly unknown[])]);
  const blobs = new Map(all.map((blob) => [blob.digest, blob]));
  return { manifests: [], blobs: [...blobs.values()] };
}

function descriptorsIn(items: readonly unknown[]): Blob[] {
  return items.flatMap((item) => {
    const { digest, size, urls } = recordOf(item);
    if (typeof digest !== "string" || !digestPattern.test(digest)) {
      throw strange("it names content without a sha256 digest");
    }
    // Layers of Windows that only their vendor may hand out are fetched from there by whoever runs them.
    if (Array.isArray(urls) && urls.length > 0) {
      return [];
    }
    return [{ digest, size: typeof size === "number" ? size : 0 }];
  });
}

function strange(why: string): UserError {
  return new UserError(`The manifest of the image cannot be copied: ${why}.`, {
    hint: "Nothing was committed. Build the image again with docker buildx, release it, then promote.",
    exitCode: 1,
  });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
