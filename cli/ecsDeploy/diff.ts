/** One value that differs; undefined on the side where there is none. */
export interface Difference {
  /** `web.image`, `web.environment.LOG_LEVEL`, `cpu`. */
  readonly path: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What differs between two definitions, container by container, in the order of the first. */
export function differences(from: object, to: object): Difference[] {
  const [before, after] = [leaves(from), leaves(to)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [one, other] = [before.get(path), after.get(path)];
    return one === other ? [] : [{ path, from: one, to: other }];
  });
}

/** Values of variables may be secrets: that one changes is shown, what it says is not. */
export function diffText(found: readonly Difference[]): string {
  if (found.length === 0) {
    return "  nothing changes\n";
  }
  return found
    .map(({ path, from, to }) => {
      if (/(?:^|\.)environment\./.test(path)) {
        const verb = from === undefined ? "is set" : to === undefined ? "is removed" : "changes";
        return `  ${path} ${verb}\n`;
      }
      return `  ${path}: ${from ?? "(none)"} -> ${to ?? "(none)"}\n`;
    })
    .join("");
}

function leaves(value: unknown, path = "", all = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      leaves(item, joined(path, nameOf(item) ?? String(index)), all);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      // A container is known by its name, a variable by its own.
      if (key === "name" && path !== "") {
        continue;
      }
      leaves(item, key === "containerDefinitions" ? path : joined(path, key), all);
    }
  } else if (value !== undefined && value !== null) {
    all.set(
      path.replace(/(\.environment\..*)\.value$/, "$1"),
      JSON.stringify(value).replace(/^"(.*)"$/, "$1"),
    );
  }
  return all;
}

function joined(path: string, part: string): string {
  return path === "" ? part : `${path}.${part}`;
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) {
    return undefined;
  }
  const name: unknown = Object.getOwnPropertyDescriptor(item, "name")?.value;
  return typeof name === "string" ? name : undefined;
}
