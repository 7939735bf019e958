/** Characters of a command that is worth a look. */
const longest = 1024;

const url =
  /\b(?:curl|wget)\b.*\bhttp:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(\/[^\s"'|;&)]*|(?=$|[\s"'|;&)]))/is;

/** The path that a health check requests from its own container: `/healthz` of `curl -f http://localhost/healthz`. */
export function requestPath(command: readonly string[]): string | undefined {
  const path = url.exec(command.join(" ").slice(0, longest))?.[1];
  return path === "" ? "/" : path;
}
