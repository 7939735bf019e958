import assert from "node:assert/strict";

import { asked, existingOf, refuses } from "./fixture";

const token = "aws:route53/getZone:getZone";

/** An account with the public zone example.com (Z0ONE) and one name that two zones have. */
const calls = {
  [token]: ({ name, zoneId }: Record<string, unknown>) => {
    if (name === "twice.example") {
      throw new Error(
        "invocation of aws:route53/getZone:getZone returned an error: multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to a single Route 53 Hosted Zone",
      );
    }
    if (zoneId === "Z0DENIED") {
      throw new Error("operation error Route 53: GetHostedZone, AccessDenied: not authorized");
    }
    if (name !== "example.com" && zoneId !== "Z0ONE") {
      throw new Error("no matching Route 53 Hosted Zone found");
    }
    return { zoneId: "Z0ONE" };
  },
};

function found(zones: Readonly<Record<string, string | undefined>>) {
  const clusters = Object.entries(zones).map(
    ([key, zone]) => [key, { loadBalancer: { zone }, apps: {} }] as const,
  );
  return existingOf({ clusters: Object.fromEntries(clusters) }, calls);
}

describe("hosted zones", () => {
  it("are looked up by name or id, each once", async () => {
    const zones = { a: "example.com", b: "example.com", c: "Z0ONE", d: undefined };
    const [existing, graph] = await found(zones);
    const ids = Object.keys(zones).map((key) => existing.zoneId(key));
    assert.deepEqual(ids, ["Z0ONE", "Z0ONE", "Z0ONE", undefined]);
    assert.deepEqual(asked(graph, token), [{ name: "example.com" }, { zoneId: "Z0ONE" }]);
  });

  it("that the account does not have are named all at once, with their keys", async () => {
    await assert.rejects(
      found({ a: "example.net", b: "twice.example", c: "Z0GONE", d: "example.com", e: "Z0DENIED" }),
      refuses(
        'slipway:clusters.a.loadBalancer.zone "example.net": there is no public hosted zone of that name in this account. Check the profile, create the zone, or write the id of a private one (aws route53 list-hosted-zones).',
        'slipway:clusters.b.loadBalancer.zone "twice.example": there are several hosted zones of that name in this account. Write the id of one of them (aws route53 list-hosted-zones).',
        'slipway:clusters.c.loadBalancer.zone "Z0GONE": there is no hosted zone of that id in this account. Check the profile, or write an id that aws route53 list-hosted-zones shows.',
        'slipway:clusters.e.loadBalancer.zone "Z0DENIED": cannot be looked up. operation error Route 53: GetHostedZone, AccessDenied: not authorized',
      ),
    );
  });
});
