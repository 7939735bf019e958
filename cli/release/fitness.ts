import { shortImage } from "../../delivery/words";
import { type AppPlace } from "../apps";
import { UserError } from "../userError";
import { type Check } from "../verify/check";
import { type ReleaseWorld } from "./world";

/**
 * @param verify whether the checks decide; if not, one that ends in an error is no reason to keep an image back.
 */
export async function checksBefore(
  place: AppPlace,
  image: string,
  world: Pick<ReleaseWorld, "checks">,
  verify: boolean,
): Promise<readonly Check[]> {
  try {
    return await world.checks(place, image);
  } catch (error) {
    if (verify) {
      throw error;
    }
    return [];
  }
}

export function failuresOf(checks: readonly Check[]): Check[] {
  return checks.filter(({ state }) => state === "failed");
}

/**
 * Room may appear while the deployment waits for it: another one ends, or a broken one is what this one replaces.
 *
 * @throws UserError when tasks with this image could not start.
 */
export function refuseUnfit(place: AppPlace, image: string, failures: readonly Check[]): void {
  const certain = failures.filter(({ check }) => check !== "room");
  if (certain.length === 0) {
    return;
  }
  const reasons = certain.map(({ check, says }) => `${check}: ${says}`).join("; ");
  throw new UserError(
    `${shortImage(image)} would not start in ${place.key}; nothing was committed. ${reasons}.`,
    { hint: "Mend it and release again; with --no-verify it is committed all the same." },
  );
}
