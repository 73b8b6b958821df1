import type { Comparison } from "../../compare/comparison.ts";
import { plainTable, type Align } from "../plain-table.ts";
import { escapeTerminal } from "../text.ts";
import { differenceRows, goalRows, intervalRemarks, measureRows, sideRows, type PlainRows } from "./tables.ts";

/** What `compare` prints. */
export function comparisonSummary(comparison: Comparison, where: readonly (readonly [string, string])[] = []): string {
  const { parameters, conditions, goals } = comparison;
  const table = ({ head, rows }: PlainRows, align: Align = "left"): string =>
    plainTable(head, rows, ["left", ...head.slice(1).map(() => align)]);
  const parts: readonly (readonly [string, string])[] = [
    ["What is compared", table(sideRows(comparison))],
    [
      "Parameters that differ",
      parameters.length > 0 ? table(differenceRows(comparison, parameters), "right") : "none: the designs are the same",
    ],
    ...(conditions.length > 0
      ? [["Conditions that differ", table(differenceRows(comparison, conditions), "right")] as const]
      : []),
    [
      "Measures, means over the seeds; differences over common seeds",
      [table(measureRows(comparison), "right"), ...intervalRemarks(comparison)].join("\n"),
    ],
    ...(goals.length > 0 ? [["Goals", table(goalRows(comparison))] as const] : []),
    ...(where.length > 0
      ? [["Results", where.map(([what, path]) => `${what}  ${escapeTerminal(path)}`).join("\n")] as const]
      : []),
  ];
  return `${parts.map(([title, text]) => `${title}\n${indent(text)}`).join("\n\n")}\n`;
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");
