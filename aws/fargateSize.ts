/** Sizes of Fargate tasks: CPU units, and the memory in MiB that goes with them (ECS developer guide). */
const sizes: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, range(1024, 4096, 1024)],
  [1024, range(2048, 8192, 1024)],
  [2048, range(4096, 16384, 1024)],
  [4096, range(8192, 30720, 1024)],
  [8192, range(16384, 61440, 4096)],
  [16384, range(32768, 122880, 8192)],
  // No range: 60, 120 and 244 GiB.
  [32768, [61440, 122880, 249856]],
]);

/** What is wrong with the size of a Fargate task, if anything, and the key that is wrong. */
export function fargateSizeProblem(
  cpuUnits: number,
  memoryMiB: number,
): { readonly key: "cpuUnits" | "memoryMiB"; readonly sentence: string } | undefined {
  const memories = sizes.get(cpuUnits);
  if (memories === undefined) {
    return {
      key: "cpuUnits",
      sentence: `invalid Fargate cpu ${cpuUnits}; use ${[...sizes.keys()].join(",")}`,
    };
  }
  return memories.includes(memoryMiB)
    ? undefined
    : {
        key: "memoryMiB",
        sentence: `invalid Fargate cpu/memory ${cpuUnits}/${memoryMiB}; for ${cpuUnits} use ${wordsOf(memories)}`,
      };
}

/** A short list as it is, a long one as its ends and its step. */
function wordsOf(values: readonly number[]): string {
  const [first = 0, second = 0] = values;
  return values.length <= 4
    ? values.join(",")
    : `${first} to ${values.at(-1) ?? first} in steps of ${second - first}`;
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}

/** The smallest size that has as much of both; the largest where none has. */
export function fargateSizeFor(
  cpuUnits: number,
  memoryMiB: number,
): { readonly cpuUnits: number; readonly memoryMiB: number } {
  const enough = [...sizes].flatMap(([cpu, memories]) => {
    const memory = memories.find((one) => one >= memoryMiB);
    return cpu < cpuUnits || memory === undefined ? [] : [{ cpuUnits: cpu, memoryMiB: memory }];
  });
  return enough[0] ?? { cpuUnits: 32768, memoryMiB: 249856 };
}
