import type { RunView } from "../run/view.ts";
import type { Chart } from "../section.ts";
import { curve, overGenerations, UNIT_ABOVE } from "./parts.ts";

const SUM = { stack: "all", areaStyle: { opacity: 0.55 }, lineStyle: { width: 1 } } as const;

/** How many agents each species has, if there are several, and how many are born and die. */
export function populationCharts({ manifest, generations, summaries }: RunView): Chart[] {
  const names = Object.keys(manifest.inputs.sizes.agents);
  const of = (species: string, what: "agents" | "births" | "deaths"): number[] =>
    summaries.map((summary) => summary.species.find((record) => record.species === species)?.[what] ?? 0);
  const sum = (what: "births" | "deaths"): number[] =>
    summaries.map((_, g) => names.reduce((total, name) => total + of(name, what)[g]!, 0));
  const shares: Chart = {
    kind: "chart",
    title: "Species",
    caption: "Agents of each species alive at the end of each generation: who takes the place of whom.",
    option: {
      ...overGenerations(generations, "agents"),
      series: names.map((name, i) => curve(name, of(name, "agents"), `@${i % 8}`, SUM)),
    },
  };
  const turnover: Chart = {
    kind: "chart",
    title: "Births and deaths",
    caption: "Agents that were born and that died in each generation, all species together.",
    option: {
      ...overGenerations(generations, "agents"),
      series: [curve("births", sum("births"), "@2"), curve("deaths", sum("deaths"), "@1")],
    },
  };
  // Populations that learn or imitate without dying have nothing to show here.
  const turns =
    sum("deaths").some((count) => count > 0) ||
    sum("births")
      .slice(1)
      .some((count) => count > 0);
  return [...(names.length > 1 ? [shares] : []), ...(turns ? [turnover] : [])];
}

const OUTCOMES = [
  ["succeeded", "succeeded", "@2"],
  ["reverted", "reverted", "@1"],
  ["rejected", "rejected", "@4"],
  ["notIncluded", "not included", "@7"],
] as const;

/** What became of the calls. */
export function outcomesChart({ generations, summaries }: RunView): Chart {
  const calls = summaries.map(({ outcomes }) => Object.values(outcomes).reduce((sum, count) => sum + count, 0));
  const share = (kind: (typeof OUTCOMES)[number][0]): number[] =>
    summaries.map(({ outcomes }, g) => (100 * outcomes[kind]) / Math.max(1, calls[g]!));
  return {
    kind: "chart",
    title: "Outcomes of calls",
    caption:
      "Of all calls of a generation, the percentage that had each outcome. A reverted call is a mistake that an agent " +
      "made, not one of the simulation; a rejected one could not be paid for; one not included found the block full.",
    option: {
      ...overGenerations(generations, "% of calls"),
      yAxis: { type: "value", max: 100, name: "% of calls", ...UNIT_ABOVE },
      series: OUTCOMES.map(([kind, name, color]) => curve(name, share(kind), color, SUM)),
    },
  };
}
