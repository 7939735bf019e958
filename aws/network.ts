import { type KeyProblem } from "./limits";

/** How hosts of a new VPC reach ECS, ECR and the logs. */
export interface WaysOut {
  readonly natGateways?: 0 | 1 | "per-az" | undefined;
  readonly endpoints?: boolean | undefined;
  readonly publicAddresses?: boolean | undefined;
}

/** An application load balancer lives in at least two zones. */
export const leastLoadBalancerZones = 2;

/** What is wrong with the ways out of a new VPC. */
export function waysOutProblem({
  natGateways,
  endpoints,
  publicAddresses,
}: WaysOut): KeyProblem<"natGateways" | "publicAddresses"> | undefined {
  if (natGateways === 0 && endpoints === false && publicAddresses === false) {
    return {
      key: "natGateways",
      sentence:
        "0 leaves hosts without a way to ECS, ECR and the logs; set endpoints: true, or publicAddresses: true, or natGateways: 1",
    };
  }
  return publicAddresses === true && natGateways !== undefined && natGateways !== 0
    ? {
        key: "publicAddresses",
        sentence:
          "true needs no NAT gateway, which would cost money for nothing; set natGateways: 0",
      }
    : undefined;
}

/** Why subnets cannot be given with a VPC that is made. */
export function subnetsProblem(
  vpc: string | undefined,
  subnets: unknown,
): KeyProblem<"subnets"> | undefined {
  return vpc === "new" && subnets !== undefined
    ? {
        key: "subnets",
        sentence: 'belong to a VPC that exists (got vpc "new"); give its id, or remove the key',
      }
    : undefined;
}
