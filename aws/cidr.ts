/** Smallest subnet that AWS makes: /28. Largest and smallest VPC: /16 and /28 (EC2 API, CreateVpc). */
const smallest = 28;
const largest = 16;

/** A range of addresses. */
export interface CidrParts {
  readonly first: number;
  readonly length: number;
  /** The same range, written as AWS writes it. */
  readonly network: string;
  readonly isPrivate: boolean;
}

/** The parts of a range of IPv4 addresses, or undefined if it is none. */
export function cidrParts(cidr: string): CidrParts | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  const [octets, length] = [match?.slice(1, 5).map(Number), Number(match?.[5])];
  if (octets === undefined || octets.some((octet) => octet > 255) || length > 32) {
    return undefined;
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const first = address - (address % 2 ** (32 - length));
  return { first, length, network: `${dotted(first)}/${length}`, isPrivate: isPrivate(octets) };
}

/** Whether all addresses of a range are in another one. */
export function rangeIn(inner: string, outer: string): boolean {
  const [a, b] = [cidrParts(inner), cidrParts(outer)];
  return (
    a !== undefined &&
    b !== undefined &&
    a.length >= b.length &&
    a.first >= b.first &&
    a.first < b.first + 2 ** (32 - b.length)
  );
}

/** What is wrong with the addresses of a new VPC with public and private subnets, if anything. */
export function cidrProblem(cidr: string, availabilityZones: number): string | undefined {
  const parts = cidrParts(cidr);
  if (parts === undefined) {
    return "invalid CIDR; it looks like 10.20.0.0/16";
  }
  const { length, network } = parts;
  if (network !== cidr) {
    return `invalid CIDR: bits of the host are set; the network is ${network}`;
  }
  if (length < largest || length > smallest) {
    return `VPC netmask must be /${largest}../${smallest}`;
  }
  if (!parts.isPrivate) {
    return "must be private addresses: in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10";
  }
  const subnets = 2 * availabilityZones;
  const needed = smallest - Math.ceil(Math.log2(subnets));
  return length > needed
    ? `has no room for ${subnets} subnets; VPC netmask must be /${largest}../${needed} with ${availabilityZones} availability zones`
    : undefined;
}

function isPrivate([first = 0, second = 0]: readonly number[]): boolean {
  return (
    first === 10 ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 100 && second >= 64 && second < 128)
  );
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}
