import { ListHostedZonesCommand, type Route53Client } from "@aws-sdk/client-route-53";

import { collect, pagesOf } from "./pages";

type Client = Pick<Route53Client, "send">;

/** Route 53's hosted zones. */
export interface HostedZones {
  /** Names of the account's public zones, without the dot at their end, in their order. */
  publicNames(): Promise<readonly string[]>;
}

export function route53Adapter(client: Client): HostedZones {
  return {
    publicNames: async () => {
      const pages = pagesOf(
        (Marker) => client.send(new ListHostedZonesCommand({ Marker })),
        (page) => page.NextMarker,
      );
      const zones = (await collect(pages)).flatMap(({ HostedZones: found = [] }) => found);
      const names = zones
        .filter(({ Config }) => Config?.PrivateZone !== true)
        .flatMap(({ Name }) => Name ?? []);
      return [...new Set(names.map((name) => name.replace(/\.$/, "")))].sort();
    },
  };
}
