import { type Io } from "../io";
import { table } from "../table";
import { type Remark } from "./reader";
import { type ImportedStack } from "./stackFile";
import { type SourceError } from "./yamlSource";

/** A file that no conversion reads, and what to do about it. */
export interface OtherFile {
  /** From the folder in which the command was typed. */
  readonly file: string;
  readonly advice: string;
}

/** All that an import found. */
export interface ImportResult {
  readonly files: readonly {
    readonly stack: ImportedStack;
    readonly file: string;
    readonly text: string;
    /** Levels of the policies for the stack, where none were there. */
    readonly policyFile: string | undefined;
    /** What a preview would refuse. */
    readonly problems: readonly string[];
  }[];
  readonly remarks: readonly Remark[];
  readonly others: readonly OtherFile[];
  readonly errors: readonly SourceError[];
  /** Whether files are shown in place of being written. */
  readonly isPrinted: boolean;
}

/** What became of the sources, for people or as JSON. */
export function report(result: ImportResult, io: Io, asJson: boolean): string {
  return asJson ? json(result) : text(result, io);
}

function json({ files, remarks, others, errors }: ImportResult): string {
  const found = {
    stacks: files.map(({ stack, file, policyFile, problems }) => ({
      stack: stack.name,
      file,
      policyFile,
      apps: stack.apps,
      problems,
      config: stack.config,
    })),
    remarks: remarks.map(({ place: { file, line, column, path }, value, advice }) => ({
      ...{ file, line, column, key: path.join("."), value, advice },
    })),
    files: others,
    unreadable: errors.map(({ file, line, column, sentence }) => ({
      file,
      line,
      column,
      sentence,
    })),
  };
  return `${JSON.stringify(found, null, 2)}\n`;
}

function text(
  { files, remarks, others, errors, isPrinted }: ImportResult,
  { colors, width }: Io,
): string {
  const { bold, red } = colors;
  const parts: string[] = [];
  for (const { stack, file, policyFile, text: content } of files) {
    const apps = stack.apps.length === 1 ? "1 app" : `${stack.apps.length} apps`;
    parts.push(isPrinted ? `${bold(file)}\n${content}\n` : `Wrote ${bold(file)}: ${apps}\n`);
    if (policyFile !== undefined && !isPrinted) {
      parts.push(`Wrote ${bold(policyFile)}: every policy only advises, until you say mandatory\n`);
    }
  }
  if (errors.length > 0) {
    const lines = errors.map(({ message }) => `  ${message}\n`);
    parts.push(`\n${red("Not read:")}\n${lines.join("")}`);
  }
  for (const { file, problems } of files.filter(({ problems: found }) => found.length > 0)) {
    parts.push(
      `\n${red(`Edit ${file} before its first preview:`)}\n${problems.map((line) => `  ${line}\n`).join("")}`,
    );
  }
  if (remarks.length > 0) {
    parts.push(`\nNot in the stack files, or not as it was:\n${remarkTable(remarks, width)}`);
  }
  if (others.length > 0) {
    parts.push(`\nFiles that were not read:\n${fileList(others)}`);
  }
  return parts.join("");
}

/** Each advice once, under the values that it is for. */
function remarkTable(remarks: readonly Remark[], width: number): string {
  const byAdvice = new Map<string, Remark[]>();
  for (const remark of remarks) {
    byAdvice.set(remark.advice, [...(byAdvice.get(remark.advice) ?? []), remark]);
  }
  return [...byAdvice]
    .map(([advice, found]) => {
      const rows = found.map(({ place, value }) => [
        `  ${place.file}:${place.line}`,
        place.path.join("."),
        value,
      ]);
      const lines = table([{ title: "" }, { title: "" }, { title: "" }], rows, width);
      // Without the empty line of titles.
      return `${lines.slice(lines.indexOf("\n") + 1)}    → ${advice}\n`;
    })
    .join("");
}

function fileList(others: readonly OtherFile[]): string {
  const advices = [...new Set(others.map(({ advice }) => advice))];
  return advices
    .map((advice) => {
      const files = others
        .filter((other) => other.advice === advice)
        .map(({ file }) => `  ${file}\n`);
      return `${files.join("")}    → ${advice}\n`;
    })
    .join("");
}
