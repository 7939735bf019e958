import { stripVTControlCharacters } from "node:util";

/** A column; numbers read best when they end in one line. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

const gap = "  ";

/**
 * Rows under their titles, each column as wide as its widest cell. The last column is cut where a line would be
 * longer than the terminal; a pipe gets all of it.
 *
 * @param width columns of the terminal. @default - none: nothing is cut
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const all = [columns.map(({ title }) => title), ...rows].map((row) =>
    // A cell is part of a line.
    row.map((cell) => cell.replace(/[\n\t]/g, " ")),
  );
  const widths = columns.map((_, index) =>
    Math.max(...all.map((row) => visibleLength(row[index] ?? ""))),
  );
  return all
    .map((row) => {
      const cells = columns.map(({ align = "left" }, index) => {
        const cell = row[index] ?? "";
        const space = " ".repeat((widths[index] ?? 0) - visibleLength(cell));
        return align === "right" ? space + cell : cell + space;
      });
      return `${cut(cells.join(gap).trimEnd(), width)}\n`;
    })
    .join("");
}

/** How many columns a text takes; colours take none. */
export function visibleLength(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** A line that fits; one that is cut loses its colours, which may have ended in the part that is gone. */
function cut(line: string, width: number): string {
  if (visibleLength(line) <= width) {
    return line;
  }
  const plain = Array.from(stripVTControlCharacters(line));
  return `${plain.slice(0, Math.max(width - 1, 0)).join("")}…`;
}
