import type { Exploration } from "../../explore/exploration.ts";
import { goodness } from "../../explore/goodness.ts";
import { importance } from "../../explore/importance.ts";
import { recommend } from "../../explore/recommend.ts";
import { type DesignRecord, isFeasible } from "../../explore/record.ts";
import { headingOf, type MeasureUnits } from "../../scenario/measures.ts";
import type { Parameters } from "../../scenario/parameters.ts";
import { LEGEND, rounded, UNIT_ABOVE } from "../charts/parts.ts";
import type { Chart, ChartOption } from "../section.ts";

/** Points of designs that are not in the front: more would make the page slow, and show nothing new. */
const MAX_POINTS = 1500;

const GRID = { left: 14, right: 22, top: 34, bottom: 10, outerBoundsMode: "same" } as const;

interface Axis {
  /** What it shows, and that with its unit. */
  readonly of: string;
  readonly name: string;
  readonly type: "value" | "log" | "category";
  /** The names of a category. */
  readonly data?: readonly string[];
  value(record: DesignRecord): number | string | null;
}

/** How the history of a design is had, by its id: a click leads to its report where it is stored, or says the command. */
export interface Ways {
  readonly command: (id: string) => string;
  /** Files beside the report. */
  readonly stored: ReadonlyMap<string, string>;
}

/** What a click does, for a caption. `one` is a point or a line. */
function clickText(one: string, { stored }: Ways): string {
  const command = "gives the command that replays its history";
  return stored.size === 0
    ? `A click on a ${one} ${command}.`
    : `A click on a ${one} of the front opens its history; where none is stored it ${command}.`;
}

/** For a point, a line or a cell that stands for a design. */
export function linkOf({ id }: DesignRecord, { stored }: Ways): { readonly link?: string } {
  const link = stored.get(id);
  return link === undefined ? {} : { link };
}

/** One scatter for each pair of objectives: what was tried, the front, and the recommended design. */
export function frontCharts(exploration: Exploration, units: MeasureUnits, ways: Ways): Chart[] {
  const { aims } = exploration;
  if (aims.kind !== "trade") return [];
  const axes = aims.objectives.map((name, m): Axis => ({
    name: `${headingOf(name, name, units)} (${aims.signs[m]! > 0 ? "less" : "more"} is better)`,
    of: name,
    type: "value",
    value: ({ objectives }) => rounded((objectives[m] ?? NaN) * aims.signs[m]!),
  }));
  const pairs = axes.flatMap((x, i) => axes.slice(i + 1).map((y) => [x, y] as const)).slice(0, 6);
  return pairs.map(([x, y]) => ({
    kind: "chart",
    title: pairs.length === 1 ? "Pareto front" : `${x.of} against ${y.of}`,
    caption:
      "Each point is a design as the seeds of the search saw it: of the front no point is better in every objective at once. The star is the recommended design. " +
      clickText("point", ways),
    clickText: ways.command("{name}"),
    wide: pairs.length === 1,
    height: pairs.length === 1 ? 420 : 320,
    option: scatter(exploration, ways, x, y),
  }));
}

/** Where the designs lie in the two parameters that matter most, feasible or not. */
export function feasibleRegion(exploration: Exploration, parameters: Parameters, ways: Ways): Chart[] {
  const { space } = exploration;
  const weights = importance(exploration).map(({ parameter, shares }) => ({
    parameter,
    weight: shares.reduce((max, share) => Math.max(max, Number.isFinite(share) ? share : 0), 0),
  }));
  const [first, second] = weights.toSorted((a, b) => b.weight - a.weight).map(({ parameter }) => parameter);
  if (first === undefined || second === undefined) return [];
  const axis = (name: string): Axis => {
    const p = space.names.indexOf(name);
    const parameter = parameters[name];
    if (parameter?.kind === "choice") {
      const data = [...parameter.choices];
      return { name, of: name, type: "category", data, value: ({ values }) => data[values[p]!] ?? null };
    }
    const wei = parameter?.kind === "wei" && parameter.max >= 10n ** 15n;
    const log = parameter?.scale === "log";
    return {
      name: `${name}${wei ? ", ether" : ""}`,
      of: name,
      type: log ? "log" : "value",
      value: ({ values }) => rounded(values[p]! / (wei ? 1e18 : 1)),
    };
  };
  return [
    {
      kind: "chart",
      title: "Feasible region",
      caption:
        "The designs that were tried, by the two parameters with the most influence. Feasible ones meet every constraint. " +
        clickText("point", ways),
      clickText: ways.command("{name}"),
      option: scatter(exploration, ways, axis(first), axis(second)),
    },
  ];
}

function scatter(exploration: Exploration, ways: Ways, x: Axis, y: Axis): ChartOption {
  const { records, best } = exploration;
  const front = new Set(best.filter(isFeasible).map(({ id }) => id));
  const recommended = recommend(exploration)?.record;
  const others = records.filter(({ id }) => !front.has(id)).slice(-MAX_POINTS);
  const points = (some: readonly DesignRecord[]) =>
    some.flatMap((record) => {
      const value = [x.value(record), y.value(record)];
      return value.includes(null) ? [] : [{ name: record.id, value, ...linkOf(record, ways) }];
    });
  const axis = ({ name, type, data }: Axis) => ({ type, name, scale: true, ...(data && { data }) });
  const series = (name: string, data: ReturnType<typeof points>, color: string, more: ChartOption) => ({
    type: "scatter",
    name,
    data,
    color,
    ...more,
  });
  const failed = others.filter(({ violation }) => violation === Infinity);
  const infeasible = others.filter(({ violation }) => violation > 0 && violation < Infinity);
  return {
    grid: GRID,
    legend: LEGEND,
    tooltip: { trigger: "item", confine: true },
    xAxis: { ...axis(x), nameLocation: "middle", nameGap: 28 },
    yAxis: { ...axis(y), ...UNIT_ABOVE },
    series: [
      ...(infeasible.length > 0
        ? [series("infeasible", points(infeasible), "@1", { symbolSize: 6, itemStyle: { opacity: 0.45 } })]
        : []),
      ...(failed.length > 0 ? [series("failed", points(failed), "@muted", { symbol: "triangle", symbolSize: 7 })] : []),
      series("feasible", points(others.filter(isFeasible)), "@2", { symbolSize: 6, itemStyle: { opacity: 0.6 } }),
      series("front", points(best.filter(isFeasible)), "@0", { symbolSize: 11, z: 4 }),
      ...(recommended
        ? [
            series(isFeasible(recommended) ? "recommended" : "least violated", points([recommended]), "@3", {
              symbol: "path://M12 2l3 7 7 .6-5.300 4.800 1.600 7.200L12 17.800 5.700 21.600l1.600-7.200L2 9.600 9 9z",
              symbolSize: 20,
              z: 5,
            }),
          ]
        : []),
    ],
  };
}

/** All parameters and objectives of the front's designs side by side, a line each. */
export function parallelChart(
  exploration: Exploration,
  parameters: Parameters,
  units: MeasureUnits,
  ways: Ways,
): Chart[] {
  const { aims, space, best } = exploration;
  const front = best.filter(isFeasible);
  if (front.length < 2) return [];
  const recommended = recommend(exploration)?.record.id;
  const objectives = aims.kind === "order" ? [] : aims.objectives;
  const axes: ChartOption[] = [
    ...space.names.map((name, p): ChartOption => {
      const parameter = parameters[name];
      if (parameter?.kind === "choice") return { dim: p, name, type: "category", data: [...parameter.choices] };
      const log = parameter !== undefined && parameter.scale === "log";
      return { dim: p, name, type: log ? "log" : "value", scale: true };
    }),
    ...objectives.map((name, m): ChartOption => ({
      dim: space.names.length + m,
      name: headingOf(name, name, units),
      type: "value",
      scale: true,
    })),
  ];
  const row = ({ values, objectives: found }: DesignRecord) => [
    ...space.names.map((name, p) => {
      const parameter = parameters[name];
      if (parameter?.kind === "choice") return parameter.choices[values[p]!]!;
      return rounded(parameter?.kind === "wei" && parameter.max >= 10n ** 15n ? values[p]! / 1e18 : values[p]!);
    }),
    ...objectives.map((_, m) => rounded((found[m] ?? NaN) * aims.signs[m]!)),
  ];
  const lines = (some: readonly DesignRecord[], name: string, color: string, width: number, opacity: number) => ({
    type: "parallel",
    name,
    lineStyle: { color, width, opacity },
    color,
    data: some.map((record) => ({ name: record.id, value: row(record), ...linkOf(record, ways) })),
  });
  return [
    {
      kind: "chart",
      title: "The front in parallel coordinates",
      caption:
        "Each line is a design of the front, from its parameters on the left to its objectives on the right (amounts in ether). " +
        "The thick line is the recommended design. " +
        clickText("line", ways),
      clickText: ways.command("{name}"),
      wide: true,
      height: 360,
      option: {
        legend: LEGEND,
        tooltip: { trigger: "item", confine: true },
        parallel: { left: 50, right: 60, top: 60, bottom: 30 },
        parallelAxis: axes,
        series: [
          lines(
            front.filter(({ id }) => id !== recommended),
            "front",
            "@0",
            1.5,
            0.5,
          ),
          lines(
            front.filter(({ id }) => id === recommended),
            "recommended",
            "@3",
            4,
            1,
          ),
        ],
      },
    },
  ];
}

/** How good the search was after so many evaluations. */
export function progressCharts({ aims, records, steps }: Exploration): Chart[] {
  if (steps.length === 0) return [];
  const values = goodness(aims, records, steps);
  const line = (title: string, caption: string, unit: string, of: (i: number) => number): Chart => ({
    kind: "chart",
    title,
    caption,
    option: {
      grid: GRID,
      tooltip: { trigger: "axis", confine: true },
      xAxis: { type: "value", name: "evaluations", nameLocation: "middle", nameGap: 28 },
      yAxis: { type: "value", name: unit, ...UNIT_ABOVE },
      series: [
        {
          type: "line",
          step: "end",
          symbol: steps.length > 1 ? "none" : "circle",
          color: "@0",
          data: steps.map(({ evaluations }, i) => [evaluations, rounded(of(i))]),
        },
      ],
    },
  });
  const what =
    aims.kind === "trade"
      ? "Share of the box between the best of each objective and 1.1 times the range of the feasible designs that the front dominates."
      : aims.kind === "satisfy"
        ? "1 once a design meets every constraint."
        : "How far the best design has come between the worst and the best feasible one.";
  return [
    line(
      aims.kind === "trade" ? "Hypervolume over evaluations" : "Gain over evaluations",
      what,
      "share",
      (i) => values[i]!,
    ),
    ...(steps.some(({ violation }) => violation > 0)
      ? [
          line(
            "Least violation over evaluations",
            "Sum over the constraints of how far the least violated design is beyond each bound, as shares of the bounds; 0 is feasible.",
            "violation",
            (i) => steps[i]!.violation,
          ),
        ]
      : []),
  ];
}

/** How much of each goal goes with each parameter. */
export function importanceChart(exploration: Exploration): Chart[] {
  const { space, records } = exploration;
  const rows = importance(exploration);
  const statements = records.find(({ assessment }) => assessment)?.assessment?.outcomes ?? [];
  if (statements.length === 0 || rows.every(({ shares }) => shares.every((share) => !Number.isFinite(share))))
    return [];
  return [
    {
      kind: "chart",
      title: "Importance of the parameters",
      caption:
        "Share of each goal's variation over the designs tried that goes with one parameter alone (correlation ratio of ranks). The designs " +
        "crowd where the search went, so this describes what was tried; what parameters do together is in no bar.",
      height: 120 + 36 * space.names.length,
      option: {
        grid: { ...GRID, top: 50 },
        legend: LEGEND,
        tooltip: { trigger: "axis", confine: true },
        xAxis: { type: "value", min: 0, max: 1, name: "share", nameLocation: "middle", nameGap: 28 },
        yAxis: { type: "category", data: [...space.names], axisTick: { show: false } },
        series: statements.map(({ statement }, g) => ({
          type: "bar",
          name: statement.measure,
          color: `@${g % 6}`,
          data: rows.map(({ shares }) => rounded(shares[g]!)),
        })),
      },
    },
  ];
}
