import { type Revision } from "../../delivery/format";
import { revisionOf, type Images } from "../../delivery/images";
import { isSameImage } from "../../delivery/serviceFacts";
import { type AppPlace } from "../apps";
import { isOfStack, type ImageHome } from "./images";

/**
 * A revision names exactly the containers of the live task definition that delivery owns: the deploy action fails on a
 * name that the definition lacks, and what is left out would keep an image that no commit names.
 */

/** Images of the live definition that delivery brings: of the app's own container, and those that the stack builds. */
export function deliveredImages(
  live: Images,
  { containerName }: Pick<AppPlace, "containerName">,
  home: ImageHome,
): Images {
  return Object.fromEntries(
    Object.entries(live).filter(
      ([name, image]) => name === containerName || isOfStack(image, home),
    ),
  );
}

/** Another image for the app's own container, and for those beside it that run the same one. */
export function revisionReleasing(
  image: string,
  live: Images,
  place: Pick<AppPlace, "containerName">,
  home: ImageHome,
): Revision {
  const own = live[place.containerName] ?? "";
  const delivered = Object.entries(deliveredImages(live, place, home));
  const images = delivered.map(
    ([name, runs]) => [name, isSameImage(runs, own) ? image : runs] as const,
  );
  return revisionOf({ ...Object.fromEntries(images), [place.containerName]: image });
}

/** An earlier revision for the containers that there are now; one that it does not know keeps its image. */
export function revisionRestoring(
  earlier: Images,
  live: Images,
  place: Pick<AppPlace, "containerName">,
  home: ImageHome,
): Revision {
  const delivered = Object.entries(deliveredImages(live, place, home));
  return revisionOf(
    Object.fromEntries(delivered.map(([name, runs]) => [name, earlier[name] ?? runs])),
  );
}
