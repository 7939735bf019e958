import { ActionFailure } from "./action";

/** One entry of the file that the ECS action reads. */
export interface ImageDefinition {
  readonly name: string;
  readonly imageUri: string;
}

/** The action takes no larger file. */
const maxBytes = 100 * 1024;

/**
 * Reads an image definitions file as the ECS action does, which knows nothing of this project's stricter rules.
 *
 * @throws ActionFailure with the sentence that AWS shows
 */
export function imageDefinitions(file: string, content: Buffer): readonly ImageDefinition[] {
  if (content.length > maxBytes) {
    throw new ActionFailure(
      "ConfigurationError",
      `The image definition file ${file} is larger than 100 KB`,
    );
  }
  const entries = parsed(content);
  if (!Array.isArray(entries) || entries.length === 0 || !entries.every(isImageDefinition)) {
    throw new ActionFailure(
      "ConfigurationError",
      `The image definition file ${file} contents invalid JSON format`,
    );
  }
  return entries;
}

function parsed(content: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content));
  } catch {
    return undefined;
  }
}

function isImageDefinition(value: unknown): value is ImageDefinition {
  const { name, imageUri } = { ...(value as Partial<ImageDefinition> | null) };
  return typeof name === "string" && name !== "" && typeof imageUri === "string" && imageUri !== "";
}
