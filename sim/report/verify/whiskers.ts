import type { Json } from "../../core/history.ts";
import { rounded } from "../charts/parts.ts";

/** A series that draws an interval on each place of a category axis, lying, with an end at either side. */
export function whiskers(intervals: readonly { readonly low: number; readonly high: number }[], width = 3): Json {
  return {
    type: "line",
    data: intervals.flatMap(({ low, high }, i) => [
      [rounded(low), i],
      [rounded(high), i],
      [null, null],
    ]),
    color: "@muted",
    symbol: "rect",
    symbolSize: [2, 14],
    showAllSymbol: true,
    lineStyle: { width },
    tooltip: { show: false },
    silent: true,
    z: 3,
  };
}
