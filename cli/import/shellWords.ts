/**
 * The words of a command that is one text, as a POSIX shell splits them: Copilot and Docker Compose read commands so.
 * Undefined where a quote has no end.
 */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const [word] = /^(?:"(?:\\[^]|[^"\\])*"|'[^']*'|\\[^]|[^\s"'\\])+/.exec(rest) ?? [];
    if (word === undefined) {
      return undefined;
    }
    rest = rest.slice(word.length).trimStart();
    words.push(
      word.replace(
        /"((?:\\[^]|[^"\\])*)"|'([^']*)'|\\([^])/g,
        (_, double?: string, single?: string, escaped?: string) =>
          double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? escaped ?? "",
      ),
    );
  }
  return words;
}
