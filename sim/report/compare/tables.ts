import type { Comparison, ComparedMeasure, Difference } from "../../compare/comparison.ts";
import type { Side } from "../../compare/side.ts";
import type { Json } from "../../core/history.ts";
import type { ShapedMean } from "../../stats/skewed-mean.ts";
import { formatInterval, formatNumber, formatParameter } from "../text.ts";

/** Rows of text under a head, for the terminal and for the page alike. */
export interface PlainRows {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Letters for the sides, since ids are long: A, B, C ... and after Z by number. */
export function letter(index: number): string {
  return index < 26 ? String.fromCharCode(65 + index) : `#${index + 1}`;
}

export function sideRows({ sides }: Comparison): PlainRows {
  return {
    head: ["", "what", "seeds"],
    rows: sides.map((side, i) => [letter(i), `${side.kind} ${side.name}`, seedsText(side)]),
  };
}

/** Many seeds by their number, few by name. */
function seedsText({ bySeed, runs }: Side): string {
  const seeds = [...bySeed.keys()];
  const named = seeds.length <= 6 ? seeds.join(", ") : `${seeds.slice(0, 4).join(", ")}, ... (${seeds.length})`;
  return runs.length > 1 ? `${named}, from ${runs.length} runs that differ in the seed alone` : named;
}

export function differenceRows(comparison: Comparison, differences: readonly Difference[]): PlainRows {
  return {
    head: ["", ...comparison.sides.map((_, i) => letter(i))],
    rows: differences.map(({ name, values }) => [name, ...values.map(valueText)]),
  };
}

const valueText = (value: Json | undefined): string => (value === undefined ? "none" : formatParameter(value));

export function measureRows({ sides, measures }: Comparison): PlainRows {
  const others = sides.slice(1).map((_, i) => letter(i + 1));
  return {
    head: [
      "measure",
      ...sides.map((_, i) => letter(i)),
      ...others.flatMap((name) => [`${name} - A`, "interval", "seeds"]),
    ],
    rows: measures.map((measure) => [
      nameOf(measure),
      ...measure.means.map((value) => (value === undefined ? "none" : formatNumber(value))),
      ...measure.differences.slice(1).flatMap(differenceCells),
    ]),
  };
}

const nameOf = ({ name, unit }: ComparedMeasure): string => (unit === "" || unit === "1" ? name : `${name}, ${unit}`);

function differenceCells(difference: ShapedMean | undefined): string[] {
  if (!difference) return ["", "no common seed", "0"];
  if (difference.guarantee === "none") return [formatNumber(difference.value), "not known", String(difference.n)];
  const { value, low, high, n } = difference.estimate;
  return [formatNumber(value), formatInterval(low, high), String(n)];
}

/** Why some differences have no interval, each reason once. */
export function intervalRemarks({ measures }: Comparison): string[] {
  const reasons = measures.flatMap(({ differences }) =>
    differences.flatMap((one) => (one?.guarantee === "none" ? [one.because] : [])),
  );
  return [...new Set(reasons)].map((because) => `no interval: ${because}`);
}

export function goalRows({ sides, goals }: Comparison): PlainRows {
  return {
    head: ["goal", ...sides.map((_, i) => letter(i)), ""],
    rows: goals.map(({ text, verdicts, changed }) => [text, ...verdicts, changed ? "changed" : ""]),
  };
}
