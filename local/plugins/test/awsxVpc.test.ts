import assert from "node:assert/strict";

import { vpcProblems } from "../awsx/construct";
import { subnetLayout, type SubnetSpec } from "../awsx/subnetLayout";
import { generateDeclarations } from "../declarations/generate";

const declarations = generateDeclarations("@pulumi/awsx", ["awsx:ec2:Vpc"], []);
const zones = ["eu-west-1a", "eu-west-1b"];

function blocks(cidrBlock: string, specs: readonly SubnetSpec[] | undefined, count = 2) {
  return subnetLayout({
    name: "vpc",
    cidrBlock,
    zones: [...zones, "eu-west-1c"].slice(0, count),
    specs,
    zoneCidrMask: undefined,
  }).map(({ name, cidrBlock: block }) => `${name} ${block}`);
}

describe("the subnets of a new VPC", () => {
  it("share each zone's block equally, in the order of the specs", () => {
    assert.deepEqual(blocks("10.20.0.0/16", [{ type: "Public" }, { type: "Private" }]), [
      "vpc-public-1 10.20.0.0/18",
      "vpc-private-1 10.20.64.0/18",
      "vpc-public-2 10.20.128.0/18",
      "vpc-private-2 10.20.192.0/18",
    ]);
  });

  it("are private and public, one half of the other, when nothing is said", () => {
    assert.deepEqual(blocks("10.0.0.0/16", undefined, 3).slice(0, 2), [
      "vpc-public-1 10.0.32.0/20",
      "vpc-private-1 10.0.0.0/19",
    ]);
  });

  it("start where their size lets them", () => {
    const specs: SubnetSpec[] = [
      { type: "Private", cidrMask: 24 },
      { type: "Public", cidrMask: 20 },
    ];
    assert.deepEqual(blocks("10.0.0.0/16", specs, 1), [
      "vpc-public-1 10.0.16.0/20",
      "vpc-private-1 10.0.0.0/24",
    ]);
  });

  it("must fit", () => {
    assert.throws(() => blocks("10.0.0.0/24", [{ type: "Public", cidrMask: 16 }]), /too large/);
    assert.throws(() => blocks("10.0.0.0", undefined), /no block of IPv4 addresses/);
  });
});

describe("inputs of awsx:ec2:Vpc", () => {
  const urn = "urn:pulumi:dev::slipway::awsx:ec2:Vpc::vpc";
  const problems = (inputs: Record<string, unknown>) =>
    vpcProblems(declarations, { subnetStrategy: "Auto", ...inputs }, urn).map(
      ({ property }) => property,
    );

  it("are accepted as the network writes them", () => {
    assert.deepEqual(
      problems({
        cidrBlock: "10.20.0.0/16",
        numberOfAvailabilityZones: 2,
        natGateways: { strategy: "Single" },
        subnetSpecs: [{ type: "Public" }, { type: "Private" }],
      }),
      [],
    );
  });

  it("are refused when misspelled, not supported or contradictory", () => {
    assert.deepEqual(problems({ cidrBlok: "10.0.0.0/16" }), ["cidrBlok"]);
    assert.deepEqual(problems({ ipv4IpamPoolId: "x" }), ["ipv4IpamPoolId"]);
    assert.deepEqual(problems({ subnetStrategy: "Legacy" }), ["subnetStrategy"]);
    assert.deepEqual(problems({ natGateways: { strategy: "Two" } }), ["natGateways.strategy"]);
    assert.deepEqual(problems({ subnetSpecs: [{ type: "Private" }] }), ["natGateways.strategy"]);
    assert.deepEqual(problems({ availabilityZoneNames: zones, numberOfAvailabilityZones: 2 }), [
      "availabilityZoneNames",
    ]);
  });
});
