import { type Revision } from "../../delivery/format";
import { originProblems } from "../../delivery/imageOrigins";
import { type AppPlace } from "../apps";
import { UserError } from "../userError";

/** @throws UserError for a revision that the trigger would refuse, because the stack file moved an image since. */
export function refuseForeign(
  { key, path, origins }: Pick<AppPlace, "key" | "path" | "origins">,
  revision: Revision,
): void {
  const [problem] = originProblems(revision, origins);
  if (problem !== undefined) {
    throw new UserError(`${path} would be refused; nothing was committed. ${problem}.`, {
      hint: `slipway history ${key} shows other commits, and --image releases another image.`,
    });
  }
}
