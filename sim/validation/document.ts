import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { InputError } from "../core/errors/errors.ts";
import { targetFigure } from "./figure.ts";
import { markdownTable } from "./run.ts";
import type { Row, Target } from "./target.ts";

const [BEGIN, END] = ["<!-- begin of the table: npm run validate -- --write -->", "<!-- end of the table -->"];

/** File of a target's figure, as the document links it. */
export const figureOf = (id: string): string => `figures/${id}.svg`;

/**
 * Puts rows into the table between the marks of a document, and a figure of each of their targets beside it. Rows of
 * targets that were not run stay as they are; `order` is that of all targets in the table.
 * Throws InputError DOCUMENT_MARKS.
 */
export function writeDocument(
  file: string,
  targets: readonly Target[],
  rows: readonly Row[],
  order: readonly Pick<Target, "id">[] = targets,
): void {
  const text = readFileSync(file, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw InputError.of("DOCUMENT_MARKS", {
      where: file,
      found: begin < 0 ? "no begin" : "no end after the begin",
      begin: BEGIN,
      end: END,
    });
  }
  const [head, line, ...fresh] = markdownTable(rows, figureOf).split("\n");
  const made = new Set(targets.map(({ id }) => id));
  const old = text.slice(begin, end).split("\n");
  const lines = order.flatMap(({ id }) =>
    (made.has(id) ? fresh : old).filter((row) => row.startsWith(`| [${id}](${figureOf(id)}) |`)),
  );
  const table = [head, line, ...lines].join("\n");
  writeFileSync(file, `${text.slice(0, begin)}${BEGIN}\n\n${table}\n\n${text.slice(end)}`);
  mkdirSync(join(dirname(file), "figures"), { recursive: true });
  for (const target of targets) {
    const own = rows.filter((row) => row.target === target.id);
    if (own.length > 0) writeFileSync(join(dirname(file), figureOf(target.id)), targetFigure(target, own));
  }
}
