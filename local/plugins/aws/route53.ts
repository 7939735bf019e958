import { type Change, type HostedZone, type ResourceRecordSet } from "@aws-sdk/client-route-53";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { type FunctionEntry, type Properties, type ResourceEntry } from "../resourceEntry";
import { retrying, waitFor } from "./retry";
import { observed, present, records, required, tagMap, text, texts } from "./shapes";

const record: ResourceEntry = {
  type: "aws:route53/record:Record",
  inputs: ["aliases", "allowOverwrite", "name", "records", "ttl", "type", "zoneId"],
  replaceOn: ["name", "zoneId"],
  computed: ["allowOverwrite", "fqdn"],
  equivalent: {
    aliases: sameAliases,
    name: (existing, wanted) => bare(String(existing)) === bare(String(wanted)),
    records: sameSet,
  },
  validate: (inputs) => {
    const both = inputs["aliases"] !== undefined && inputs["records"] !== undefined;
    const neither = inputs["aliases"] === undefined && inputs["records"] === undefined;
    return both || neither
      ? [{ property: "records", reason: "exactly one of alias and records must be specified" }]
      : [];
  },
  create: async (clients, inputs) => {
    const set = await recordSet(clients, inputs);
    const Action = inputs["allowOverwrite"] === true ? "UPSERT" : "CREATE";
    await change(clients, required(inputs, "zoneId"), [{ Action, ResourceRecordSet: set }]);
    return [inputs["zoneId"], bare(required(inputs, "name")), inputs["type"]].join("_");
  },
  read: async (clients, id, known) => {
    const { zoneId, name, type } = parts(id);
    const zone = await zoneOf(clients, zoneId);
    const found = zone && (await find(clients, zoneId, fqdn(name, zone), type));
    if (found === undefined) {
      return undefined;
    }
    const alias = found.AliasTarget;
    return observed({
      zoneId,
      type,
      name: text(known["name"]) ?? name,
      fqdn: bare(found.Name ?? ""),
      ttl: found.TTL,
      records: alias ? undefined : (found.ResourceRecords ?? []).map(({ Value }) => Value),
      aliases: alias && [
        {
          name: bare(alias.DNSName ?? ""),
          zoneId: alias.HostedZoneId,
          evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
        },
      ],
    });
  },
  update: async (clients, id, inputs, previous) => {
    const { zoneId, name, type } = parts(id);
    const set = await recordSet(clients, inputs);
    const changes: Change[] = [{ Action: "UPSERT", ResourceRecordSet: set }];
    if (type !== inputs["type"]) {
      const old = await find(clients, zoneId, required(previous, "fqdn"), type);
      if (old === undefined) {
        throw new Error(`record ${name} of type ${type} is gone`);
      }
      changes.unshift({ Action: "DELETE", ResourceRecordSet: old });
    }
    await change(clients, zoneId, changes);
  },
  delete: async (clients, id) => {
    const { zoneId, name, type } = parts(id);
    const zone = await zoneOf(clients, zoneId);
    const found = zone && (await find(clients, zoneId, fqdn(name, zone), type));
    if (found === undefined) {
      return;
    }
    await change(clients, zoneId, [{ Action: "DELETE", ResourceRecordSet: found }]);
  },
};

async function recordSet(clients: Clients, inputs: Properties): Promise<ResourceRecordSet> {
  const zoneId = required(inputs, "zoneId");
  const zone = await zoneOf(clients, zoneId);
  if (zone === undefined) {
    throw new Error(`reading Route 53 Hosted Zone (${zoneId}): not found`);
  }
  const [alias] = records(inputs["aliases"]);
  const set = present({
    Name: fqdn(required(inputs, "name"), zone),
    Type: inputs["type"],
    TTL: inputs["ttl"],
    ResourceRecords: alias ? undefined : texts(inputs["records"]).map((Value) => ({ Value })),
    AliasTarget: alias && {
      DNSName: alias["name"],
      HostedZoneId: alias["zoneId"],
      EvaluateTargetHealth: alias["evaluateTargetHealth"],
    },
  });
  return set as unknown as ResourceRecordSet;
}

async function change(clients: Clients, zoneId: string, Changes: Change[]): Promise<void> {
  const route53 = await clients.route53();
  const { ChangeInfo } = await retrying(
    () => route53.changeResourceRecordSets({ HostedZoneId: zoneId, ChangeBatch: { Changes } }),
    (error) => isAwsError(error, "PriorRequestNotComplete"),
  );
  const Id = ChangeInfo?.Id;
  if (Id === undefined || ChangeInfo?.Status === "INSYNC") {
    return;
  }
  await waitFor(
    `the change of zone ${zoneId} to be everywhere`,
    async () => {
      const answer = await route53.getChange({ Id });
      return answer.ChangeInfo?.Status === "INSYNC" ? true : undefined;
    },
    { seconds: 1800, everySeconds: 2 },
  );
}

async function find(
  clients: Clients,
  zoneId: string,
  name: string,
  type: string,
): Promise<ResourceRecordSet | undefined> {
  const route53 = await clients.route53();
  const answer = await unlessGone(
    () =>
      route53.listResourceRecordSets({
        HostedZoneId: zoneId,
        StartRecordName: name,
        StartRecordType: type as "A",
      }),
    "NoSuchHostedZone",
  );
  return answer?.ResourceRecordSets?.find(
    (set) => bare(set.Name ?? "") === bare(name) && set.Type === type,
  );
}

async function zoneOf(clients: Clients, zoneId: string): Promise<HostedZone | undefined> {
  const route53 = await clients.route53();
  const answer = await unlessGone(() => route53.getHostedZone({ Id: zoneId }), "NoSuchHostedZone");
  return answer?.HostedZone;
}

/** A name inside a zone in full: the zone's own name is added unless it is there. */
export function fqdn(name: string, zone: { Name?: string | undefined }): string {
  const suffix = bare(zone.Name ?? "");
  const full = bare(name);
  if (full === "" || full === suffix) {
    return suffix;
  }
  return full.endsWith(`.${suffix}`) ? full : `${full}.${suffix}`;
}

/** Lower case and without the root's dot. */
function bare(name: string): string {
  return name.replace(/\.$/, "").toLowerCase();
}

/** `Z123_www.example.com_A`; names of validation records begin with an underscore of their own. */
function parts(id: string): { zoneId: string; name: string; type: string } {
  const [zoneId = "", ...rest] = id.split("_");
  const type = rest.pop() ?? "";
  return { zoneId, name: rest.join("_"), type };
}

function sameAliases(existing: unknown, wanted: unknown): boolean {
  const normal = (value: unknown): unknown =>
    records(value).map((alias) => ({ ...alias, name: bare(text(alias["name"]) ?? "") }));
  return sameSet(normal(existing), normal(wanted));
}

const getZone: FunctionEntry = {
  token: "aws:route53/getZone:getZone",
  invoke: async (clients, args) => {
    const route53 = await clients.route53();
    const zoneId = text(args["zoneId"]);
    const name = text(args["name"]);
    if ((zoneId === undefined) === (name === undefined)) {
      throw new Error("one of `name` or `zone_id` must be set");
    }
    const zones =
      zoneId === undefined
        ? ((await route53.listHostedZones({})).HostedZones ?? [])
        : [await zoneOf(clients, zoneId)];
    const matching = zones.filter(
      (zone) =>
        zone !== undefined &&
        (name === undefined || bare(zone.Name ?? "") === bare(name)) &&
        (zoneId !== undefined ||
          (zone.Config?.PrivateZone ?? false) === (args["privateZone"] === true)),
    );
    if (matching.length > 1) {
      throw new Error(
        "multiple Route 53 Hosted Zones matched; use additional constraints to reduce matches to a single Route 53 Hosted Zone",
      );
    }
    const [zone] = matching;
    if (zone?.Id === undefined) {
      throw new Error("no matching Route 53 Hosted Zone found");
    }
    const id = zone.Id.replace("/hostedzone/", "");
    const { DelegationSet } = await route53.getHostedZone({ Id: id });
    const { ResourceTagSet } = await route53.listTagsForResource({
      ResourceType: "hostedzone",
      ResourceId: id,
    });
    const nameServers = DelegationSet?.NameServers ?? [];
    return present({
      id,
      zoneId: id,
      arn: `arn:${clients.partition}:route53:::hostedzone/${id}`,
      name: bare(zone.Name ?? ""),
      privateZone: zone.Config?.PrivateZone ?? false,
      comment: zone.Config?.Comment,
      callerReference: zone.CallerReference,
      resourceRecordSetCount: zone.ResourceRecordSetCount,
      nameServers,
      primaryNameServer: nameServers[0],
      tags: tagMap(ResourceTagSet?.Tags),
    });
  },
};

export const entries: readonly ResourceEntry[] = [record];

export const functions: readonly FunctionEntry[] = [getZone];
