import { escapeHtml, formatInterval, formatNumber, xmlText } from "../report/text.ts";
import { FONT, LIGHT } from "../report/charts/theme.ts";
import type { Row, Target } from "./target.ts";

const WIDTH = 1180;
const MARGIN = 20;
const HEAD = 84;
const LINE = 30;
/** Of a claim of several lines, each beyond the first. */
const NEXT_LINE = 16;
/** Characters of a claim that find room before the plot. */
const CLAIM = 66;
/** Edges of the plot, between the claims and the numbers. */
const [LEFT, RIGHT] = [490, 830];
/** Tolerances that the plot reaches to either side; what is farther out stands at its edge, as an arrow. */
const REACH = 3;

/**
 * The rows of a target as a picture: how far from its prediction each was measured, in tolerances, with its interval.
 * A claim has to lie inside the band, a control outside.
 * @returns an SVG document.
 */
export function targetFigure(target: Pick<Target, "id" | "title" | "source">, rows: readonly Row[]): string {
  const claims = rows.map((row) => wrapped(claimOf(row)));
  const places: number[] = [];
  let bottom = HEAD;
  for (const { length } of claims) {
    const space = LINE + (length - 1) * NEXT_LINE;
    places.push(bottom + space / 2);
    bottom += space;
  }
  const height = bottom + 2 * MARGIN;
  const at = (tolerances: number): number => LEFT + ((tolerances + REACH) / (2 * REACH)) * (RIGHT - LEFT);
  const ticks = [-3, -2, -1, 0, 1, 2, 3].map(
    (tick) =>
      `<line x1="${at(tick)}" x2="${at(tick)}" y1="${HEAD}" y2="${bottom}" stroke="${tick === 0 ? LIGHT.muted : LIGHT.line}"/>` +
      text(at(tick), bottom + 16, tick === 0 ? "prediction" : `${tick > 0 ? "+" : "−"}${Math.abs(tick)}`, "middle"),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family='${FONT}' font-size="13">
<rect width="${WIDTH}" height="${height}" fill="${LIGHT.ground}"/>
<text x="${MARGIN}" y="32" font-size="18" font-weight="700" fill="${LIGHT.text}">${plain(`${target.id}: ${target.title}`)}</text>
${text(MARGIN, 52, target.source)}
${text((LEFT + RIGHT) / 2, HEAD - 10, "distance in tolerances; inside the band is reproduced", "middle")}
${text(RIGHT + 20, HEAD - 10, "predicted; measured, 99 % interval")}
<rect x="${at(-1)}" y="${HEAD}" width="${at(1) - at(-1)}" height="${bottom - HEAD}" fill="${LIGHT.heat[0]}"/>
${ticks.join("\n")}
${rows.map((row, i) => drawRow(row, claims[i]!, places[i]!, at)).join("\n")}
</svg>
`;
}

const claimOf = ({ claim, control, pass }: Row): string =>
  pass ? claim : `${claim}: ${control ? "CONTROL HOLDS" : "MISSED"}`;

/** Lines of whole words; a longer word has a line of its own. */
function wrapped(claim: string): string[] {
  const lines: string[] = [];
  for (const word of claim.split(" ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length === 0 || longer.length > CLAIM) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function drawRow(row: Row, claim: readonly string[], y: number, at: (tolerances: number) => number): string {
  const { prediction, measured, control, pass } = row;
  const color = pass ? (control ? LIGHT.muted : LIGHT.series[0]!) : LIGHT.series[1]!;
  const [low, value, high] = [measured.low, measured.value, measured.high].map((one) => distance(row, one)) as [
    number,
    number,
    number,
  ];
  const x = at(clamp(value));
  const side = Math.sign(value) * 5;
  const mark =
    Math.abs(value) > REACH
      ? `<path d="M${x - side} ${y - 5} L${x + side} ${y} L${x - side} ${y + 5} Z" fill="${color}"/>`
      : `<circle cx="${x}" cy="${y}" r="4" fill="${color}"/>`;
  const numbers = `${formatNumber(prediction, 5)}; ${formatNumber(measured.value, 5)} ${formatInterval(measured.low, measured.high)}`;
  return (
    claim
      .map((line, i) => text(MARGIN, y + 4 + (i - (claim.length - 1) / 2) * NEXT_LINE, line, "start", color))
      .join("") +
    `<line x1="${at(clamp(low))}" x2="${at(clamp(high))}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="2"/>${mark}` +
    text(RIGHT + 20, y + 4, numbers, "start", LIGHT.text)
  );
}

/** An exact claim has no tolerance: whatever differs from it is as far out as can be. */
function distance({ prediction, tolerance }: Row, value: number): number {
  if (value === prediction) return 0;
  return (value - prediction) / tolerance;
}

const clamp = (tolerances: number): number => Math.max(-REACH, Math.min(REACH, tolerances));
const plain = (content: string): string => escapeHtml(xmlText(content));

function text(x: number, y: number, content: string, anchor: "start" | "middle" = "start", fill = LIGHT.muted): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${plain(content)}</text>`;
}
