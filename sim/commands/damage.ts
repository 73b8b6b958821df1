import type { Evaluations } from "../runs/evaluations.ts";

/** What is said of stored results that were damaged, for the screen; empty where none was. */
export function damageNote({ file, damaged }: Pick<Evaluations, "file" | "damaged">): string {
  if (damaged.size === 0) return "";
  const names = [...damaged].map((hash) => hash.slice(0, 12)).sort();
  const shown = names.slice(0, 8).join(", ") + (names.length > 8 ? ` and ${names.length - 8} more` : "");
  const [what, were] = names.length === 1 ? ["1 stored result", "was"] : [`${names.length} stored results`, "were"];
  return `${what} in ${file} ${were} damaged and computed again: job ${shown}\n`;
}
