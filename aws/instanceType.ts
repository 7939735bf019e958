/** What the name of an EC2 instance type tells. Pure; the full list belongs to AWS. */

/** MiB of a "large" in the families whose sizes follow one rule. */
const largeMiB: ReadonlyMap<string, number> = new Map([
  ["t", 8192],
  ["m", 8192],
  ["c", 4096],
  ["r", 16384],
]);

/** How much of a "large" each size is. */
const sizes: ReadonlyMap<string, number> = new Map([
  ["nano", 1 / 16],
  ["micro", 1 / 8],
  ["small", 1 / 4],
  ["medium", 1 / 2],
  ["large", 1],
  ["xlarge", 2],
]);

/** Families that break the rule: c5n has a third more memory, t2 fewer CPUs in its small sizes. */
const oddFamilies = new Set(["c5n", "t2"]);

/**
 * Part of a host's memory that the ECS agent offers to tasks, about; the rest is the system's. A
 * t3.small registers some 1900 of its 2048 MiB.
 */
const offeredPart = 0.93;

/** Families by the letters before their generation. AWS adds generations and options, seldom letters. */
const familyNames = new Set(
  "a c d dl f g gr h hpc i im inf is m mac p r t trn u vt x z".split(" "),
);

/** What is wrong with the name of an instance type; whether a region has it, only AWS knows. */
export function instanceTypeProblem(instanceType: string): string | undefined {
  const got = `(got "${instanceType}")`;
  const [family = "", size = ""] = instanceType.split(".");
  const [, letters = "", generation = "", options = ""] =
    /^([a-z]+)(?:(\d+)([a-z]*)(?:-[a-z0-9]+)*|-\d+tb\d)$/.exec(family) ?? [];
  if (!familyNames.has(letters)) {
    return `there is no family "${family}" of instances; it looks like t3, m7i or c7g ${got}`;
  }
  if (!/^(?:nano|micro|small|medium|large|\d{0,3}xlarge|metal(?:-\d+xl)?)$/.test(size)) {
    return `there is no size "${size}"; sizes are nano, micro, small, medium, large, xlarge, 2xlarge and so on ${got}`;
  }
  if (letters === "t" && !/^(?:nano|micro|small|medium|large|2?xlarge)$/.test(size)) {
    return `the family ${family} has sizes from nano to 2xlarge ${got}`;
  }
  const graviton = options.includes("g");
  if (/^[mcr]$/.test(letters) && Number(generation) >= 4) {
    if (/^(?:nano|micro|small)$/.test(size) || (size === "medium" && !graviton)) {
      return `the family ${family} begins with ${graviton ? "medium" : "large"}; smaller ones are in the t families ${got}`;
    }
  }
  return undefined;
}

/** What is wrong with how many hosts there may be. */
export function hostCountProblem(min: number, max: number): string | undefined {
  return min > max ? `must not be greater than max, which is ${max} (got "${min}")` : undefined;
}

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
  const large = largeMiB.get(family.charAt(0));
  const size = sizes.get(match?.[2] ?? "");
  return large === undefined || size === undefined
    ? undefined
    : { largeMiB: large, larges: size * Number(match?.[1] || 1) };
}
