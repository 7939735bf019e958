import { configurationSchema } from "./jsonSchema";

/** Where the generated part of Pulumi.yaml begins; it goes on to the end of the file. */
const marker = "# Generated from config/schema.ts by `npm run docs`, to the end.";

/**
 * Pulumi.yaml with every key of the schema described.
 *
 * @param current the file as it is; what stands above the marker stays.
 * @throws Error when the marker is missing.
 */
export function projectFile(current: string): string {
  const end = current.indexOf(marker);
  if (end < 0) {
    throw new Error(`Pulumi.yaml has no line "${marker}".`);
  }
  const keys = Object.entries(configurationSchema().properties ?? {}).map(
    ([key, schema]) =>
      `  slipway:${key}:\n` +
      `    description: ${JSON.stringify(schema.description ?? "")}\n` +
      `    default: ${JSON.stringify(schema.default)}\n`,
  );
  return `${current.slice(0, end)}${marker}
# Pulumi has types for texts, numbers, switches and lists, none for mappings. So no key has a type:
# the program checks them all, and better. A key without a default would be asked for by Pulumi
# itself; the default {} of a mapping means "nothing said", and the schema fills in its defaults.
config:
${keys.join("")}`;
}
