import type { RunView } from "../run/view.ts";
import type { Chart, ChartOption } from "../section.ts";
import { band, curve, overGenerations } from "./parts.ts";

/** Best, mean and worst fitness of each species over the generations: a chart a species. */
export function fitnessCharts({ manifest, generations, summaries }: RunView): Chart[] {
  const names = Object.keys(manifest.inputs.sizes.agents);
  return names.map((species, i) => {
    const found = summaries.map((summary) => summary.species.find((record) => record.species === species));
    const of = (which: "best" | "mean" | "worst"): number[] => found.map((record) => record?.fitness[which] ?? NaN);
    const color = `@${i % 8}`;
    const thin = { lineStyle: { width: 1, opacity: 0.8 } };
    const base = overGenerations(generations, "tokens a generation");
    return {
      kind: "chart",
      title: names.length === 1 ? "Fitness" : `Fitness of ${species}`,
      caption:
        "What the contract pays an agent in a generation, what it holds there included and its costs taken off, in whole " +
        "tokens. The strong line is the mean; the band reaches from the worst agent to the best.",
      wide: names.length === 1,
      option: {
        ...base,
        grid: { ...(base.grid as ChartOption), right: 58 },
        legend: { show: false },
        series: [
          ...band("range", of("worst"), of("best"), color, 0.14),
          named(curve("best", of("best"), color, thin)),
          named(curve("mean", of("mean"), color, { lineStyle: { width: 3 } })),
          named(curve("worst", of("worst"), color, thin)),
        ],
      },
    };
  });
}

/** A line with its name at its end: lines of one colour look alike in a legend. */
function named(line: ChartOption): ChartOption {
  const endLabel = { show: true, formatter: "{a}", color: line.color!, distance: 6 };
  return { ...line, endLabel, labelLayout: { moveOverlap: "shiftY" } };
}
