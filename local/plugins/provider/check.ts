import { createHash, randomBytes } from "node:crypto";

import { checkInputs, nearestName } from "../declarations/check";
import { type Declarations, type ObjectShape } from "../declarations/shape";
import { type Problem, type Properties, type ResourceEntry } from "../resourceEntry";
import { containsUnknown, isRecord, UNKNOWN, without } from "./values";

/** Where the bridged providers note which inputs they filled in themselves. */
export const defaultsKey = "__defaults";

export interface CheckRequest {
  readonly urn: string;
  /** Inputs of the existing resource, if there is one. */
  readonly olds: Properties;
  readonly news: Properties;
  /** Makes automatic names repeatable within an operation. */
  readonly randomSeed: Uint8Array;
}

/** What the check needs to know of the provider's configuration. */
export interface CheckSettings {
  readonly provider: string;
  readonly region: string | undefined;
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** Refuses inputs that the real provider (or the stand-in) does not take; fills in what the real one fills in. */
export function checkResource<C>(
  entry: ResourceEntry<C>,
  declarations: Declarations,
  settings: CheckSettings,
  { urn, olds, news, randomSeed }: CheckRequest,
): { inputs: Properties; problems: readonly Problem[] } {
  const shape = declarations.resources[entry.type]?.inputs ?? {};
  const given = asDocuments(shape, news);
  // The engine may hand back checked inputs (ignoreChanges, imports): `tagsAll` is ours then.
  const declared = without(given, "tagsAll", defaultsKey);
  const problems: Problem[] = [
    ...checkInputs(declarations, shape, declared),
    ...unsupported(entry, shape, settings, declared, urn),
  ];
  const inputs: Properties = { ...declared };
  const filled: string[] = [];
  for (const [key, value] of Object.entries(entry.defaults ?? {})) {
    if (inputs[key] !== undefined) {
      continue;
    }
    inputs[key] = value;
    filled.push(key);
  }
  const name = entry.autoName?.property;
  if (name !== undefined && inputs[name] === undefined && inputs[`${name}Prefix`] === undefined) {
    inputs[name] = keptName(name, olds) ?? automaticName(entry, inputs, urn, randomSeed);
    filled.push(name);
  }
  if (hasTags(declarations, entry.type)) {
    inputs["tagsAll"] = mergedTags(settings, inputs["tags"]);
  }
  inputs[defaultsKey] = filled.sort();
  if (problems.length === 0) {
    problems.push(...(entry.validate?.(inputs) ?? []));
  }
  return { inputs, problems };
}

function unsupported<C>(
  entry: ResourceEntry<C>,
  shape: ObjectShape,
  settings: CheckSettings,
  inputs: Properties,
  urn: string,
): Problem[] {
  return Object.entries(inputs).flatMap(([key, value]): Problem[] => {
    if (shape[key] === undefined || entry.inputs.includes(key)) {
      return [];
    }
    if (key === "region" && (value === settings.region || value === UNKNOWN)) {
      return [];
    }
    const reason =
      key === "region"
        ? `is "${String(value)}", but the stand-in ${settings.provider} provider serves only its own region "${settings.region ?? ""}" (${urn})`
        : `is a real input of ${entry.type}, but the stand-in ${settings.provider} provider does not support it (${urn})`;
    return [{ property: key, reason }];
  });
}

/** True for types that take the provider's default tags; others use the word for something else. */
export function hasTags(declarations: Declarations, type: string): boolean {
  return declarations.resources[type]?.outputs.includes("tagsAll") === true;
}

/** The provider takes a policy document as text or as an object; the state holds the text. */
function asDocuments(shape: ObjectShape, inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      shape[key]?.type !== "json" || !isRecord(value)
        ? value
        : containsUnknown(value)
          ? UNKNOWN
          : JSON.stringify(value),
    ]),
  );
}

/** A name that this check gave earlier stays; one that the program gave earlier does not. */
function keptName(property: string, olds: Properties): unknown {
  const filled = olds[defaultsKey];
  return Array.isArray(filled) && filled.includes(property) ? olds[property] : undefined;
}

function automaticName<C>(
  entry: ResourceEntry<C>,
  inputs: Properties,
  urn: string,
  seed: Uint8Array,
): string {
  const { maxLength = 255, lowercase = false, ending } = entry.autoName ?? {};
  const end = ending?.(inputs) ?? "";
  const suffix =
    seed.length === 0
      ? randomBytes(4).toString("hex")
      : createHash("sha256").update(seed).update(urn).digest("hex");
  const logicalName = urn.slice(urn.lastIndexOf("::") + 2);
  const head = logicalName.slice(0, maxLength - 8 - end.length);
  const name = `${head}-${suffix.slice(0, 7)}${end}`;
  return lowercase ? name.toLowerCase() : name;
}

/** Tags of the provider under those of the resource, as the real provider computes `tagsAll`. */
function mergedTags(settings: CheckSettings, tags: unknown): unknown {
  if (containsUnknown(tags)) {
    return UNKNOWN;
  }
  return { ...settings.defaultTags, ...(isRecord(tags) ? tags : {}) };
}

/** Options of the provider itself that it does not have. */
export function unknownOptions(
  config: Properties,
  declarations: Pick<Declarations, "provider">,
): readonly Problem[] {
  const known = [...Object.keys(declarations.provider), "pluginDownloadURL"];
  return Object.keys(config)
    .filter((key) => key !== "version" && key !== defaultsKey && !known.includes(key))
    .map((key) => {
      const nearest = nearestName(key, known);
      const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      return { property: key, reason: `"${key}" is not an option of the provider${hint}` };
    });
}
