import { type ImageSource } from "./task/taskDefinition";

/** What an app says about its images: a key of the configuration or a foreign reference each. */
export interface NamedImages {
  readonly image: string;
  readonly sidecars: Readonly<Record<string, { readonly image: string }>>;
}

/** The images that the containers of an app name, in the shape that its task takes. */
export function appImages(
  { image, sidecars }: NamedImages,
  imageOf: (image: string) => ImageSource,
): { readonly image: ImageSource; readonly sidecarImages: Record<string, ImageSource> } {
  const sidecarImages = Object.entries(sidecars).map(
    ([name, sidecar]) => [name, imageOf(sidecar.image)] as const,
  );
  return { image: imageOf(image), sidecarImages: Object.fromEntries(sidecarImages) };
}
