import { endingWithHash } from "./naming";

/** Load balancers and target groups: at most 32 letters, digits and hyphens. */
const maxLength = 32;

/**
 * Name of a load balancer or target group.
 *
 * These are replaced while traffic flows, so the new one must exist before the old one goes, and two
 * cannot share a name: the hash covers everything that forces a replacement. Pulumi's own names do
 * not fit, because they leave 24 characters for cluster, app and role together.
 *
 * @param words what a person wants to read, cut to fit.
 * @param replacedBy every value whose change makes AWS ask for a new one.
 */
export function elbName(words: readonly string[], replacedBy: readonly string[]): string {
  const readable = words.join("-").replace(/[^A-Za-z0-9]+/g, "-");
  // AWS keeps names that begin with "internal-" for itself.
  const allowed = readable.replace(/^-/, "").replace(/^internal-/i, "int-");
  return endingWithHash(
    allowed === "" ? "lb" : allowed,
    JSON.stringify([words, replacedBy]),
    maxLength,
  );
}
