const sizesInMiB: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: gibibytes(1, 4, 1),
  1024: gibibytes(2, 8, 1),
  2048: gibibytes(4, 16, 1),
  4096: gibibytes(8, 30, 1),
  8192: gibibytes(16, 60, 4),
  16384: gibibytes(32, 120, 8),
  32768: [60, 120, 244].map((size) => size * 1024),
};

/** Why Fargate refuses a pair of CPU units and MiB, as a task definition writes them. */
export function fargateSizeProblem(cpu = "unset", memory = "unset"): string | undefined {
  const offered = sizesInMiB[Number(cpu)];
  if (offered === undefined) {
    return `cpu is ${cpu}; Fargate offers ${Object.keys(sizesInMiB).join(", ")}`;
  }
  return offered.includes(Number(memory))
    ? undefined
    : `memory is ${memory} with cpu ${cpu}; Fargate offers ${offered.join(", ")}`;
}

function gibibytes(first: number, last: number, step: number): readonly number[] {
  const count = (last - first) / step + 1;
  return Array.from({ length: count }, (_, index) => (first + index * step) * 1024);
}
