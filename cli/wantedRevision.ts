import { parseRevision, RevisionError, type Revision } from "../delivery/format";
import { type AppPlace } from "./apps";
import { type Connection } from "./connection";
import { releasesOf, type Release } from "./releases";
import { UserError } from "./userError";

/** What is to be looked at before it runs. */
export interface Wanted {
  readonly images: Revision;
  /** The commit that says so; `undefined` for an image that a person named. */
  readonly release: Release | undefined;
}

/**
 * The image that a person names, or else what the newest commit of the app says.
 *
 * @throws UserError for an image that no revision may name, and when there is no commit or a wrong one.
 */
export async function wantedRevision(
  { store }: Pick<Connection, "store">,
  place: AppPlace,
  imageUri: string | undefined,
): Promise<Wanted> {
  if (imageUri !== undefined) {
    return { images: revisionWith(place, imageUri), release: undefined };
  }
  for await (const release of releasesOf(store, place, 1)) {
    const [problem] = [...release.problems, ...release.refusals];
    if (problem === undefined) {
      return { images: release.images, release };
    }
    throw new UserError(`${place.path} is wrong at the head of the branch: ${problem}`, {
      hint: `slipway history ${place.key} shows whose commit it is; commit a right one, or name an image with --image.`,
    });
  }
  throw new UserError(`${place.key} was never released: ${place.path} does not exist.`, {
    hint: "Name an image with --image.",
  });
}

/** A revision of the app with one image. */
export function revisionWith(place: AppPlace, imageUri: string): Revision {
  const revision = [{ name: place.containerName, imageUri }];
  try {
    return parseRevision(JSON.stringify(revision), { path: place.path });
  } catch (error) {
    if (!(error instanceof RevisionError)) {
      throw error;
    }
    const problem = (error.problems[0] ?? "").replace(/^\[0\]\.imageUri: /, "");
    throw new UserError(`--image ${problem}.`, {
      hint: "For example: --image 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop-staging/web@sha256:…",
      cause: error,
    });
  }
}
