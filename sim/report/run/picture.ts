import type { Resvg as ResvgClass, ResvgRenderOptions } from "@resvg/resvg-js";
import { RunError } from "../../core/errors/errors.ts";
import { fitnessPartsChart } from "../charts/fitness-parts.ts";
import { fitnessCharts } from "../charts/fitness.ts";
import { genomeCharts } from "../charts/genome.ts";
import { measureCharts } from "../charts/measures.ts";
import type { RunView } from "./view.ts";
import type { Chart } from "../section.ts";
import { pictureSvg } from "../charts/svg.ts";
import { formatNumber } from "../text.ts";
import type { Palette } from "../charts/theme.ts";

/** A run at a glance: its first gene, a measure that theory or a goal speaks of, its fitness and of what that is made. */
export function runPicture(view: RunView, palette?: Palette): string {
  const { manifest, measurement, finished } = view;
  const { inputs } = manifest;
  const measures = measureCharts(view);
  const gene = genomeCharts(view)[0];
  const stated = [...manifest.predictions, ...manifest.goals].map(({ measure }) => measure);
  const measure = stated.map((name) => measures.find(({ title }) => title === name)).find(Boolean) ?? measures[0];
  const about = manifest.measures.find(({ name }) => name === measure?.title)?.about;
  const charts = [
    gene && { ...gene, title: `What evolved, ${gene.title}` },
    measure && { ...measure, title: `${measure.title}: ${about}` },
    fitnessCharts(view)[0],
    fitnessPartsChart(view),
  ].filter((chart): chart is Chart => chart !== undefined);
  const agents = Object.values(inputs.sizes.agents).reduce((sum, count) => sum + count, 0);
  const facts = [
    `${formatNumber(agents)} agents`,
    `${formatNumber(finished)} generations`,
    ...(measurement
      ? [`${formatNumber(measurement.blocks, 12)} blocks`, `${formatNumber(measurement.actions, 12)} actions`]
      : []),
    `scenario ${inputs.scenario}, seed ${inputs.seed}`,
  ];
  return pictureSvg(charts, { title: manifest.title, kicker: facts.join(", "), ...(palette && { palette }) });
}

/**
 * A picture as PNG, `width` pixels wide. Needs the development dependency @resvg/resvg-js, and fonts on the machine.
 * Throws RunError PICTURE_RESVG without the one, PICTURE_FONTS without the other: pictures whose words are missing are
 * worse than none.
 */
export async function svgToPng(svg: string, width: number): Promise<Uint8Array> {
  const Resvg = await loadResvg();
  const options: ResvgRenderOptions = {
    font: { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
  };
  if (!drawsText(Resvg, options)) {
    throw RunError.of("PICTURE_FONTS", { found: "none on this machine" });
  }
  return new Resvg(svg, { ...options, fitTo: { mode: "width", value: width } }).render().asPng();
}

async function loadResvg(): Promise<typeof ResvgClass> {
  try {
    return (await import("@resvg/resvg-js")).Resvg;
  } catch (error) {
    throw RunError.of(
      "PICTURE_RESVG",
      { found: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

/** Whether a letter leaves any trace. */
function drawsText(Resvg: typeof ResvgClass, options: ResvgRenderOptions): boolean {
  const letter = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-size="16">M</text></svg>`;
  return new Resvg(letter, options).render().pixels.some((byte) => byte !== 0);
}
