import { randomBytes } from "node:crypto";

import { text } from "./shapes";

/** A name that begins with the declared prefix, as long as the service allows. */
export function prefixedName(prefix: unknown, maxLength: number): string {
  const start = text(prefix) ?? "";
  const suffix = randomBytes(13).toString("hex");
  return `${start}${suffix}`.slice(0, maxLength);
}
