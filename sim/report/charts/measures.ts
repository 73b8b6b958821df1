import { maxOf, minOf } from "../../core/many.ts";
import type { GoalResult, GoalStatement } from "../../core/history.ts";
import { goalVerdict } from "../run/tables.ts";
import type { RunView } from "../run/view.ts";
import type { Chart, ChartOption } from "../section.ts";
import { formatNumber } from "../text.ts";
import { curve, overGenerations } from "./parts.ts";
import { roundStep } from "./scale.ts";

/** Pixels that a letter of a label takes, of the widest font that is likely. */
const LETTER = 7.2;

/** Each measure over the generations, with what goals allow and what theory predicts: a chart a measure. */
export function measureCharts({ manifest, measurement, generations, summaries }: RunView): Chart[] {
  return manifest.measures.map(({ name, unit, about }) => {
    const goals: readonly (GoalStatement | GoalResult)[] = measurement?.goals ?? manifest.goals;
    const own = goals.filter((goal) => goal.measure === name);
    const prediction = manifest.predictions.find(({ measure }) => measure === name);
    const values = summaries.map(({ measures }) => measures[name] ?? NaN);
    const bounds = own.flatMap(({ bound, upper }) => [bound, upper].filter((value) => value !== undefined));
    const dashed = (yAxis: number, label: string, color: string): ChartOption => ({
      yAxis,
      lineStyle: { color, type: "dashed", width: 1.5 },
      label: { formatter: label, position: "end", color },
    });
    const marks = [
      ...own.flatMap((goal) => boundsOf(goal).map(([value, label]) => dashed(value, label, "@2"))),
      ...(prediction ? [dashed(prediction.value, `theory ${formatNumber(prediction.value)}`, "@3")] : []),
    ];
    const base = overGenerations(generations, unit === "1" ? "" : unit);
    const room = Math.max(0, maxOf(marks.map(({ label }) => ((label as ChartOption).formatter as string).length)));
    const axis = range([...values, ...bounds, ...(prediction ? [prediction.value] : [])]);
    return {
      kind: "chart",
      title: name,
      caption: `${sentence(about)}${unit === "1" ? "" : `, in ${unit}`}, over each generation alone.${own.length ? ` Goal: ${own.map((goal) => `${goal.text}${verdict(goal)}`).join("; ")}.` : ""}${own.some((goal) => areaOf(goal, axis)) ? " The tinted ground is where the goal is met." : ""}`,
      option: {
        ...base,
        // What a line stands for is said beside the plot, where no curve crosses it.
        grid: { ...(base.grid as ChartOption), ...(room > 0 && { right: 14 + LETTER * room }) },
        legend: { show: false },
        yAxis: {
          ...(base.yAxis as ChartOption),
          ...axis,
        },
        series: [
          curve(name, values, "@0", {
            lineStyle: { width: 2.5 },
            markLine: { symbol: "none", silent: true, data: marks },
            markArea: {
              silent: true,
              itemStyle: { color: "@2", opacity: 0.1 },
              data: own.flatMap((goal) => areaOf(goal, axis) ?? []),
            },
          }),
        ],
      },
    };
  });
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, "");

function verdict(goal: GoalStatement | GoalResult): string {
  if (!("met" in goal) || goal.met === undefined) return "";
  return ` (${goalVerdict(goal).text})`;
}

function boundsOf({ kind, bound, upper }: GoalStatement): [number, string][] {
  if (bound === undefined) return [];
  if (kind === "atMost") return [[bound, `at most ${formatNumber(bound)}`]];
  if (kind === "atLeast") return [[bound, `at least ${formatNumber(bound)}`]];
  if (kind === "within" && upper !== undefined) {
    return [
      [bound, `from ${formatNumber(bound)}`],
      [upper, `to ${formatNumber(upper)}`],
    ];
  }
  return [];
}

function areaOf({ kind, bound, upper }: GoalStatement, { min, max }: Range): [ChartOption, ChartOption][] | undefined {
  if (bound === undefined) return undefined;
  if (kind === "atMost") return [[{ yAxis: min }, { yAxis: bound }]];
  if (kind === "atLeast") return [[{ yAxis: bound }, { yAxis: max }]];
  if (kind === "within" && upper !== undefined) return [[{ yAxis: bound }, { yAxis: upper }]];
  return undefined;
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** An axis that shows everything between round numbers, and begins at zero where that costs little. */
function range(values: readonly number[]): Range {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return { min: 0, max: 1 };
  const min = minOf(finite);
  const max = maxOf(finite);
  const from = min >= 0 && min < (max - min) * 2 ? 0 : min;
  const step = roundStep((max - from || Math.abs(max) || 1) / 5);
  const room = step / 5;
  return {
    min: from === 0 ? 0 : tidy(Math.floor((from - room) / step) * step),
    max: tidy(Math.ceil((max + room) / step) * step),
  };
}

const tidy = (value: number): number => Number(value.toPrecision(12));
