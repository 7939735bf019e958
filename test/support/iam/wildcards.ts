/** Wildcards of IAM: `*` stands for any characters, `?` for one. */

/** Actions and values of conditions: wildcards match every character. */
export function matches(pattern: string, text: string): boolean {
  return regExpOf(pattern, ".").test(text);
}

/**
 * Resources: "If the wildcard is the final character of a resource ARN segment, it can expand to match beyond the
 * colon boundaries" (IAM user guide, "Using wildcards in resource ARNs"); every other one stays in its segment.
 */
export function resourceMatches(pattern: string, resource: string): boolean {
  return regExpOf(pattern, "[^:]").test(resource);
}

/**
 * `ArnEquals` and `ArnLike`: each of the six parts of an ARN is compared on its own.
 *
 * @throws Error for what is no ARN.
 */
export function arnMatches(pattern: string, arn: string): boolean {
  const found = partsOf(arn);
  return partsOf(pattern).every((part, i) => matches(part, found[i] ?? ""));
}

function regExpOf(pattern: string, inside: "." | "[^:]"): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+|\?/g, (wildcard, at: number, all: string) => {
      if (wildcard === "?") {
        return inside;
      }
      const next = all[at + wildcard.length];
      return next === undefined || next === ":" ? ".*" : `${inside}*`;
    });
  return new RegExp(`^${source}$`, "s");
}

function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  if (parts.length < 6) {
    throw new Error(`"${arn}" is compared as an ARN, which has six parts.`);
  }
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
