import { maxOf } from "../core/many.ts";
import { escapeTerminal } from "./text.ts";

export type Align = "left" | "right";

/** Rows in columns of equal width for a terminal or a file; what is in the cells can do nothing to the terminal. */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): string {
  const lines = [head, ...rows].map((row) => row.map(escapeTerminal));
  const widths = head.map((_, column) => maxOf(lines.map((row) => width(row[column] ?? ""))));
  return lines
    .map((row) =>
      widths
        .map((max, column) => {
          const text = row[column] ?? "";
          const space = " ".repeat(max - width(text));
          return align[column] === "right" ? space + text : text + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** In characters as people count them, which for our own texts is what a terminal counts. */
function width(text: string): number {
  return [...text].length;
}
