/** One entry of a capacity provider strategy, in the words of ECS. */
export interface CapacityShare {
  readonly capacityProvider: string;
  readonly weight: number;
  readonly base: number;
}

/**
 * How Fargate tasks are shared out between regular and spare capacity.
 *
 * Spare capacity can be taken back with two minutes' notice, so the first task is always a regular
 * one, unless spare capacity alone is asked for.
 *
 * @param spotPercent part of the tasks on spare capacity, 0 to 100.
 */
export function fargateStrategy(spotPercent: number): CapacityShare[] {
  const divisor = greatestCommonDivisor(spotPercent, 100 - spotPercent);
  const shares = [
    { capacityProvider: "FARGATE", weight: (100 - spotPercent) / divisor, base: 1 },
    { capacityProvider: "FARGATE_SPOT", weight: spotPercent / divisor, base: 0 },
  ].filter((share) => share.weight > 0);
  // With one provider there is nothing to share, and a base would be read back as a difference.
  return shares.length === 1 ? shares.map((share) => ({ ...share, base: 0 })) : shares;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
