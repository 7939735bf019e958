import { isRecord } from "../provider/values";
import { isLocalRegistry, parseImageName } from "../registry/imageName";
import { type Problem, type Properties } from "../resourceEntry";

/** Where an image is pushed to: under a tag, or by its digest alone. */
export interface Destination {
  readonly name: string;
  readonly byDigest: boolean;
}

/** Every place that the inputs push to. */
export function destinations(inputs: Properties): readonly Destination[] {
  const tags = list(inputs["tags"]).filter((tag) => typeof tag === "string");
  const places = list(inputs["exports"]).flatMap((entry): Destination[] => {
    const { pushes, names, byDigest } = exportOf(entry);
    return pushes ? (names.length > 0 ? names : tags).map((name) => ({ name, byDigest })) : [];
  });
  return inputs["push"] === true
    ? [...tags.map((name) => ({ name, byDigest: false })), ...places]
    : places;
}

/** Exports that the stand-in cannot make, and registries that are not on this machine. */
export function destinationProblems(inputs: Properties): readonly Problem[] {
  const problems = list(inputs["exports"]).flatMap((entry, index): Problem[] => {
    const kind = exportOf(entry).kind;
    return ["image", "registry", "docker", "disabled", "cacheonly", "unknown"].includes(kind)
      ? []
      : [
          {
            property: `exports[${String(index)}]`,
            reason: `the stand-in docker-build provider does not support exports of type "${kind}"`,
          },
        ];
  });
  for (const { name } of destinations(inputs)) {
    const { host } = parseImageName(name);
    if (isLocalRegistry(host)) {
      continue;
    }
    problems.push({
      property: inputs["push"] === true ? "tags" : "exports",
      reason: `the stand-in docker-build provider pushes only to registries on this machine, not to "${host}"`,
    });
  }
  return problems;
}

interface Export {
  readonly kind: string;
  readonly pushes: boolean;
  readonly byDigest: boolean;
  readonly names: readonly string[];
}

function exportOf(entry: unknown): Export {
  const nothing = { pushes: false, byDigest: false, names: [] };
  if (!isRecord(entry)) {
    return { ...nothing, kind: "unknown" };
  }
  if (entry["disabled"] === true) {
    return { ...nothing, kind: "disabled" };
  }
  if ("raw" in entry) {
    // A text that is not known yet says nothing yet.
    return typeof entry["raw"] === "string"
      ? rawExport(entry["raw"])
      : { ...nothing, kind: "unknown" };
  }
  const kind = Object.keys(entry).find((key) => key !== "disabled") ?? "unknown";
  const options = entry[kind];
  if (!isRecord(options)) {
    return { ...nothing, kind };
  }
  return {
    kind,
    pushes: options["push"] === true || (kind === "registry" && options["push"] !== false),
    byDigest: options["pushByDigest"] === true,
    names: list(options["names"]).filter((name) => typeof name === "string"),
  };
}

/** An export as buildx's command line writes it: `type=image,name=…,push=true`. */
function rawExport(raw: string): Export {
  const options = new Map(
    raw.split(",").map((part): [string, string] => {
      const equals = part.indexOf("=");
      return equals < 0 ? ["dest", part] : [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
  const kind = options.get("type") ?? "unknown";
  const name = options.get("name");
  return {
    kind,
    pushes: options.get("push") === "true" || kind === "registry",
    byDigest: options.get("push-by-digest") === "true",
    names: name === undefined ? [] : [name],
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
