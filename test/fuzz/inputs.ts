import fc from "fast-check";

/** Values that readers of configuration and JSON stumble over. */
const hostile: readonly unknown[] = [
  null,
  true,
  "",
  " ",
  "0",
  "\u0000",
  "\u001b[2J",
  "\u202e",
  "__proto__",
  "constructor",
  "a".repeat(5000),
  "-".repeat(300),
  "${AWS_ACCOUNT_ID}",
  "arn:aws:iam::111122223333:role/x",
  "arn:::::",
  "nginx:1.29",
  "10.0.0.0/33",
  "0.0.0.0/0",
  "cron(0 0 * * ? *)",
  "*.example.com",
  "../../etc/passwd",
  -1,
  0,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[]],
  [null],
  { constructor: 1 },
  JSON.parse('{"__proto__": {"kind": "web"}}'),
];

const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** One change somewhere in a document. */
interface Change {
  /** Which of the places, as a share of them all. */
  readonly at: number;
  readonly kind: "replace" | "remove" | "rename" | "wrap" | "double";
  readonly value: unknown;
  readonly name: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  kind: fc.constantFrom("replace", "replace", "replace", "remove", "rename", "wrap", "double"),
  value,
  name: fc.oneof(fc.string(), fc.constantFrom("__proto__", "toString", "kind", "image", "")),
});

/** A sound document with some changes, so that what lies deep in it is reached, too. */
export function changed(sound: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...sound), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([document, changes]) => changes.reduce(applied, structuredClone(document)));
}

type Container = Record<string, unknown>;

function applied(document: unknown, { at, kind, value: given, name }: Change): unknown {
  const places = placesIn(document);
  const place = places[Math.floor(at * places.length)];
  if (place === undefined) {
    return structuredClone(given);
  }
  const { holder, key } = place;
  const old = holder[key];
  switch (kind) {
    case "replace":
      holder[key] = structuredClone(given);
      break;
    case "remove":
      Reflect.deleteProperty(holder, key);
      break;
    case "rename":
      Reflect.deleteProperty(holder, key);
      Object.defineProperty(holder, name, {
        value: old,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case "wrap":
      holder[key] = [old];
      break;
    case "double":
      holder[key] = [old, structuredClone(old)];
      break;
  }
  return document;
}

function placesIn(node: unknown): { readonly holder: Container; readonly key: string }[] {
  if (typeof node !== "object" || node === null) {
    return [];
  }
  const holder = node as Container;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

/** A text that is nearly one of these: cut, doubled, with something hostile in its middle. */
export function nearly(texts: readonly string[]): fc.Arbitrary<string> {
  const parts = fc.constantFrom(...texts);
  const noise = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(...hostile).map(String),
  );
  return fc
    .tuple(parts, parts, noise, fc.nat(400), fc.nat(400), fc.nat(20))
    .map(([one, other, middle, from, to, times]) =>
      [one.slice(0, from), middle.repeat(times), other.slice(to)].join(""),
    );
}
