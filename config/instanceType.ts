/** What the name of an EC2 instance type tells. Pure; the full list belongs to AWS. */

/** MiB for each "large" (2 vCPU) of the families whose sizes follow one rule. */
const largeMiB: Readonly<Record<string, number>> = { t: 8192, m: 8192, c: 4096, r: 16384 };

/** How much of a "large" each size is. */
const sizes: Readonly<Record<string, number>> = {
  nano: 1 / 16,
  micro: 1 / 8,
  small: 1 / 4,
  medium: 1 / 2,
  large: 1,
  xlarge: 2,
};

/** Families that break the rule: c5n has a third more memory. */
const oddFamilies = new Set(["c5n"]);

/** Graviton families have a "g" after the generation (t4g, m7gd, c6gn, im4gn); a1 came before that rule. */
export function architectureOf(instanceType: string): "X86_64" | "ARM64" {
  const family = instanceType.split(".")[0] ?? "";
  return /^[a-z]+\d+g/.test(family) || family === "a1" ? "ARM64" : "X86_64";
}

/**
 * Memory that one instance offers to tasks, about: 93 % of its own, the rest is for the system and
 * the ECS agent. Undefined for families whose sizes do not follow the common rule.
 */
export function offeredMiB(instanceType: string): number | undefined {
  const [family = "", sizeName = ""] = instanceType.split(".");
  const known = /^(?:t[2-4]|[mr][4-8]|c[5-8])[a-z]*$/.test(family) && !oddFamilies.has(family);
  const match = /^(?:(\d+)x)?(nano|micro|small|medium|large|xlarge)$/.exec(sizeName);
  const large = known ? largeMiB[family.charAt(0)] : undefined;
  const size = sizes[match?.[2] ?? ""];
  if (large === undefined || size === undefined) {
    return undefined;
  }
  return Math.floor(large * size * Number(match?.[1] ?? 1) * 0.93);
}
