import { answering } from "./cli";

/** A manifest of several platforms, one of which is what a build attests about itself. */
export const index = JSON.stringify({
  manifests: [
    { platform: { os: "linux", architecture: "arm64" } },
    { platform: { os: "unknown", architecture: "unknown" } },
  ],
});
/** A manifest of one image. */
export const single = JSON.stringify({ config: { digest: "sha256:c0" } });

/** A registry with one manifest, or what it says instead. */
export function registry(answer: unknown) {
  return answering({
    BatchGetImageCommand: () => {
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
    GetDownloadUrlForLayerCommand: () => ({ downloadUrl: "https://layers/c0" }),
  });
}

/** A registry that has one image. */
export function holding(manifest: string) {
  return registry({ images: [{ imageManifest: manifest }] });
}
