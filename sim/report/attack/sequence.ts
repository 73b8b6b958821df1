import type { CallStep, Step } from "../../attack/program.ts";
import type { Finding } from "../../attack/attack.ts";
import { describeStep } from "../../attack/describe.ts";
import type { Drawing } from "../section.ts";
import { escapeHtml } from "../text.ts";

const LANE = 230;
const ROW = 46;
const HEAD = 52;
/** Letters that fit between two lanes. */
const LETTERS = 34;

/** A line of the diagram: an arrow between two lanes, or time that passes. */
type Row =
  | {
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly whole: string;
      readonly back: boolean;
    }
  | { readonly passes: string };

/** The steps of a finding as a sequence diagram: who calls whom, what is called back, and when time passes. */
export function sequence({ scene, steps }: Finding): Drawing {
  const lane = (step: CallStep): string => scene.fns[step.fn]!.target.name;
  const account = (step: CallStep): string => scene.addressNames[step.sender]!;
  /** The words of a call without who makes it, and without what is called within. */
  const wordsOf = (step: CallStep): string => {
    const { within: _within, ...alone } = step;
    return describeStep(scene, alone).slice(account(step).length + 2);
  };
  const rowsOf = (step: Step): Row[] => {
    if (step.kind !== "call") return [{ passes: describeStep(scene, step) }];
    const arrow = (from: string, to: string, whole: string, back = false): Row => {
      const text = whole.length > LETTERS ? `${whole.slice(0, LETTERS - 1)}…` : whole;
      return { from, to, text, whole, back };
    };
    const own = arrow(account(step), lane(step), wordsOf(step));
    const within = (step.within ?? []).map((inner) => arrow(account(step), lane(inner), wordsOf(inner)));
    return within.length > 0 ? [own, arrow(lane(step), account(step), "calls back", true), ...within] : [own];
  };
  const rows = steps.flatMap(rowsOf);
  const lanes = [...new Set(rows.flatMap((row) => ("passes" in row ? [] : [row.from, row.to])))];
  const x = (name: string): number => LANE / 2 + LANE * lanes.indexOf(name);
  const width = LANE * Math.max(1, lanes.length);
  const height = HEAD + ROW * rows.length + 16;
  const parts = [
    ...lanes.map((name) => laneSvg(name, x(name), height)),
    ...rows.map((row, i) => {
      const y = HEAD + ROW * i + 28;
      return "passes" in row ? passing(row.passes, y, width) : arrowSvg(row, x(row.from), x(row.to), y);
    }),
  ];
  const title = escapeHtml(steps.map((step) => describeStep(scene, step)).join("; "));
  return {
    kind: "drawing",
    title: "Who calls whom",
    caption:
      "Calls from above to below; dashed where a contract calls the attacker back, and what it then calls follows.",
    svg:
      `<svg role="img" aria-label="${title}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
      `style="max-width:none;font-size:13px" fill="none">${parts.join("")}</svg>`,
  };
}

function laneSvg(name: string, x: number, height: number): string {
  const attacks = name.startsWith("attacker");
  const color = attacks ? "var(--bad)" : "var(--accent)";
  return (
    `<line x1="${x}" y1="34" x2="${x}" y2="${height - 6}" stroke="var(--line)" stroke-width="2"/>` +
    `<rect x="${x - 84}" y="6" width="168" height="28" rx="6" fill="var(--card)" stroke="${color}"/>` +
    `<text x="${x}" y="25" text-anchor="middle" fill="${color}" font-weight="600">${escapeHtml(shortened(name, 22))}</text>`
  );
}

function arrowSvg(row: Extract<Row, { from: string }>, from: number, to: number, y: number): string {
  // A contract that an account calls may be the account itself: a loop then.
  const end = from === to ? from + 60 : to;
  const side = end > from ? 1 : -1;
  const color = row.back ? "var(--muted)" : "var(--text)";
  return (
    `<g><title>${escapeHtml(row.whole)}</title>` +
    `<line x1="${from}" y1="${y}" x2="${end}" y2="${y}" stroke="${color}" stroke-width="1.5"${row.back ? ' stroke-dasharray="5 4"' : ""}/>` +
    `<path d="M${end} ${y}l${-9 * side} -5v10z" fill="${color}"/>` +
    `<text x="${Math.min(from, end) + 8}" y="${y - 7}" fill="${color}" stroke="var(--card)" stroke-width="4" paint-order="stroke">${escapeHtml(row.text)}</text></g>`
  );
}

function passing(text: string, y: number, width: number): string {
  return (
    `<line x1="8" y1="${y}" x2="${width - 8}" y2="${y}" stroke="var(--muted)" stroke-dasharray="2 5"/>` +
    `<text x="${width / 2}" y="${y - 6}" text-anchor="middle" fill="var(--muted)" stroke="var(--card)" stroke-width="4" paint-order="stroke">${escapeHtml(text)}</text>`
  );
}

const shortened = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
