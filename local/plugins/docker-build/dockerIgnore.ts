/** Tells which paths of a build context its `.dockerignore` leaves out. */
export type Ignored = (path: string) => boolean;

/** Reads a `.dockerignore`: the last pattern that matches a path or a folder above it decides. */
export function parseDockerIgnore(text: string): Ignored {
  const rules = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const kept = line.startsWith("!");
      const pattern = (kept ? line.slice(1) : line).replace(/^\/+|\/+$/g, "");
      return { ignored: !kept, pattern: toPattern(pattern) };
    });
  return (path) => {
    let ignored = false;
    for (const rule of rules) {
      if (rule.pattern.test(path)) {
        ignored = rule.ignored;
      }
    }
    return ignored;
  };
}

function toPattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === "**/") {
        return "(?:.*/)?";
      }
      if (part === "**") {
        return ".*";
      }
      if (part === "*") {
        return "[^/]*";
      }
      if (part === "?") {
        return "[^/]";
      }
      return part.replace(/[.+^${}()|\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${source}(?:/.*)?$`);
}
