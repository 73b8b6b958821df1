import { minOf } from "../../core/many.ts";
import type { SpecRow } from "../../verify/spec.ts";
import { rounded } from "../charts/parts.ts";
import type { Chart } from "../section.ts";
import { whiskers } from "./whiskers.ts";

/** Yield of each goal with its interval, and what is required of it. */
export function yieldChart(spec: readonly SpecRow[]): Chart {
  const rows = spec.toReversed();
  const min = minOf(rows.map(({ yield: share }) => Math.min(share.low, share.required)));
  return {
    kind: "chart",
    title: "Yield",
    caption: "Share of runs that keep each goal, with its interval (bar) and the share required of it (diamond).",
    wide: true,
    height: 90 + 42 * rows.length,
    option: {
      grid: { left: 14, right: 22, top: 30, bottom: 10, outerBoundsMode: "same" },
      legend: { top: 0, right: 0, data: ["yield", "required"], itemWidth: 10, itemHeight: 10 },
      tooltip: { trigger: "item", confine: true },
      xAxis: { type: "value", min: Math.max(0, Math.floor(min * 20 - 1) / 20), max: 1 },
      yAxis: { type: "category", data: rows.map(({ measure }) => measure), axisTick: { show: false } },
      series: [
        whiskers(rows.map(({ yield: share }) => share)),
        {
          type: "scatter",
          name: "yield",
          data: rows.map(({ yield: share }, i) => [rounded(share.value), i]),
          color: "@0",
          symbolSize: 13,
          z: 5,
        },
        {
          type: "scatter",
          name: "required",
          data: rows.map(({ yield: share }, i) => [rounded(share.required), i]),
          color: "@3",
          symbol: "diamond",
          symbolSize: 14,
          z: 4,
        },
      ],
    },
  };
}
