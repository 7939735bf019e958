import { z } from "zod";

import { providerKeys } from "../provider";
import { stackSchema } from "../schema";

/** The parts of JSON Schema that the configuration's schema turns into. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly patternErrorMessage?: string;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The `slipway:*` keys of a stack file. Draft 7 is what editors of YAML know best. */
export function configurationSchema(): JsonSchema {
  return z.toJSONSchema(stackSchema, { io: "input", target: "draft-7" }) as JsonSchema;
}

/** A whole `Pulumi.<stack>.yaml`, for the line `# yaml-language-server: $schema=…`. */
export function stackFileSchema(): unknown {
  const keys = Object.entries(configurationSchema().properties ?? {});
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "A stack of Slipway",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: {
          ...Object.fromEntries(keys.map(([key, schema]) => [`slipway:${key}`, schema])),
          "aws:region": { type: "string", description: "Region of all resources" },
        },
        patternProperties: {
          [`^slipway:(?!(?:${keys.map(([key]) => key).join("|")})$)`]: false,
          [`^aws:(?!(?:${providerKeys.join("|")})$)`]: false,
        },
      },
      encryptionsalt: { type: "string", description: "Written by Pulumi" },
      encryptedkey: { type: "string", description: "Written by Pulumi" },
      secretsprovider: { type: "string", description: "Key that encrypts the stack's secrets" },
      environment: { description: "Environments of Pulumi ESC" },
    },
    additionalProperties: false,
  };
}
