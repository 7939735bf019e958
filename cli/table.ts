import { stripVTControlCharacters } from "node:util";

/** A column; numbers read best when they end in one line. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

const gap = "  ";

/** What is left of the last column says something from so many columns on. */
const leastOfLast = 6;

/**
 * Rows under their titles, each column as wide as its widest cell. The last column is cut where a line would be
 * longer than the terminal; a pipe gets all of it. Where other columns would be lost, too, each row is a list.
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
  const last = widths.at(-1) ?? 0;
  const needed = widths.reduce((sum, each) => sum + each + gap.length, -gap.length);
  const hasTitles = columns.some(({ title }) => visibleLength(title) > 0);
  if (hasTitles && needed - Math.max(last - leastOfLast, 0) > width) {
    return all
      .slice(1)
      .map((row) => list(columns, row))
      .join("");
  }
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

/** A row as lines: what it is about, and below it each other cell with its title. */
function list(columns: readonly Column[], row: readonly string[]): string {
  // Marks have no title and stand before what they mark.
  const head = columns.findIndex(({ title }) => visibleLength(title) > 0) + 1;
  const first = row
    .slice(0, head)
    .filter((cell) => cell !== "")
    .join(" ");
  const cells = row.slice(head);
  const titles = columns.slice(head).map(({ title }) => title);
  const longest = Math.max(0, ...titles.map(visibleLength));
  const lines = cells.flatMap((cell, index) => {
    const title = titles[index] ?? "";
    return cell === ""
      ? []
      : [`${gap}${title}${" ".repeat(longest - visibleLength(title))}${gap}${cell}`];
  });
  return [first, ...lines].map((line) => `${line.trimEnd()}\n`).join("");
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
