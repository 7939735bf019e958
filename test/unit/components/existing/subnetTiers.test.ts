import fc from "fast-check";
import assert from "node:assert/strict";

import { onePerZone, subnetTiers } from "../../../../components/existing/subnetTiers";

const local = { cidrBlock: "10.0.0.0/16", gatewayId: "local" };
const toInternet = { cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" };
const toNat = { cidrBlock: "0.0.0.0/0", gatewayId: "" };

function table(
  routes: { cidrBlock: string; gatewayId: string }[],
  ...associations: { main: boolean; subnetId: string }[]
) {
  return { routes: [local, ...routes], associations };
}

const of = (subnetId: string) => ({ main: false, subnetId });
const main = { main: true, subnetId: "" };
const subnets = (...ids: string[]) => ids.map((id) => ({ id, zone: "eu-west-1a" }));

describe("tiers of subnets", () => {
  it("call a subnet public that has a route to an internet gateway", () => {
    const tiers = subnetTiers(subnets("subnet-a"), [table([toInternet], of("subnet-a"))]);
    assert.deepEqual(tiers, { public: ["subnet-a"], private: [], isolated: [] });
  });

  it("call it public for any destination behind that gateway, not only the whole Internet", () => {
    const some = { cidrBlock: "203.0.113.0/24", gatewayId: "igw-1" };
    const six = { cidrBlock: "", gatewayId: "igw-1" };
    for (const route of [some, six]) {
      const tiers = subnetTiers(subnets("subnet-a"), [table([route, toNat], of("subnet-a"))]);
      assert.deepEqual(tiers.public, ["subnet-a"]);
    }
  });

  it("call a subnet private whose default route leads elsewhere", () => {
    const tiers = subnetTiers(subnets("subnet-a"), [table([toNat], of("subnet-a"))]);
    assert.deepEqual(tiers, { public: [], private: ["subnet-a"], isolated: [] });
  });

  it("call a default route to a virtual private gateway private, too", () => {
    const toOffice = { cidrBlock: "0.0.0.0/0", gatewayId: "vgw-1" };
    const tiers = subnetTiers(subnets("subnet-a"), [table([toOffice], of("subnet-a"))]);
    assert.deepEqual(tiers.private, ["subnet-a"]);
  });

  it("call a subnet isolated that has no way out", () => {
    const tiers = subnetTiers(subnets("subnet-a"), [table([], of("subnet-a"))]);
    assert.deepEqual(tiers, { public: [], private: [], isolated: ["subnet-a"] });
  });

  it("give a subnet without a route table of its own the main one", () => {
    const tables = [table([toInternet], main), table([toNat], of("subnet-b"))];
    assert.deepEqual(subnetTiers(subnets("subnet-a", "subnet-b"), tables), {
      public: ["subnet-a"],
      private: ["subnet-b"],
      isolated: [],
    });
  });

  it("find every subnet in exactly one tier, sorted", () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^subnet-[0-9a-f]{2}$/), { maxLength: 8 });
    const tables = fc.array(
      fc.record({
        routes: fc.subarray([local, toInternet, toNat]),
        associations: fc.array(
          fc.record({
            main: fc.boolean(),
            subnetId: fc.stringMatching(/^subnet-[0-9a-f]{2}$/),
          }),
          { maxLength: 3 },
        ),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(ids, tables, (names, routeTables) => {
        const tiers = subnetTiers(subnets(...names), routeTables);
        const all = [...tiers.public, ...tiers.private, ...tiers.isolated];
        assert.deepEqual([...all].sort(), [...names].sort());
        for (const tier of [tiers.public, tiers.private, tiers.isolated]) {
          assert.deepEqual(tier, [...tier].sort());
        }
      }),
    );
  });
});

describe("one subnet a zone", () => {
  const facts = [
    { id: "subnet-c", zone: "eu-west-1a" },
    { id: "subnet-a", zone: "eu-west-1a" },
    { id: "subnet-b", zone: "eu-west-1b" },
  ];

  it("is the first by id, whatever the order", () => {
    assert.deepEqual(onePerZone(["subnet-c", "subnet-b", "subnet-a"], facts), [
      "subnet-a",
      "subnet-b",
    ]);
  });

  it("keeps subnets whose zone is not known", () => {
    assert.deepEqual(onePerZone(["subnet-x", "subnet-y"], facts), ["subnet-x", "subnet-y"]);
  });
});
