import { scalarsOf, type Place, type ScalarSource, type Source } from "./yamlSource";

/** A value that the new configuration does not say, and what to do about it. */
export interface Remark {
  readonly place: Place;
  /** As it is written; empty for a remark on a whole mapping. */
  readonly value: string;
  /** One sentence. */
  readonly advice: string;
}

/** What becomes of each value that is read: used, or remarked on. */
export class Ledger {
  private readonly used = new Set<ScalarSource>();
  private readonly found = new Map<string, Remark>();

  use(scalar: ScalarSource): void {
    this.used.add(scalar);
  }

  remark(source: Source, advice: string): void {
    const { place } = source;
    const value = source.kind === "scalar" ? source.text : "";
    this.found.set([place.file, place.line, place.column, advice].join("\0"), {
      place,
      value,
      advice,
    });
  }

  /** Remarks on every value that is not used, and uses it with that. */
  remarkUnused(source: Source, adviceFor: (place: Place) => string): void {
    for (const scalar of scalarsOf(source).filter((one) => !this.used.has(one))) {
      this.remark(scalar, adviceFor(scalar.place));
      this.use(scalar);
    }
  }

  /** By file, and in the order of its lines. */
  get remarks(): Remark[] {
    return [...this.found.values()].sort(
      ({ place: one }, { place: other }) =>
        compare(one.file, other.file) || one.line - other.line || one.column - other.column,
    );
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Gives a text the values of the variables in it. */
export type Interpolate = (text: string, source: ScalarSource) => string;

/**
 * A value to read. What is read as its type is used; a value of another type is not, and so ends among the remarks.
 */
export class Reader {
  constructor(
    readonly source: Source | undefined,
    readonly ledger: Ledger,
    private readonly interpolate: Interpolate,
  ) {}

  at(...keys: readonly string[]): Reader {
    const [key, ...rest] = keys;
    if (key === undefined) {
      return this;
    }
    const entries = this.source?.kind === "mapping" ? this.source.entries : undefined;
    return this.with(entries?.get(key)).at(...rest);
  }

  /** Null counts as nothing. */
  get isGiven(): boolean {
    return this.source !== undefined && scalarsOf(this.source).length > 0;
  }

  /** Whether it is a text, a number or a switch. */
  get isScalar(): boolean {
    return this.scalar() !== undefined;
  }

  get kind(): Source["kind"] | undefined {
    return this.source?.kind;
  }

  entries(): [string, Reader][] {
    return this.source?.kind === "mapping"
      ? [...this.source.entries].map(([key, value]) => [key, this.with(value)])
      : [];
  }

  items(): Reader[] {
    return this.source?.kind === "list" ? this.source.items.map((item) => this.with(item)) : [];
  }

  /** The text of a scalar, with its variables replaced. */
  text(): string | undefined {
    const scalar = this.scalar();
    if (scalar === undefined) {
      return undefined;
    }
    this.ledger.use(scalar);
    return this.interpolate(scalar.text, scalar);
  }

  /** A text that the grammar accepts, as what the grammar makes of it. */
  read<T>(grammar: (text: string) => T | undefined): T | undefined {
    const scalar = this.scalar();
    const value = scalar === undefined ? undefined : grammar(this.interpolate(scalar.text, scalar));
    if (scalar !== undefined && value !== undefined) {
      this.ledger.use(scalar);
    }
    return value;
  }

  /** A whole number that may be below zero, as in a limit that is none. */
  number(): number | undefined {
    return this.read((text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : undefined));
  }

  integer(): number | undefined {
    return this.read((text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined));
  }

  flag(): boolean | undefined {
    return this.read((text) => ({ true: true, false: false })[text.toLowerCase()]);
  }

  /** Whole seconds of a duration such as `1m30s`, rounded up. */
  seconds(): number | undefined {
    return this.read(secondsOf);
  }

  /** One text, or a list of texts. */
  texts(): string[] | undefined {
    if (this.source?.kind !== "list") {
      const one = this.text();
      return one === undefined ? undefined : [one];
    }
    return this.items().flatMap((item) => item.text() ?? []);
  }

  /** Uses everything below, which no stack file needs. */
  useAll(): void {
    if (this.source !== undefined) {
      scalarsOf(this.source).forEach((scalar) => {
        this.ledger.use(scalar);
      });
    }
  }

  remark(advice: string): void {
    if (this.source !== undefined) {
      this.ledger.remark(this.source, advice);
    }
  }

  private scalar(): ScalarSource | undefined {
    return this.source?.kind === "scalar" && this.source.value !== null ? this.source : undefined;
  }

  private with(source: Source | undefined): Reader {
    return new Reader(source, this.ledger, this.interpolate);
  }
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** A duration as Go writes it: `90s`, `1m30s`, `250ms`. */
export function exactSecondsOf(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(text)) {
    return undefined;
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)];
  return parts.reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (unitSeconds[unit] ?? 0),
    0,
  );
}

function secondsOf(text: string): number | undefined {
  const seconds = exactSecondsOf(text);
  return seconds === undefined ? undefined : Math.ceil(seconds);
}
