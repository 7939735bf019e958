import { isRecord } from "../../provider/values";
import { type Properties } from "../../resourceEntry";
import { capitalised, present, record, records, tagList, tagMap, uncapitalised } from "../shapes";

/** Inputs of a launch template that belong to a version of it. */
export const dataInputs = [
  "blockDeviceMappings",
  "creditSpecification",
  "ebsOptimized",
  "iamInstanceProfile",
  "imageId",
  "instanceInitiatedShutdownBehavior",
  "instanceType",
  "keyName",
  "metadataOptions",
  "monitoring",
  "networkInterfaces",
  "tagSpecifications",
  "userData",
  "vpcSecurityGroupIds",
] as const;

// The real provider takes three-way flags (true, false, not set) as text.
const textFlags = ["deleteOnTermination", "encrypted", "associatePublicIpAddress"];

/** What AWS is asked for: the same words with capitals, but for a few. */
export function dataRequest(inputs: Properties): Properties {
  const { ebsOptimized, networkInterfaces, tagSpecifications, vpcSecurityGroupIds, ...rest } =
    Object.fromEntries(dataInputs.map((key) => [key, inputs[key]]));
  return present({
    ...record(capitalised(asFlags(present(rest)))),
    EbsOptimized: ebsOptimized === undefined ? undefined : ebsOptimized === "true",
    SecurityGroupIds: vpcSecurityGroupIds,
    NetworkInterfaces: Array.isArray(networkInterfaces)
      ? networkInterfaces.map((item: unknown) => {
          const { securityGroups, ...others } = record(asFlags(item));
          return present({ ...record(capitalised(others)), Groups: securityGroups });
        })
      : undefined,
    TagSpecifications: Array.isArray(tagSpecifications)
      ? tagSpecifications.map((item: unknown) => ({
          ResourceType: record(item)["resourceType"],
          Tags: tagList(record(item)["tags"]),
        }))
      : undefined,
  });
}

/** What AWS has, in the provider's shape. */
export function dataState(data: Properties): Properties {
  const { EbsOptimized, NetworkInterfaces, TagSpecifications, SecurityGroupIds, ...rest } = data;
  const same = Object.entries(record(uncapitalised(present(rest)))).filter(([key]) =>
    dataInputs.some((input) => input === key),
  );
  return {
    ...(asTexts(Object.fromEntries(same)) as Properties),
    ebsOptimized: typeof EbsOptimized === "boolean" ? String(EbsOptimized) : undefined,
    vpcSecurityGroupIds: SecurityGroupIds,
    networkInterfaces: Array.isArray(NetworkInterfaces)
      ? records(NetworkInterfaces).map(({ Groups, ...others }) =>
          present({ ...record(asTexts(uncapitalised(others))), securityGroups: Groups }),
        )
      : undefined,
    tagSpecifications: Array.isArray(TagSpecifications)
      ? records(TagSpecifications).map(({ ResourceType, Tags }) => ({
          resourceType: ResourceType,
          tags: tagMap(Array.isArray(Tags) ? Tags : []),
        }))
      : undefined,
  };
}

/** `found`, with parts that are missing in it taken from `known`. */
export function filled(found: Properties, known: Properties): Properties {
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => [key, filledValue(value, known[key])]),
  );
}

function filledValue(found: unknown, known: unknown): unknown {
  if (Array.isArray(found) && Array.isArray(known)) {
    if (found.length === 0) {
      return known;
    }
    return found.length === known.length
      ? found.map((item: unknown, index) => filledValue(item, known[index]))
      : found;
  }
  if (!isRecord(found) || !isRecord(known)) {
    return found ?? known;
  }
  const merged = { ...known, ...found };
  return Object.fromEntries(
    Object.entries(merged).map(([key, value]) => [key, filledValue(value, known[key])]),
  );
}

function asFlags(value: unknown): unknown {
  return mapped(value, (key, inner) =>
    textFlags.includes(key) && typeof inner === "string" ? inner === "true" : inner,
  );
}

function asTexts(value: unknown): unknown {
  return mapped(value, (key, inner) =>
    textFlags.includes(key) && typeof inner === "boolean" ? String(inner) : inner,
  );
}

function mapped(value: unknown, change: (key: string, inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => mapped(item, change));
  }
  if (!isRecord(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapped(change(key, inner), change)]),
  );
}
