import { roundStep } from "./scale.ts";
import type { ChartOption } from "../section.ts";

/** What all charts over generations have in common. `unit` stands above the vertical axis. */
export function overGenerations(generations: readonly number[], unit: string): ChartOption {
  return {
    grid: { left: 14, right: 22, top: unit ? 8 : 34, bottom: 10, outerBoundsMode: "same" },
    tooltip: { trigger: "axis", confine: true },
    legend: LEGEND,
    xAxis: {
      type: "category",
      data: generations.map(String),
      boundaryGap: false,
      name: "generation",
      nameLocation: "middle",
      nameGap: 28,
      axisLine: { onZero: false },
      axisTick: { show: false },
      axisLabel: { interval: Math.max(0, roundStep(generations.length / 10) - 1) },
    },
    yAxis: { type: "value", name: unit, ...UNIT_ABOVE },
  };
}

export const LEGEND = {
  top: 0,
  right: 0,
  width: "74%",
  itemWidth: 11,
  itemHeight: 9,
  itemGap: 10,
  icon: "roundRect",
  type: "scroll",
} as const;

/** The unit above the axis, flush with its labels. */
export const UNIT_ABOVE = { nameLocation: "end", nameGap: 16, nameTextStyle: { align: "left" } } as const;

/** Numbers for a picture: five digits are more than it shows, and make the page smaller. */
export function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(5)) : null;
}

/** The ground between two lines: ECharts stacks the difference upon an unseen line. Named for nobody to see. */
export function band(
  id: string,
  low: readonly number[],
  high: readonly number[],
  color: string,
  opacity: number,
): ChartOption[] {
  const line = {
    type: "line",
    stack: id,
    stackStrategy: "all",
    symbol: "none",
    silent: true,
    lineStyle: { opacity: 0 },
    tooltip: { show: false },
    color,
  };
  return [
    { ...line, id: `${id} low`, data: low.map(rounded) },
    {
      ...line,
      id: `${id} high`,
      data: high.map((value, i) => rounded(value - low[i]!)),
      areaStyle: { color, opacity },
    },
  ];
}

export function curve(name: string, values: readonly number[], color: string, more: ChartOption = {}): ChartOption {
  return {
    type: "line",
    name,
    data: values.map(rounded),
    color,
    symbol: values.length > 1 ? "none" : "circle",
    ...more,
  };
}
