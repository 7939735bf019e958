import { z } from "zod";

import { containerNamePattern } from "../aws/container";
import { hasTagOrDigest } from "../aws/imageReference";
import { originProblems, type ImageOrigins } from "./imageOrigins";
import { JsonError, parseJson } from "./json";

/** The image of one container. */
export interface ContainerImage {
  /** Name of the container in the task definition. */
  readonly name: string;
  /** `<repository>:<tag>` or `<repository>@sha256:<digest>`. */
  readonly imageUri: string;
}

/** What `revision.json` says: the containers that delivery owns and the image of each. */
export type Revision = readonly ContainerImage[];

/** What a revision is held against, where it is known. */
export interface Expectation {
  /** Path of the file, for the error's sentences. */
  readonly path: string;
  /** The app's own container, which must be named. @default - none */
  readonly requires?: string;
  /** Where the images of the containers may come from. @default - from anywhere, for any container */
  readonly origins?: ImageOrigins | undefined;
}

/** A revision that nobody may deploy, with everything that is wrong with it. */
export class RevisionError extends Error {
  constructor(
    readonly path: string,
    /** One sentence a problem, without the file's path. */
    readonly problems: readonly string[],
  ) {
    super(problems.map((problem) => `${path}: ${problem}`).join("\n"));
    this.name = "RevisionError";
  }
}

/** The deploy action of the pipeline takes no larger file; 100 KB is read as the smaller of its two meanings. */
export const maxRevisionBytes = 100_000;

/** The shape of `revision.json`. An image without tag and digest would not say what runs. */
export const revisionSchema = z
  .array(
    z.strictObject({
      name: z
        .string()
        .regex(containerNamePattern, "must be 1 to 255 letters, digits, hyphens and underscores")
        .describe("Name of the container in the task definition."),
      imageUri: z
        .string()
        .max(2048, "must be at most 2048 characters")
        .refine(hasTagOrDigest, "must be <repository>:<tag> or <repository>@sha256:<64 hex digits>")
        .describe("Image of the container: <repository>:<tag> or <repository>@sha256:<digest>."),
    }),
  )
  .min(1);

/**
 * Reads the text of a `revision.json`.
 *
 * @throws RevisionError that lists every problem: file, field, value, and what is legal.
 */
export function parseRevision(text: string, expectation?: Expectation): Revision {
  const path = expectation?.path ?? "revision.json";
  const value = jsonOf(path, text);
  const parsed = revisionSchema.safeParse(value);
  const problems = parsed.success ? [] : parsed.error.issues.flatMap(sentencesOf(value));
  problems.push(...namesOf(value, expectation?.requires));
  if (parsed.success && expectation?.origins !== undefined) {
    problems.push(...originProblems(parsed.data, expectation.origins));
  }
  if (!parsed.success || problems.length > 0) {
    throw new RevisionError(path, problems);
  }
  return parsed.data;
}

/** The one way to write a revision: by name, so that equal revisions are equal files. */
export function formatRevision(revision: Revision): string {
  const entries = revision
    .map(({ name, imageUri }) => ({ name, imageUri }))
    .sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

function jsonOf(path: string, text: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxRevisionBytes) {
    throw new RevisionError(path, [
      `must be at most 100 KB (${maxRevisionBytes} bytes), got ${bytes} bytes`,
    ]);
  }
  if (text.startsWith("\uFEFF")) {
    throw new RevisionError(path, [
      "begins with a byte order mark; save the file as UTF-8 without one",
    ]);
  }
  if (text.includes("\uFFFD")) {
    throw new RevisionError(path, ["holds bytes that are no UTF-8; save the file as UTF-8"]);
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
    throw new RevisionError(path, [
      `invalid JSON at ${error.line}:${error.column}: ${error.message}`,
    ]);
  }
}

const shape = 'must be a non-empty array of {"name", "imageUri"}';

function sentencesOf(value: unknown): (issue: z.core.$ZodIssue) => string[] {
  return (issue) => {
    if (issue.path.length === 0) {
      return [`${shape}, got ${kindOf(value)}`];
    }
    const at = fieldOf(issue.path);
    const found = issue.path.reduce<unknown>(
      (inner, step) => (inner as Readonly<Record<PropertyKey, unknown>>)[step],
      value,
    );
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map(
        (key) =>
          `${at}: unknown key ${JSON.stringify(key)}; an entry has "name" and "imageUri" only`,
      );
    }
    if (found === undefined) {
      return [`${at}: is required`];
    }
    if (issue.code === "invalid_type") {
      const wanted = issue.expected === "string" ? "text" : 'an object with "name" and "imageUri"';
      return [`${at}: must be ${wanted}, got ${kindOf(found)}`];
    }
    return [`${at}: ${issue.message}, got ${shown(found)}`];
  };
}

/** Duplicates, and a container that is left out. */
function namesOf(value: unknown, required: string | undefined): string[] {
  const named = (Array.isArray(value) ? (value as readonly unknown[]) : []).flatMap(
    (entry, index) =>
      isRecord(entry) && typeof entry["name"] === "string" ? [{ name: entry["name"], index }] : [],
  );
  const problems = named.flatMap(({ name, index }, place) => {
    const first = named.findIndex((other) => other.name === name);
    return first === place
      ? []
      : [
          `[${index}].name: duplicate container ${shown(name)}, named by [${named[first]?.index ?? 0}] before`,
        ];
  });
  const isNamed = required === undefined || named.some(({ name }) => name === required);
  return isNamed || !Array.isArray(value) || value.length === 0
    ? problems
    : [
        ...problems,
        `names no image for the app's own container, ${shown(required)}; it names ${named.map(({ name }) => name).join(", ")}`,
      ];
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : "an array";
  }
  if (value === null) {
    return "null";
  }
  return typeof value === "object" ? "an object" : `${typeof value} ${shown(value)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
