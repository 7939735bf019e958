import { type Revision } from "./format";
import { type ImageOrigins } from "./imageOrigins";
import { revisionOf, type Images } from "./images";
import { isSameImage } from "./serviceFacts";

/**
 * A revision names exactly the containers of the live task definition that delivery owns: the deploy action fails on a
 * name that the definition lacks, and what is left out would keep an image that no commit names.
 */

/** What of an app decides which containers a revision names. */
export interface Delivered {
  /** The app's own. */
  readonly containerName: string;
  readonly origins: ImageOrigins;
}

/** Images of the live definition that delivery brings: of the app's own container, and those that the stack builds. */
export function deliveredImages(live: Images, { origins }: Pick<Delivered, "origins">): Images {
  return Object.fromEntries(
    Object.entries(live).filter(([name]) => origins.repositories.has(name)),
  );
}

/** Another image for the app's own container, and for those beside it that run the same one. */
export function revisionReleasing(image: string, live: Images, place: Delivered): Revision {
  const own = live[place.containerName] ?? "";
  const delivered = Object.entries(deliveredImages(live, place));
  const images = delivered.map(
    ([name, runs]) => [name, isSameImage(runs, own) ? image : runs] as const,
  );
  return revisionOf({ ...Object.fromEntries(images), [place.containerName]: image });
}

/**
 * An earlier revision for the containers that there are now. One that it does not know goes along with the app's own
 * where it runs the same image, and keeps its image otherwise.
 */
export function revisionRestoring(earlier: Images, live: Images, place: Delivered): Revision {
  const own = live[place.containerName] ?? "";
  const delivered = Object.entries(deliveredImages(live, place));
  const along = (runs: string) =>
    isSameImage(runs, own) ? (earlier[place.containerName] ?? runs) : runs;
  return revisionOf(
    Object.fromEntries(delivered.map(([name, runs]) => [name, earlier[name] ?? along(runs)])),
  );
}
