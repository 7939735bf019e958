import { type JsonSchema } from "./jsonSchema";

/** A table of the keys of one mapping. */
export function keyTable(keys: Readonly<Record<string, JsonSchema>>, required: readonly string[]) {
  const rows = Object.entries(keys).map(([key, schema]) => [
    `\`${key}\``,
    legalWords(schema),
    defaultWords(schema, required.includes(key)),
    escaped(schema.description ?? ""),
  ]);
  return [
    "<!-- prettier-ignore-start -->",
    "",
    "| Key | Type, legal values | Default | Meaning |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
    "<!-- prettier-ignore-end -->",
  ].join("\n");
}

/** Type and legal values in words. */
export function legalWords(schema: JsonSchema): string {
  const { type, enum: values, items, additionalProperties } = schema;
  if (schema.const !== undefined) {
    return code(schema.const);
  }
  if (values !== undefined) {
    return values.map(code).join(", ");
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map(legalWords).join(", or ");
  }
  if (schema.oneOf !== undefined) {
    return "mapping, see below";
  }
  switch (type) {
    case "integer":
      return numberWords(schema);
    case "boolean":
      return "`true`, `false`";
    case "array":
      return `list of: ${items === undefined ? "anything" : legalWords(items)}`;
    case "object":
      return typeof additionalProperties === "object" &&
        additionalProperties.properties === undefined
        ? valuesWords(additionalProperties)
        : "mapping, see below";
    default:
      return textWords(schema);
  }
}

function numberWords({ minimum, maximum }: JsonSchema): string {
  // zod writes the greatest safe integer where a number has no upper end.
  const open = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER;
  return open ? `whole number >= ${minimum ?? 0}` : `whole number, ${minimum ?? 0}–${maximum}`;
}

function valuesWords(values: JsonSchema): string {
  return values.oneOf === undefined
    ? `mapping of names to: ${legalWords(values)}`
    : "mapping, see below";
}

function textWords({ pattern, patternErrorMessage, maxLength }: JsonSchema): string {
  if (patternErrorMessage !== undefined) {
    const most = maxLength === undefined ? "" : `; at most ${maxLength} characters`;
    return escaped(`text; ${patternErrorMessage}${most}`);
  }
  return pattern === undefined ? "text" : `text like ${code(pattern)}`;
}

function defaultWords(schema: JsonSchema, required: boolean): string {
  if (required) {
    return "**required**";
  }
  const value = schema.default;
  if (value === undefined) {
    return "none";
  }
  return typeof value === "object" && value !== null && Object.keys(value).length === 0
    ? "empty"
    : code(typeof value === "string" ? value : JSON.stringify(value));
}

function code(value: unknown): string {
  return `\`${String(value).replace(/\|/g, "\\|")}\``;
}

/** Outside of code, signs that Markdown would take for its own; a bar ends the cell everywhere. */
function escaped(text: string): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 0 ? part.replace(/[<>*_]/g, "\\$&") : part))
    .join("`")
    .replace(/\|/g, "\\|");
}
