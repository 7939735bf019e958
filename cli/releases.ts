import { parseRevision, RevisionError, type Revision } from "../delivery/format";
import { originProblems } from "../delivery/imageOrigins";
import { imagesOfRevision, type Images } from "../delivery/images";
import { hasImages, type ReleasedImages } from "../delivery/serviceFacts";
import { type RevisionCommit, type RevisionStore } from "../delivery/store";
import { printable } from "../delivery/text";
import { type AppPlace } from "./apps";

/** A commit of an app's revision, read. */
export interface Release extends Omit<RevisionCommit, "text"> {
  /** Empty when the revision is wrong. */
  readonly images: Revision;
  /** What is wrong with the revision. */
  readonly problems: readonly string[];
  /** Why the trigger would not start it today: it names containers or repositories that are none of the app's. */
  readonly refusals: readonly string[];
}

/** The commits that released an app, newest first. */
export async function* releasesOf(
  store: Pick<RevisionStore, "history">,
  place: AppPlace,
  limit: number,
): AsyncGenerator<Release> {
  for await (const commit of store.history(place.path, limit)) {
    yield releaseOf(commit, place);
  }
}

function releaseOf({ text, ...written }: RevisionCommit, place: AppPlace): Release {
  const [author, email] = [printable(written.author), printable(written.email)];
  const commit = { ...written, author, email };
  try {
    const images = parseRevision(text, { path: place.path, requires: place.containerName });
    return { ...commit, images, problems: [], refusals: originProblems(images, place.origins) };
  } catch (error) {
    // Anyone may push by git; a wrong file must be shown, not hide the rest.
    if (!(error instanceof RevisionError)) {
      throw error;
    }
    return { ...commit, images: [], problems: error.problems, refusals: [] };
  }
}

/** Whether all images of a release are those that run. */
export function runs(release: Pick<Release, "images">, live: Images): boolean {
  return hasImages(live, imagesOfRevision(release.images));
}

/** The release as the facts about deployments want it. */
export function releasedImages({ commitId, date, images }: Release): ReleasedImages {
  return { commitId, date, images: imagesOfRevision(images) };
}
