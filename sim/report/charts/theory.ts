import { maxOf } from "../../core/many.ts";
import type { Measurement } from "../../core/history.ts";
import type { Chart } from "../section.ts";
import { rounded } from "./parts.ts";
import { roundStep } from "./scale.ts";

/** Whether a measurement's interval holds the prediction; open where it has none. */
export type Agreement = "holds" | "differs" | "open";

export function agreement({ value, low, high }: Pick<Prediction, "value" | "low" | "high">): Agreement {
  if (low === -Infinity && high === Infinity) return "open";
  return low <= value && value <= high ? "holds" : "differs";
}

type Prediction = Measurement["predictions"][number];

const NAMES: { readonly [A in Agreement]: string } = {
  holds: "interval holds the prediction",
  differs: "it does not",
  open: "interval not known",
};

/** Measured against predicted, as a ratio: all predictions beside each other whatever their units. */
export function theoryChart(predictions: Measurement["predictions"]): Chart {
  const rows = predictions.filter(({ value }) => value !== 0).toReversed();
  const names = rows.map(({ measure }) => measure);
  const ratios = rows.map(({ measured, value }) => measured / value);
  // An interval is a line between its ends; a gap keeps it from its neighbour's.
  const intervals = rows.flatMap(({ low, high, value }, i) => [
    [rounded(low / value), i],
    [rounded(high / value), i],
    [null, null],
  ]);
  const agreements = rows.map(agreement);
  const points = (which: Agreement): (number | null)[][] =>
    ratios.flatMap((ratio, i) => (agreements[i] === which ? [[rounded(ratio), i]] : []));
  const isOpen = agreements.includes("open");
  const ends = rows.flatMap(({ low, high, value }) => [low / value, high / value, 1]).filter(Number.isFinite);
  const reach = Math.max(0.05, maxOf(ends.map((end) => Math.abs(end - 1))));
  const step = roundStep(reach / 3);
  const wide = Math.ceil((reach * 1.05) / step) * step;
  return {
    kind: "chart",
    title: "Theory against measurement",
    caption:
      "Measured divided by predicted: at 1 they agree. The bar is the interval of the measurement; where it holds 1, the " +
      "measurement does not contradict the theory.",
    wide: true,
    height: 110 + 42 * rows.length,
    option: {
      grid: { left: 14, right: 22, top: 30, bottom: 10, outerBoundsMode: "same" },
      legend: {
        top: 0,
        right: 0,
        data: [NAMES.holds, NAMES.differs, ...(isOpen ? [NAMES.open] : [])],
        itemWidth: 10,
        itemHeight: 10,
      },
      tooltip: { trigger: "item", confine: true },
      xAxis: {
        type: "value",
        min: rounded(1 - wide),
        max: rounded(1 + wide),
        name: "measured / predicted",
        nameLocation: "middle",
        nameGap: 28,
        interval: step,
      },
      yAxis: { type: "category", data: names, axisTick: { show: false } },
      series: [
        {
          type: "line",
          data: intervals,
          color: "@muted",
          symbol: "rect",
          symbolSize: [2, 14],
          showAllSymbol: true,
          lineStyle: { width: 3 },
          tooltip: { show: false },
          silent: true,
          markLine: {
            symbol: "none",
            silent: true,
            label: { formatter: "theory", position: "end", color: "@3" },
            lineStyle: { color: "@3", type: "dashed", width: 1.5 },
            data: [{ xAxis: 1 }],
          },
        },
        {
          type: "scatter",
          name: NAMES.holds,
          data: points("holds"),
          color: "@2",
          symbolSize: 13,
          itemStyle: { opacity: 1 },
          z: 5,
        },
        {
          type: "scatter",
          name: NAMES.differs,
          data: points("differs"),
          color: "@1",
          symbol: "diamond",
          symbolSize: 15,
          itemStyle: { opacity: 1 },
          z: 5,
        },
        ...(isOpen
          ? [
              {
                type: "scatter",
                name: NAMES.open,
                data: points("open"),
                color: "@muted",
                symbol: "rect",
                symbolSize: 11,
                itemStyle: { opacity: 1 },
                z: 5,
              },
            ]
          : []),
      ],
    },
  };
}
