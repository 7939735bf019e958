/** A kind of subnet that every zone gets. */
export interface SubnetSpec {
  readonly type: "Public" | "Private" | "Isolated" | "Unused";
  readonly name?: string | undefined;
  readonly cidrMask?: number | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** One subnet of the layout. */
export interface PlannedSubnet {
  readonly name: string;
  readonly type: SubnetSpec["type"];
  readonly zone: string;
  readonly cidrBlock: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What the layout is computed from. */
export interface LayoutArgs {
  readonly name: string;
  readonly cidrBlock: string;
  readonly zones: readonly string[];
  readonly specs: readonly SubnetSpec[] | undefined;
  readonly zoneCidrMask: number | undefined;
}

const order: Readonly<Record<SubnetSpec["type"], number>> = {
  Public: 0,
  Private: 1,
  Isolated: 2,
  Unused: 3,
};

/**
 * Subnets as awsx's strategy "Auto" lays them out: each zone gets an equal block of the VPC, and the specs
 * share it in the order in which they are written.
 *
 * @throws when the subnets do not fit.
 */
export function subnetLayout(args: LayoutArgs): readonly PlannedSubnet[] {
  const vpc = parseCidr(args.cidrBlock);
  const zoneMask = args.zoneCidrMask ?? vpc.mask + bitsFor(args.zones.length);
  const specs = args.specs ?? defaultSpecs(zoneMask);
  if (specs.length === 0) {
    throw new Error("No subnets specified");
  }
  const equalMask = zoneMask + bitsFor(specs.length);
  const masks = specs.map(({ cidrMask }) => cidrMask ?? equalMask);
  const needed = masks.reduce((sum, mask) => sum + size(mask), 0);
  if (needed > size(zoneMask)) {
    throw new Error(
      `Subnets are too large for VPC. A zone has ${String(size(zoneMask))} addresses, but subnets require ${String(needed)}.`,
    );
  }
  return args.zones.flatMap((zone, index) => {
    let next = vpc.base + index * size(zoneMask);
    const planned = specs.map((spec, position): PlannedSubnet => {
      const mask = masks[position] ?? equalMask;
      const base = Math.ceil(next / size(mask)) * size(mask);
      next = base + size(mask);
      return {
        name: `${args.name}-${spec.name ?? spec.type.toLowerCase()}-${String(index + 1)}`,
        type: spec.type,
        zone,
        cidrBlock: `${address(base)}/${String(mask)}`,
        tags: spec.tags ?? {},
      };
    });
    // Public subnets come first, because NAT gateways stand in them.
    return planned
      .filter(({ type }) => type !== "Unused")
      .sort((a, b) => order[a.type] - order[b.type]);
  });
}

/** Without specs a zone gets a private subnet, and a public one of half its size. */
function defaultSpecs(zoneMask: number): readonly SubnetSpec[] {
  if (zoneMask > 26) {
    throw new Error(
      `Automatic subnet creation requires a VPC with at least /26 available per AZ, but only /${String(zoneMask)} is available.`,
    );
  }
  const mask = Math.max(zoneMask, 16);
  return [
    { type: "Private", cidrMask: mask + 1 },
    { type: "Public", cidrMask: mask + 2 },
  ];
}

function bitsFor(count: number): number {
  return count === 0 ? 0 : Math.ceil(Math.log2(count));
}

function size(mask: number): number {
  return 2 ** (32 - mask);
}

function parseCidr(cidr: string): { base: number; mask: number } {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (match === null) {
    throw new Error(`"${cidr}" is no block of IPv4 addresses`);
  }
  const [a = 0, b = 0, c = 0, d = 0, mask = 0] = match.slice(1).map(Number);
  return { base: a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d, mask };
}

function address(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
