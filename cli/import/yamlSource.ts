import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node as YamlNode,
  type Pair,
} from "yaml";

/** Where a value is written. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Keys from the root of the document: `http`, `healthcheck`, `path`. */
  readonly path: readonly string[];
}

/** A value of a YAML file that knows where it is written. */
export type Source = ScalarSource | ListSource | MappingSource;

export interface ScalarSource {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As it is written, without quotes; a number keeps its zeros. */
  readonly text: string;
  readonly place: Place;
}

export interface ListSource {
  readonly kind: "list";
  readonly items: readonly Source[];
  readonly place: Place;
}

export interface MappingSource {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Source>;
  readonly place: Place;
}

/** A file that is no YAML, or more than one document of it. */
export class SourceError extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    readonly column: number,
    /** What is wrong, as one sentence without its full stop. */
    readonly sentence: string,
  ) {
    super(`${file}:${line}:${column}: ${sentence}`);
    this.name = "SourceError";
  }
}

/** Aliases of aliases make few lines to many values: more than this is no configuration. */
const mostValues = 50_000;

/** Deeper than any configuration; an alias of what it is in has no end. */
const deepest = 100;

/**
 * The values of a YAML file with their places. Aliases and merge keys (`<<`) are followed; tags of other languages,
 * such as `!Ref`, are part of a value's text.
 *
 * @throws SourceError at the first thing that is no YAML, and for several documents.
 */
export function parseSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    logLevel: "silent",
    uniqueKeys: true,
  });
  const at = (offset: number) => lines.linePos(offset);
  const first = "empty" in documents ? undefined : documents[0];
  if (first === undefined) {
    throw new SourceError(file, 1, 1, "the file is empty");
  }
  const [error] = first.errors;
  if (error !== undefined) {
    const { line, col } = at(error.pos[0]);
    const [sentence = ""] = error.message.split(/ at line \d+|\n/);
    throw new SourceError(file, line, col, sentence.replace(/[.:]$/, ""));
  }
  if (documents.length > 1) {
    const { line, col } = at(documents[1]?.range[0] ?? 0);
    throw new SourceError(file, line, col, "a second document begins here; keep one in a file");
  }
  return new Reading(file, first, at).source(first.contents, []);
}

/** One pass over a document. */
class Reading {
  private values = 0;
  private depth = 0;

  constructor(
    private readonly file: string,
    private readonly document: Document,
    private readonly at: (offset: number) => { readonly line: number; readonly col: number },
  ) {}

  source(node: YamlNode | null, path: readonly string[]): Source {
    this.depth += 1;
    const found = this.read(node, path);
    this.depth -= 1;
    return found;
  }

  private read(node: YamlNode | null, path: readonly string[]): Source {
    const { line, col: column } = this.at(node?.range?.[0] ?? 0);
    const place = { file: this.file, line, column, path };
    this.values += 1;
    const refuse = (sentence: string) => new SourceError(this.file, line, column, sentence);
    if (this.values > mostValues) {
      throw refuse(`more than ${mostValues} values`);
    }
    if (this.depth > deepest) {
      throw refuse(`more than ${deepest} values in each other`);
    }
    if (isAlias(node)) {
      const anchored = node.resolve(this.document);
      if (anchored === undefined) {
        throw refuse(`there is no anchor "${node.source}" before this alias`);
      }
      return this.source(anchored, path);
    }
    if (isMap<YamlNode, YamlNode | null>(node)) {
      return { kind: "mapping", entries: this.entries(node.items, path), place };
    }
    if (isSeq<YamlNode | null>(node)) {
      const items = node.items.map((item, index) => this.source(item, [...path, String(index)]));
      return { kind: "list", items, place };
    }
    const scalar = isScalar(node) ? node : undefined;
    const tag = scalar?.tag?.startsWith("!") === true ? `${scalar.tag} ` : "";
    const value = (scalar?.value ?? null) as ScalarSource["value"];
    return {
      kind: "scalar",
      value: tag === "" ? value : `${tag}${String(value)}`,
      text: `${tag}${typeof value === "string" ? value : (scalar?.source ?? "")}`,
      place,
    };
  }

  private entries(
    pairs: readonly Pair<YamlNode, YamlNode | null>[],
    path: readonly string[],
  ): ReadonlyMap<string, Source> {
    const own = new Map<string, Source>();
    const merged = new Map<string, Source>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : String(key);
      if (name !== "<<") {
        own.set(name, this.source(value, [...path, name]));
        continue;
      }
      const found = this.source(value, path);
      for (const one of found.kind === "list" ? found.items : [found]) {
        // Of several that have a key, the first counts.
        const entries = one.kind === "mapping" ? [...one.entries] : [];
        entries.filter(([key]) => !merged.has(key)).forEach(([key, item]) => merged.set(key, item));
      }
    }
    return new Map([...merged, ...own]);
  }
}

/** Every scalar of a value that says something. */
export function scalarsOf(source: Source): ScalarSource[] {
  switch (source.kind) {
    case "scalar":
      return source.value === null ? [] : [source];
    case "list":
      return source.items.flatMap(scalarsOf);
    case "mapping":
      return [...source.entries.values()].flatMap(scalarsOf);
  }
}
