import { type z } from "zod";

import { listed } from "./listed";

/** Where a value is in the configuration. */
export type Path = readonly PropertyKey[];

/** One thing that is wrong with a stack's configuration. */
export interface Problem {
  /** Where, from the key after `slipway:` on. */
  readonly path: Path;
  /** What is wrong and what is legal, as one sentence without its full stop. */
  readonly sentence: string;
}

/** Texts below these keys may be secrets, or pasted where their ARN belongs: they are not shown. */
const neverShown = new Set<PropertyKey>(["environment", "secrets", "args", "buildSecrets"]);

/** What zod found, as problems in our own words. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], raw: unknown): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, raw));
}

/** The one error: every problem, and the file to edit. */
export function problemReport(file: string, problems: readonly Problem[]): string {
  const unique = [...new Set(problems.map(problemLine))].sort();
  const count = unique.length === 1 ? "1 problem" : `${unique.length} problems`;
  return [
    `The configuration has ${count}; nothing was created or changed.`,
    ...unique.map((line) => `  ${line}`),
    `Edit ${file} and run the command again. Every key is explained in docs/configuration.md.`,
  ].join("\n");
}

export function problemLine({ path, sentence }: Problem): string {
  return visible(path.length === 0 ? sentence : `${pathText(path)}: ${sentence}`);
}

/** Controls, and what has no width or turns the direction of what follows. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A sentence with a value of the stack file, as a terminal shows it: what cannot be seen is what is wrong, often. */
function visible(text: string): string {
  return text.replace(
    unseen,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}}`,
  );
}

/** `clusters.main.apps.web.route.paths[0]`; a key that is no plain word is put in quotes. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") {
        return `[${step}]`;
      }
      const word = String(step);
      return /^[\w:-]+$/.test(word)
        ? `${index === 0 ? "" : "."}${word}`
        : `[${JSON.stringify(word)}]`;
    })
    .join("");
}

/** ` (got "70000")`, or nothing where the value could be a secret. */
export function gotText(path: readonly PropertyKey[], value: unknown): string {
  if (path.some((step) => neverShown.has(step))) {
    return "";
  }
  if (Array.isArray(value)) {
    return " (got a list)";
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return value === null || value === undefined ? "" : " (got a mapping)";
  }
  const shown = String(value);
  return ` (got "${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}")`;
}

/** The value at a path of the configuration as it was read. */
export function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    raw,
  );
}

function problemsOfIssue(issue: z.core.$ZodIssue, raw: unknown): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const sentences = issue.message.split("\n");
    return issue.keys.map((key, index) => ({
      path: [...issue.path, key],
      sentence: sentences[index] ?? issue.message,
    }));
  }
  if (issue.code === "invalid_key") {
    const sentence = issue.issues[0]?.message ?? issue.message;
    return [
      { path: issue.path, sentence: `the key ${sentence} (got "${String(issue.path.at(-1))}")` },
    ];
  }
  if (issue.code === "custom") {
    return [{ path: issue.path, sentence: issue.message }];
  }
  const value = valueAt(raw, issue.path);
  return [
    {
      path: issue.path,
      sentence:
        value === undefined || value === null
          ? `is required${missingWords(issue, value)}`
          : `${sentenceOf(issue)}${gotText(issue.path, value)}`,
    },
  ];
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union" && "options" in issue) {
    return `must be ${optionWords(issue)}`;
  }
  if (issue.code !== "invalid_type" || issue.message === "must be an integer") {
    return issue.message;
  }
  const expected: Partial<Record<string, string>> = {
    array: "must be a list",
    boolean: "must be true or false",
    object: "must be a mapping",
    record: "must be a mapping",
    string: "must be text; put it in quotes",
  };
  return expected[issue.expected] ?? issue.message;
}

/** What is missing where there is nothing, or where YAML made null of a key without a value. */
function missingWords(issue: z.core.$ZodIssue, value: undefined | null): string {
  if (issue.code === "invalid_union" && "options" in issue) {
    return `: ${optionWords(issue)}`;
  }
  const mapping =
    issue.code === "invalid_type" && (issue.expected === "object" || issue.expected === "record");
  if (value === undefined) {
    return "";
  }
  return mapping
    ? ": the key has no value; write {} for a mapping of defaults, or remove the key"
    : ": the key has no value; give it one, or remove the key";
}

function optionWords(issue: z.core.$ZodIssueInvalidUnion): string {
  const options = "options" in issue ? issue.options : undefined;
  return listed((options ?? []).map((option) => JSON.stringify(String(option))));
}
