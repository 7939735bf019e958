/** A sentence as Markdown: an angle bracket outside code would begin a tag, which pages leave out. */
export function asMarkdown(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll("<", "&lt;")))
    .join("");
}
