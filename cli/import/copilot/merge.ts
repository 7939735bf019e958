import { type MappingSource, type Source } from "../yamlSource";

/** Keys that an environment's key replaces, by the mapping that they are in: Copilot refuses both together. */
const replaced: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  image: { build: ["location"], location: ["build"] },
  count: {
    spot: [
      ...["range", "cooldown", "cpu_percentage", "memory_percentage"],
      ...["requests", "response_time", "queue_delay"],
    ],
    range: ["spot"],
  },
};

/**
 * A manifest as one environment has it: mappings are merged, everything else is replaced, as Copilot does.
 * https://aws.github.io/copilot-cli/docs/manifest/lb-web-service/#environments
 */
export function manifestOf(manifest: Source, environment: string): Source {
  if (manifest.kind !== "mapping") {
    return manifest;
  }
  const { environments, base } = split(manifest);
  const own = environments?.kind === "mapping" ? environments.entries.get(environment) : undefined;
  return own === undefined ? base : merged(base, own);
}

/** Names of the environments that a manifest says something of. */
export function environmentsOf(manifest: Source): string[] {
  const environments = manifest.kind === "mapping" ? split(manifest).environments : undefined;
  return environments?.kind === "mapping" ? [...environments.entries.keys()] : [];
}

function split(manifest: MappingSource): { environments: Source | undefined; base: MappingSource } {
  const entries = new Map(manifest.entries);
  const environments = entries.get("environments");
  entries.delete("environments");
  return { environments, base: { ...manifest, entries } };
}

function merged(base: Source, over: Source): Source {
  if (over.kind === "scalar" && over.value === null) {
    return base;
  }
  if (base.kind !== "mapping" || over.kind !== "mapping") {
    return over;
  }
  const entries = new Map(base.entries);
  const rules = replaced[over.place.path.at(-1) ?? ""] ?? {};
  for (const [key, gone] of Object.entries(rules)) {
    if (over.entries.has(key)) {
      gone.forEach((other) => entries.delete(other));
    }
  }
  for (const [key, value] of over.entries) {
    const before = entries.get(key);
    entries.set(key, before === undefined ? value : merged(before, value));
  }
  return { ...base, entries };
}
