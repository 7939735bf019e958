/** Memory sizes in MiB that Fargate has for a number of CPU units, from, to, in steps of. */
const memoryOf: Readonly<Record<number, readonly [from: number, to: number, step: number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

/** The smallest size does not go in even steps. */
const smallest = { cpuUnits: 256, memoryMiB: [512, 1024, 2048] } as const;

/** Why Fargate has no task of this size; undefined if it has. */
export function fargateSizeProblem(cpuUnits: number, memoryMiB: number): string | undefined {
  if (cpuUnits === smallest.cpuUnits) {
    return smallest.memoryMiB.some((size) => size === memoryMiB)
      ? undefined
      : sentence(cpuUnits, memoryMiB, "use 512, 1024 or 2048");
  }
  const range = memoryOf[cpuUnits];
  if (range === undefined) {
    const sizes = [smallest.cpuUnits, ...Object.keys(memoryOf)].join(", ");
    return `cpuUnits must be one of ${sizes} on Fargate, got ${cpuUnits}.`;
  }
  const [from, to, step] = range;
  return memoryMiB >= from && memoryMiB <= to && (memoryMiB - from) % step === 0
    ? undefined
    : sentence(cpuUnits, memoryMiB, `use ${from} to ${to} in steps of ${step}`);
}

function sentence(cpuUnits: number, memoryMiB: number, legal: string): string {
  return `memoryMiB does not go with cpuUnits ${cpuUnits} on Fargate, got ${memoryMiB}; ${legal}.`;
}
