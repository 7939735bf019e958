import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { isZoneId } from "../../aws/domain";
import { type LookUps, type Named } from "./lookUps";

/** Ids of hosted zones, by the ids and names that the stack file gives. */
export function hostedZones(
  zones: readonly Named[],
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<ReadonlyMap<string, string>> {
  return lookUps.each(
    zones,
    async (zone) => {
      const { zoneId } = await aws.route53.getZone(
        isZoneId(zone) ? { zoneId: zone } : { name: zone },
        opts,
      );
      return zoneId;
    },
    explained,
  );
}

/** The provider's data source tells its answers apart by their sentences alone. */
function explained(zone: string, text: string): string {
  if (/no matching Route ?53|NoSuchHostedZone/.test(text)) {
    return isZoneId(zone)
      ? "there is no hosted zone of that id in this account. Check the profile, or write an id that aws route53 list-hosted-zones shows."
      : "there is no public hosted zone of that name in this account. Check the profile, create the zone, or write the id of a private one (aws route53 list-hosted-zones).";
  }
  if (/multiple Route ?53/.test(text)) {
    return "there are several hosted zones of that name in this account. Write the id of one of them (aws route53 list-hosted-zones).";
  }
  return `cannot be looked up. ${text}`;
}
