import { parseImageReference } from "../../aws/imageReference";
import { type AppIdentity, type Deployable, type ImageSource } from "./app";

type Sources = Readonly<Record<string, ImageSource>>;

/** Delivery owns the app's own container, those that run the same image, and all that the stack builds. */
export function ownsImage({ app }: Pick<AppIdentity, "app">, images: Sources, container: string) {
  const image = images[container];
  return (
    container === app ||
    (image !== undefined && (image.pinned === undefined || isAppsOwn(images, app, container)))
  );
}

export function ownedImages(
  identity: AppIdentity,
  images: Sources,
): Pick<Deployable, "images" | "repositories"> {
  const owned = Object.entries(images).filter(([container]) =>
    ownsImage(identity, images, container),
  );
  return {
    images: Object.fromEntries(owned.map(([container, { uri }]) => [container, uri])),
    repositories: Object.fromEntries(
      owned.map(([container, { repository }]) => [container, repository]),
    ),
  };
}

/**
 * Images that delivery owns, as they run. A container that is new, or that ran something else, and is
 * to run the app's own image starts with the one that runs: the app and its worker never run different
 * code. Images from elsewhere belong to the configuration, and an update may change them.
 */
export function runningImages(
  identity: AppIdentity,
  images: Sources,
  found: Readonly<Record<string, string>>,
): Record<string, string> {
  const { app } = identity;
  const own = found[app];
  const owned = [...new Set([...Object.keys(images), app])].filter((container) =>
    ownsImage(identity, images, container),
  );
  return Object.fromEntries(
    owned.flatMap((container) => {
      const runs = found[container];
      const follows =
        own !== undefined &&
        isAppsOwn(images, app, container) &&
        (runs === undefined || isFromElsewhere(runs, own));
      const image = follows ? own : runs;
      return image === undefined ? [] : [[container, image] as const];
    }),
  );
}

/** Whether a container is to run the image of the app's own one. */
function isAppsOwn(images: Sources, app: string, container: string): boolean {
  const [one, own] = [images[container], images[app]];
  return (
    one !== undefined &&
    own !== undefined &&
    one.repository === own.repository &&
    one.pinned === own.pinned
  );
}

function isFromElsewhere(image: string, other: string): boolean {
  const [one, two] = [parseImageReference(image), parseImageReference(other)];
  return one !== undefined && two !== undefined && one.name !== two.name;
}
