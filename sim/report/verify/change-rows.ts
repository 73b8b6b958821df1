import type { FunctionGas } from "../../core/history.ts";
import type { Base, Change } from "../../verify/base.ts";
import { headingOf } from "../../scenario/measures.ts";
import { formatInterval, formatNumber } from "../text.ts";
import { yieldInterval, yieldText } from "./yield-text.ts";

/** A table as text, for the terminal, a page and a job's summary alike. */
export interface Rows {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Under it. */
  readonly note?: string;
}

/** What differs from the base, each kind of it a table; tables without a row are left out. */
export function changeRows(change: Change): Rows[] {
  return [goals(change), designs(change), measures(change), gasChange(change)].filter(
    ({ rows, note }) => rows.length > 0 || note !== undefined,
  );
}

/** As in "met, as at the base" or "not met; at the base it was met". */
export function verdictChange({ verdicts: { base, now } }: Change): string {
  return base === now ? `${now}, as at the base` : `${now}; at the base it was ${base}`;
}

/** What a goal was at the base, where that is another than now; empty elsewhere. */
export function goalWas(change: Change | undefined, goal: string): string {
  const found = change?.goals.find((row) => row.goal === goal);
  if (!found || found.base?.verdict === found.now?.verdict) return "";
  return found.base ? `at the base it was ${found.base.verdict}` : "the base has no such goal";
}

/** Gas by function, with the columns of gas reports of test runners. */
export function gasRows(gas: readonly FunctionGas[]): Rows {
  return {
    title: "Gas by function",
    head: ["function", "min", "average", "median", "max", "calls"],
    rows: gas.map(({ function: name, min, mean, median, max, calls, within }) => [
      name,
      ...[min, mean].map(whole),
      `${whole(median)}${within === undefined ? "" : ` ± ${whole(within)}`}`,
      ...[max, calls].map(whole),
    ]),
    note: "Of the nominal run: calls that were executed, reverted ones among them, refunds taken off.",
  };
}

function goals({ goals: rows }: Change): Rows {
  const cells = (row: Base["spec"][number] | undefined): string[] =>
    row
      ? [
          row.verdict,
          formatNumber(row.nominal),
          row.yield.n === 0 ? yieldText(row.yield) : `${yieldText(row.yield)} ${yieldInterval(row.yield)}`,
        ]
      : ["none", "", ""];
  return {
    title: "Goals",
    head: ["goal", "unit", "base", "now", "nominal at the base", "nominal now", "yield at the base", "yield now"],
    rows: rows.map(({ goal, unit, base, now }) => {
      const [before, after] = [cells(base), cells(now)];
      return [goal, unit, ...before.flatMap((cell, i) => [cell, after[i]!])];
    }),
  };
}

const intervalOf = ({ low, high }: { readonly low: number; readonly high: number }): string =>
  formatInterval(low, high);

function designs({ design }: Change): Rows {
  return {
    title: "Design",
    head: ["parameter", "base", "now"],
    rows: design.map(({ parameter, base = "none", now = "none" }) => [parameter, base, now]),
  };
}

function measures({ paired, unpaired, units }: Change): Rows {
  const head = ["measure", "base", "now", "difference", "interval"];
  if (!paired) return { title: "Measures", head, rows: [], note: `No paired differences: ${unpaired}.` };
  const differing = paired.measures.filter(({ differs }) => differs);
  const others = paired.measures.length - differing.length;
  return {
    title: "Measures",
    head,
    rows: differing.map(({ measure, baseline, design, difference, guarantee }) => [
      headingOf(measure, measure, units),
      formatNumber(baseline),
      formatNumber(design),
      formatNumber(difference.value),
      `${intervalOf(difference)}${guarantee === "approximate" ? " (approximate)" : ""}`,
    ]),
    note:
      `Paired differences over ${formatNumber(paired.pairs)} runs in the same worlds with the same seeds, ` +
      `${differing.length === 0 ? "none" : "those"} of which the interval leaves 0 out` +
      `${others > 0 ? `; ${formatNumber(others)} measures show no difference` : ""}.`,
  };
}

function gasChange({ gas }: Change): Rows {
  const differing = gas.filter(({ base, now }) => base?.median !== now?.median || base?.mean !== now?.mean);
  return {
    title: "Gas",
    head: ["function", "median at the base", "median now", "average at the base", "average now", "change"],
    rows: differing.map(({ function: name, base, now }) => [
      name,
      ...[base?.median, now?.median, base?.mean, now?.mean].map((one) => (one === undefined ? "none" : whole(one))),
      base && now ? percent(now.mean / base.mean - 1) : "",
    ]),
  };
}

const whole = (value: number): string => formatNumber(Math.round(value), 12);

function percent(share: number): string {
  return `${share > 0 ? "+" : ""}${formatNumber(100 * share, 3)} %`;
}
