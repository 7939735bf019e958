import { type AppIdentity, type Deployable, type ImageSource } from "./app";

/** Delivery owns the app's own container and every other that the stack builds the image of. */
export function ownedImages(
  { app }: AppIdentity,
  images: Readonly<Record<string, ImageSource>>,
): Pick<Deployable, "images" | "repositories"> {
  const owned = Object.entries(images).filter(
    ([container, { pinned }]) => container === app || pinned === undefined,
  );
  return {
    images: Object.fromEntries(owned.map(([container, { uri }]) => [container, uri])),
    repositories: Object.fromEntries(
      owned.map(([container, { repository }]) => [container, repository]),
    ),
  };
}
