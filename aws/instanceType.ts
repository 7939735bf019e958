/** What the name of an EC2 instance type tells. Pure; the full list belongs to AWS. */

/** MiB of a "large" in the families whose sizes follow one rule. */
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

/** Families that break the rule: c5n has a third more memory, t2 fewer CPUs in its small sizes. */
const oddFamilies = new Set(["c5n", "t2"]);

/**
 * Part of a host's memory that the ECS agent offers to tasks, about; the rest is the system's. A
 * t3.small registers some 1900 of its 2048 MiB.
 */
const offeredPart = 0.93;

/** Memory that one instance offers to tasks, about; undefined for families of unusual sizes. */
export function offeredMiB(instanceType: string): number | undefined {
  const size = sizeOf(instanceType);
  return size === undefined ? undefined : Math.floor(size.largeMiB * size.larges * offeredPart);
}

/** CPU units (1024 a vCPU) of one instance; undefined for families of unusual sizes. */
export function offeredCpuUnits(instanceType: string): number | undefined {
  const size = sizeOf(instanceType);
  if (size === undefined) {
    return undefined;
  }
  // A large has two vCPUs. So have the smaller sizes of t; those of the others have half.
  const least = instanceType.startsWith("t") ? 1 : 1 / 2;
  return 2048 * Math.max(size.larges, least);
}

function sizeOf(
  instanceType: string,
): { readonly largeMiB: number; readonly larges: number } | undefined {
  const [family = "", sizeName = ""] = instanceType.split(".");
  if (!/^(?:t[2-4]|[mr][4-8]|c[5-8])[a-z]*$/.test(family) || oddFamilies.has(family)) {
    return undefined;
  }
  const match = /^(\d*)([a-z]+)$/.exec(sizeName);
  const large = largeMiB[family.charAt(0)];
  const size = sizes[match?.[2] ?? ""];
  return large === undefined || size === undefined
    ? undefined
    : { largeMiB: large, larges: size * Number(match?.[1] || 1) };
}
