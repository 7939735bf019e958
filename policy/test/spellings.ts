import { type Node } from "./support";

type Json = Readonly<Record<string, unknown>>;

/** Another way to write the same; nothing where it does not apply. */
export interface Spelling {
  readonly name: string;
  /** True when what is in order stays so: the others only ever make a statement wider. */
  readonly exact: boolean;
  readonly rewrite: (nodes: readonly Node[]) => readonly Node[] | undefined;
}

/** All other ways to write the subject of a fixture, each with its name. */
export function spellingsOf(
  nodes: readonly Node[],
): readonly { readonly name: string; readonly exact: boolean; readonly nodes: readonly Node[] }[] {
  return spellings.flatMap(({ name, exact, rewrite }) => {
    const rewritten = rewrite(nodes);
    return rewritten === undefined ? [] : [{ name, exact, nodes: rewritten }];
  });
}

const spellings: readonly Spelling[] = [
  everywhere("keys in another order", reversed),
  everywhere("with inputs that are not set", (value) =>
    isJson(value) ? { ...value, unset: undefined } : value,
  ),
  {
    name: "beside a stranger of its type",
    exact: true,
    rewrite: ([first, ...rest]) =>
      first === undefined
        ? undefined
        : [first, ...rest, { ...first, name: "stranger", props: {}, refs: {} }],
  },
  text("JSON with white space", true, (document) => JSON.stringify(document, null, 2)),
  text("JSON with escapes", true, (document) =>
    JSON.stringify(document).replace(/"[A-Za-z]/g, (start) => {
      return `"\\u00${start.charCodeAt(1).toString(16)}`;
    }),
  ),
  container("keys in capitals", (key) => key.toUpperCase()),
  container("keys with a capital", (key) => key.charAt(0).toUpperCase() + key.slice(1)),
  statement("one statement without a list", true, undefined),
  statement("values in lists", true, (one) => inLists(one)),
  statement("keys in small letters", true, (one) =>
    Object.fromEntries(Object.entries(one).map(([key, value]) => [key.toLowerCase(), value])),
  ),
  statement("actions in capitals", true, (one) =>
    mapped(one, ["Action", "NotAction"], (action) => action.toUpperCase()),
  ),
  statement("condition keys in capitals", true, (one) =>
    conditions(one, (operator, key, value) => [operator, key.toUpperCase(), value]),
  ),
  statement("everything as arn:*", true, (one) =>
    mapped(one, ["Resource"], (arn) => (arn === "*" ? "arn:*" : arn)),
  ),
  statement("everything as ?*", true, (one) =>
    mapped(one, ["Resource", "Action"], (pattern) => pattern.replace(/^\*$|(?<=[:/])\*$/, "?*")),
  ),
  statement("NotPrincipal", true, (one) =>
    isPublic(one["Principal"])
      ? { ...without(one, "Principal"), NotPrincipal: { AWS: "000000000000" } }
      : one,
  ),
  statement("anyone as a list of AWS", true, (one) =>
    isPublic(one["Principal"]) ? { ...one, Principal: { AWS: ["*"] } } : one,
  ),
  ...(
    [
      ["…IfExists", "StringEqualsIfExists", "aws:PrincipalOrgID", "o-a1b2c3d4e5"],
      ["ForAllValues", "ForAllValues:StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"],
      ["StringNotEquals", "StringNotEquals", "aws:SourceAccount", "000000000000"],
      ["ArnLike *", "ArnLike", "aws:SourceArn", "*"],
      ["ArnLike arn:aws:*", "ArnLike", "aws:SourceArn", "arn:aws:*"],
      ["StringLike o-*", "StringLike", "aws:PrincipalOrgID", "o-*"],
      ["0.0.0.0/1", "IpAddress", "aws:SourceIp", "0.0.0.0/1"],
    ] as const
  ).map(([name, operator, key, value]) =>
    statement(`a condition that only looks narrow: ${name}`, false, (one) =>
      one["Condition"] === undefined && one["Effect"] === "Allow"
        ? { ...one, Condition: { [operator]: { [key]: value } } }
        : one,
    ),
  ),
];

/** Applies to every node's inputs, documents as well. */
function everywhere(name: string, change: (value: unknown) => unknown): Spelling {
  return {
    name,
    exact: true,
    rewrite: (nodes) => nodes.map((node) => ({ ...node, props: change(node.props) as Json })),
  };
}

/** Applies to JSON texts. */
function text(name: string, exact: boolean, change: (document: unknown) => unknown): Spelling {
  return { name, exact, rewrite: (nodes) => documents(nodes, change) };
}

/** Applies to the only statement of a policy; where the statement stays as it was, to none. */
function statement(
  name: string,
  exact: boolean,
  change: ((statement: Json) => Json) | undefined,
): Spelling {
  return text(name, exact, (document) => {
    const list = isJson(document) ? document["Statement"] : undefined;
    if (!isJson(document) || !Array.isArray(list)) {
      return document;
    }
    const [only] = list as readonly Json[];
    const changed = only === undefined ? undefined : (change ?? ((one) => one))(only);
    return { ...document, Statement: change === undefined ? changed : [changed] };
  });
}

/** Applies to container definitions, which are a list. */
function container(name: string, change: (key: string) => string): Spelling {
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(renamed);
    }
    return isJson(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [change(key), renamed(inner)]),
        )
      : value;
  };
  return text(name, true, (document) => (Array.isArray(document) ? renamed(document) : document));
}

/** The nodes with their JSON texts changed, or nothing when none of them changes. */
function documents(
  nodes: readonly Node[],
  change: (document: unknown) => unknown,
): readonly Node[] | undefined {
  const inside = (value: unknown): unknown => {
    if (typeof value === "string" && /^\s*[[{]/.test(value)) {
      const changed = change(JSON.parse(value));
      return typeof changed === "string" ? changed : JSON.stringify(changed);
    }
    if (Array.isArray(value)) {
      return value.map(inside);
    }
    return isJson(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner)]))
      : value;
  };
  const changed = nodes.map((node) => ({ ...node, props: inside(node.props) as Json }));
  return JSON.stringify(changed) === JSON.stringify(nodes) ? undefined : changed;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(reversed);
  }
  return isJson(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      )
    : value;
}

function inLists(one: Json): Json {
  const listed = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return Object.fromEntries(
    Object.entries(one).map(([key, value]) => {
      if (/^(Not)?(Action|Resource)$/.test(key)) {
        return [key, listed(value)];
      }
      return key === "Principal" && isJson(value)
        ? [key, Object.fromEntries(Object.entries(value).map(([k, v]) => [k, listed(v)]))]
        : [key, value];
    }),
  );
}

function mapped(one: Json, keys: readonly string[], change: (value: string) => string): Json {
  const each = (value: unknown) => (typeof value === "string" ? change(value) : value);
  return Object.fromEntries(
    Object.entries(one).map(([key, value]) => [
      key,
      keys.includes(key) ? (Array.isArray(value) ? value.map(each) : each(value)) : value,
    ]),
  );
}

function conditions(
  one: Json,
  change: (operator: string, key: string, value: unknown) => readonly [string, string, unknown],
): Json {
  const condition = one["Condition"];
  if (!isJson(condition)) {
    return one;
  }
  const rewritten = Object.entries(condition).map(([operator, keys]) => {
    const entries = Object.entries(isJson(keys) ? keys : {}).map(([key, value]) =>
      change(operator, key, value),
    );
    return [
      entries[0]?.[0] ?? operator,
      Object.fromEntries(entries.map(([, key, value]) => [key, value])),
    ];
  });
  return { ...one, Condition: Object.fromEntries(rewritten) as Json };
}

function isPublic(principal: unknown): boolean {
  return principal === "*" || (isJson(principal) && principal["AWS"] === "*");
}

function without(one: Json, key: string): Json {
  return Object.fromEntries(Object.entries(one).filter(([name]) => name !== key));
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
