import { gini, lorenz } from "../distribution.ts";
import type { RunView } from "../run/view.ts";
import type { Chart } from "../section.ts";
import { formatNumber } from "../text.ts";
import { LEGEND, rounded, UNIT_ABOVE } from "./parts.ts";

/** The Lorenz curves of the first and the last generation. */
export function wealthChart({ wealth }: RunView): Chart {
  const points = (values: readonly number[]): (number | null)[][] =>
    lorenz(values).map(([x, y]) => [rounded(100 * x), rounded(100 * y)]);
  const name = (which: string, values: readonly number[]): string => `${which}, Gini ${formatNumber(gini(values), 3)}`;
  const percent = { type: "value", min: 0, max: 100 } as const;
  return {
    kind: "chart",
    title: "Wealth",
    caption:
      "The Lorenz curve: what percentage of all wealth the poorest agents hold together, in the first generation and in the last. The further it sags below the " +
      "diagonal, the fewer hold the most. Gini is 0 when all hold the same and near 1 when one holds all; debts count as nothing.",
    option: {
      grid: { left: 14, right: 22, top: 8, bottom: 10, outerBoundsMode: "same" },
      tooltip: { trigger: "axis", confine: true },
      legend: LEGEND,
      xAxis: { ...percent, name: "% of agents, poorest first", nameLocation: "middle", nameGap: 28 },
      yAxis: { ...percent, name: "% of wealth", ...UNIT_ABOVE },
      series: [
        {
          type: "line",
          symbol: "none",
          data: [
            [0, 0],
            [100, 100],
          ],
          color: "@muted",
          lineStyle: { width: 1, type: "dashed" },
          silent: true,
          tooltip: { show: false },
        },
        {
          type: "line",
          symbol: "none",
          name: name("first", wealth.first),
          data: points(wealth.first),
          color: "@4",
          lineStyle: { width: 1.5 },
        },
        {
          type: "line",
          symbol: "none",
          name: name("last", wealth.last),
          data: points(wealth.last),
          color: "@0",
          lineStyle: { width: 3 },
          areaStyle: { opacity: 0.1 },
        },
      ],
    },
  };
}
