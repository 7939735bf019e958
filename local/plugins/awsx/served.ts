/** Every component that the awsx stand-in serves. */
export const served = [{ type: "awsx:ec2:Vpc" }] as const;

/** Inputs of `awsx:ec2:Vpc` that the stand-in serves; any other is refused. */
export const vpcInputs = [
  "availabilityZoneCidrMask",
  "availabilityZoneNames",
  "cidrBlock",
  "enableDnsHostnames",
  "enableDnsSupport",
  "instanceTenancy",
  "natGateways",
  "numberOfAvailabilityZones",
  "subnetSpecs",
  "subnetStrategy",
  "tags",
] as const;
