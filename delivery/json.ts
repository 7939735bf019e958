/** A text that is no JSON, or JSON that says two things at once. */
export class JsonError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
    this.name = "JsonError";
  }
}

/** Deeper than any file of ours; a file of brackets must not exhaust the stack. */
const maxDepth = 32;

/**
 * Reads JSON and says where it breaks. `JSON.parse` does not say so for every text, and takes the last of two
 * equal keys: of two images in one entry, one would be deployed and the other never mentioned.
 *
 * @throws JsonError with the line and column, both from 1.
 */
export function parseJson(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  if (!reader.atEnd) {
    reader.fail("there is more text after the end");
  }
  return value;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  fail(what: string, at = this.at): never {
    const before = this.text.slice(0, at).split("\n");
    const column = (before.at(-1) ?? "").length + 1;
    throw new JsonError(what, before.length, column);
  }

  space(): void {
    while (" \t\n\r".includes(this.text[this.at] ?? "-")) {
      this.at++;
    }
  }

  value(depth: number): unknown {
    this.space();
    if (depth > maxDepth) {
      this.fail(`values are nested more than ${maxDepth} deep`);
    }
    switch (this.text[this.at]) {
      case "[":
        return this.array(depth);
      case "{":
        return this.object(depth);
      case '"':
        return this.string();
      default:
        return this.word();
    }
  }

  private array(depth: number): readonly unknown[] {
    const items: unknown[] = [];
    this.at++;
    if (this.closes("]")) {
      return items;
    }
    do {
      items.push(this.value(depth + 1));
    } while (this.continues("]"));
    return items;
  }

  private object(depth: number): Readonly<Record<string, unknown>> {
    const members = new Map<string, unknown>();
    this.at++;
    if (this.closes("}")) {
      return {};
    }
    do {
      this.space();
      const start = this.at;
      if (this.text[this.at] !== '"') {
        this.fail(this.unexpected("a key in double quotes"));
      }
      const key = this.string();
      if (members.has(key)) {
        this.fail(`the key ${JSON.stringify(key)} is there twice`, start);
      }
      this.space();
      if (this.text[this.at] !== ":") {
        this.fail(this.unexpected('":"'));
      }
      this.at++;
      members.set(key, this.value(depth + 1));
    } while (this.continues("}"));
    return Object.fromEntries(members);
  }

  /** Whether the list ends right after its opening bracket. */
  private closes(bracket: string): boolean {
    this.space();
    if (this.text[this.at] !== bracket) {
      return false;
    }
    this.at++;
    return true;
  }

  /** Whether another item follows; the closing bracket is taken. */
  private continues(bracket: string): boolean {
    if (this.closes(bracket)) {
      return false;
    }
    if (this.text[this.at] !== ",") {
      this.fail(this.unexpected(`"," or "${bracket}"`));
    }
    this.at++;
    return true;
  }

  private string(): string {
    const start = this.at;
    for (let i = start + 1; i < this.text.length; i++) {
      const character = this.text[i] ?? "";
      if (character === "\\") {
        i++;
      } else if (character === '"') {
        this.at = i + 1;
        return this.literal(start, "a string's escape is none that JSON knows") as string;
      } else if (character < " ") {
        this.fail("a string holds a line break or control character", i);
      }
    }
    return this.fail("a string does not end", start);
  }

  private word(): unknown {
    const start = this.at;
    const [word = ""] = /^[^\s,:"[\]{}]*/.exec(this.text.slice(start)) ?? [];
    if (word === "") {
      this.fail(this.unexpected("a value"));
    }
    this.at += word.length;
    return this.literal(start, `${JSON.stringify(word.slice(0, 40))} is no JSON value`);
  }

  /** What is a string, number or word by JSON's rules is left to the engine's own parser. */
  private literal(start: number, what: string): unknown {
    try {
      return JSON.parse(this.text.slice(start, this.at));
    } catch {
      return this.fail(what, start);
    }
  }

  private unexpected(wanted: string): string {
    const found = this.text[this.at];
    return `expected ${wanted}, found ${found === undefined ? "the end of the file" : JSON.stringify(found)}`;
  }
}
