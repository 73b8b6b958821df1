import { maxOf } from "../../core/many.ts";
import type { GeneView, RunView } from "../run/view.ts";
import { roundStep } from "./scale.ts";
import type { Chart, ChartOption } from "../section.ts";
import { curve, overGenerations, UNIT_ABOVE } from "./parts.ts";

/** How each gene is spread over the population, generation by generation: a chart a gene. */
export function genomeCharts(view: RunView): Chart[] {
  return view.genes.map((gene) => {
    const title = `${gene.species}: ${gene.gene.name}`;
    return gene.gene.choices ? choiceChart(view, gene, title, gene.gene.choices) : densityChart(view, gene, title);
  });
}

function choiceChart({ generations }: RunView, { shares }: GeneView, title: string, choices: readonly string[]): Chart {
  return {
    kind: "chart",
    title,
    caption: "Share of the agents that carry each choice, in percent.",
    option: {
      ...overGenerations(generations, "% of agents"),
      yAxis: { type: "value", max: 100, name: "% of agents", ...UNIT_ABOVE },
      series: choices.map((choice, i) =>
        curve(
          choice,
          shares.map((row) => 100 * (row[i] ?? 0)),
          `@${i % 8}`,
          {
            stack: "all",
            areaStyle: { opacity: 0.55 },
            lineStyle: { width: 1 },
          },
        ),
      ),
    },
  };
}

/** An axis from `min` to `max` with labels at round numbers; its ends go without where a label would be too near. */
function openEnds(min: number, max: number): ChartOption {
  const step = roundStep((max - min) / 5 || 1);
  const near = (gap: number): boolean => gap > 0 && gap < step / 2;
  const noMin = near(Math.ceil(min / step) * step - min);
  const noMax = near(max - Math.floor(max / step) * step);
  return {
    axisLabel: { ...(noMin && { showMinLabel: false }), ...(noMax && { showMaxLabel: false }) },
    splitLine: { showMinLine: !noMin, showMaxLine: !noMax },
  };
}

function densityChart({ generations }: RunView, view: GeneView, title: string): Chart {
  const { gene, shares, min, max, low, median, high } = view;
  const bins = shares[0]?.length ?? 1;
  const cells = shares.flatMap((row, x) =>
    row.flatMap((share, y) => (share > 0 ? [[x, y, Math.round(share * 1000) / 10]] : [])),
  );
  const logarithmic = gene.scale === "log" && min > 0;
  const base = overGenerations(generations, "");
  const edge = { lineStyle: { width: 1, type: "dashed", opacity: 0.7 } };
  return {
    kind: "chart",
    title,
    caption:
      `Where the population carries this gene${logarithmic ? " (logarithmic scale)" : ""}: the stronger the colour, the more agents. ` +
      "The line is the median; nine agents of ten lie between the dashed ones.",
    option: {
      ...base,
      legend: { show: false },
      grid: { ...(base.grid as ChartOption), top: 14 },
      xAxis: { ...(base.xAxis as ChartOption), boundaryGap: true },
      yAxis: [
        {
          type: logarithmic ? "log" : "value",
          min,
          max,
          ...(logarithmic ? {} : openEnds(min, max)),
        },
        // The heat map counts in bins, which fill the same height as the range of the gene.
        { type: "category", data: Array.from({ length: bins }, (_, i) => i), show: false },
      ],
      visualMap: {
        show: false,
        type: "continuous",
        seriesIndex: 0,
        min: 0,
        max: Math.max(20, maxOf(cells.map((cell) => cell[2]!))) * 0.7,
        inRange: { color: ["@heat0", "@heat1", "@heat2"] },
      },
      series: [
        {
          type: "heatmap",
          yAxisIndex: 1,
          data: cells,
          silent: true,
          tooltip: { show: false },
          progressive: 0,
          itemStyle: { borderWidth: 0 },
        },
        curve("median", median, "@contrast", { lineStyle: { width: 2.5 } }),
        curve("5 %", low, "@contrast", edge),
        curve("95 %", high, "@contrast", edge),
      ],
    },
  };
}
