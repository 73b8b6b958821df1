import { init, setPlatformAPI, type EChartsOption } from "echarts";
import { paint } from "./paint.ts";
import type { Chart, ChartOption } from "../section.ts";
import { escapeHtml, xmlText } from "../text.ts";
import { chartTheme, FONT, LIGHT, type Palette } from "./theme.ts";

export interface SvgOptions {
  readonly width: number;
  readonly height: number;
  readonly palette?: Palette;
}

const NARROW = /[ .,:;!|'"()[\]{}/\\iljtfrI-]/;
const WIDE = /[mwMW%@]/;

// Without a browser ECharts guesses the width of text by Helvetica, and draws over itself where the font is wider. This
// guesses by DejaVu Sans, which is as wide as any that is likely.
setPlatformAPI({
  measureText: (text: string, font = "12px") => ({
    width: textWidth(text, Number(/([\d.]+)px/.exec(font)?.[1] ?? 12)),
  }),
} as Parameters<typeof setPlatformAPI>[0]);

function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of text) width += NARROW.test(letter) ? 0.38 : WIDE.test(letter) ? 0.95 : 0.63;
  return width * size;
}

/** Words in lines no wider than `width` pixels, as far as words allow. */
function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Draws a chart without a browser. @returns an SVG document. */
export function chartSvg(option: ChartOption, { width, height, palette = LIGHT }: SvgOptions): string {
  const chart = init(null, chartTheme(palette), { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(paint(option, palette) as EChartsOption);
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

export interface PictureOptions {
  readonly title: string;
  readonly kicker: string;
  readonly width?: number;
  readonly columns?: number;
  readonly panelHeight?: number;
  readonly palette?: Palette;
}

const MARGIN = 24;
const GAP = 16;
/** Above the panels: lines of the title, and what is said under it. */
const TITLE_SIZE = 24;
const TITLE_LINE = 32;
const HEAD = 60;
/** Of a panel. */
const TITLE = 40;

/** Several charts as panels of one picture. @returns an SVG document. */
export function pictureSvg(charts: readonly Chart[], options: PictureOptions): string {
  const { title, kicker, width = 1280, columns = 2, panelHeight = 300, palette = LIGHT } = options;
  const rows = Math.ceil(charts.length / columns);
  const panelWidth = (width - 2 * MARGIN - (columns - 1) * GAP) / columns;
  // Bold letters are about a tenth wider.
  const titles = wrap(title, TITLE_SIZE * 1.1, width - 2 * MARGIN);
  const head = HEAD + titles.length * TITLE_LINE;
  const height = head + rows * panelHeight + (rows - 1) * GAP + MARGIN;
  const text = (x: number, y: number, size: number, fill: string, content: string, weight = 400): string =>
    `<text x="${x}" y="${y}" font-family='${FONT}' font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeHtml(xmlText(content))}</text>`;
  const panels = charts.map((chart, i) => {
    const x = MARGIN + (i % columns) * (panelWidth + GAP);
    const y = head + Math.floor(i / columns) * (panelHeight + GAP);
    const inner = chartSvg(chart.option, { width: panelWidth - 24, height: panelHeight - TITLE - 8, palette });
    return `<rect x="${x}" y="${y}" width="${panelWidth}" height="${panelHeight}" rx="12" fill="${palette.ground}" stroke="${palette.line}"/>
${text(x + 18, y + 27, 15, palette.text, chart.title, 600)}
<svg x="${x + 12}" y="${y + TITLE}" width="${panelWidth - 24}" height="${panelHeight - TITLE - 8}">${inner}</svg>`;
  });
  const ground = palette.name === "light" ? "#f5f7fa" : "#0f1319";
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<rect width="${width}" height="${height}" fill="${ground}"/>
${titles.map((line, i) => text(MARGIN, 44 + i * TITLE_LINE, TITLE_SIZE, palette.text, line, 700)).join("\n")}
${text(MARGIN, head - 22, 14, palette.muted, kicker)}
${panels.join("\n")}
</svg>
`;
}
