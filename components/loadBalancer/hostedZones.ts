import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { isZoneId } from "../../aws/domain";

/** Clusters by their keys, as far as their hosted zones are read. */
type Clusters = Readonly<
  Record<string, { readonly loadBalancer?: { readonly zone?: string | undefined } | undefined }>
>;

/** Ids of the hosted zones that the stack file names. */
export interface HostedZones {
  /**
   * @param cluster key.
   * @returns `undefined` when its load balancer names no zone.
   */
  of(cluster: string): string | undefined;
}

/**
 * Looks up the hosted zones of all load balancers, before anything is made and each zone once.
 *
 * @throws RunError that names every zone which the account does not have, by its key in the stack file.
 */
export async function hostedZones(
  clusters: Clusters,
  opts: pulumi.InvokeOptions,
): Promise<HostedZones> {
  const zones = new Set(
    Object.values(clusters).flatMap(({ loadBalancer }) => loadBalancer?.zone ?? []),
  );
  const found = new Map<string, string>();
  const reasons = new Map<string, string>();
  await Promise.all(
    [...zones].map(async (zone) => {
      try {
        const { zoneId } = await aws.route53.getZone(
          isZoneId(zone) ? { zoneId: zone } : { name: zone },
          opts,
        );
        found.set(zone, zoneId);
      } catch (error) {
        reasons.set(zone, reasonOf(zone, error));
      }
    }),
  );
  const problems = Object.entries(clusters).flatMap(([key, { loadBalancer }]) => {
    const reason = reasons.get(loadBalancer?.zone ?? "");
    return reason === undefined
      ? []
      : [`slipway:clusters.${key}.loadBalancer.zone "${loadBalancer?.zone ?? ""}": ${reason}`];
  });
  if (problems.length > 0) {
    throw new pulumi.RunError(`Nothing is changed:\n${problems.join("\n")}`);
  }
  return { of: (cluster) => found.get(clusters[cluster]?.loadBalancer?.zone ?? "") };
}

/** The provider's data source tells its answers apart by their sentences alone. */
function reasonOf(zone: string, error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).trim();
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
