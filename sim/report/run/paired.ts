import type { PairedRuns } from "../../evaluation/paired-runs.ts";
import { headingOf, type MeasureUnits } from "../../scenario/measures.ts";
import { plainTable } from "../plain-table.ts";
import { escapeTerminal, formatNumber } from "../text.ts";
import { meanCells } from "./several-seeds.ts";

/** What a part of a scenario causes, for a terminal of any kind. `rival` names the other runs, as in "without species hopper". */
export function pairedSummary(
  rival: string,
  pairs: number,
  { measures, untold }: PairedRuns,
  units: MeasureUnits,
): string {
  const head = ["measure", "as asked", rival, "difference", "95 % interval, all together", "", "valid for"];
  const rows = measures.map(({ measure, as, rival: other, difference, differs }) => {
    const [value, interval, , worth] = meanCells(difference);
    return [
      headingOf(measure, measure, units),
      formatNumber(as),
      formatNumber(other),
      value,
      interval,
      differs ? "differs" : "not shown",
      worth,
    ];
  });
  const lines = [
    plainTable(
      head.map(escapeTerminal),
      rows.map((row) => row.map(escapeTerminal)),
    ),
    ...(untold.length > 0 ? [`not told by every run: ${escapeTerminal(untold.join(", "))}`] : []),
  ];
  return `${escapeTerminal(`Against ${rival}, ${pairs} pairs of runs with common random numbers`)}\n${lines.join("\n").replace(/^/gm, "  ")}\n`;
}
