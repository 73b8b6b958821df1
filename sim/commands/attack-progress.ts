import type { SearchProgress } from "../attack/search.ts";
import { formatNumber, formatSeconds } from "../report/text.ts";
import type { Told } from "../runs/activity-file.ts";
import { NUMERAIRE, unitOf, type MeasureUnits } from "../scenario/measures.ts";
import { units } from "../scenario/units.ts";

/** What the best found so far is counted in. */
const UNITS: { readonly [objective: string]: string } = {
  profit: NUMERAIRE,
  harm: NUMERAIRE,
  share: "times the honest reward",
};

/** Of an objective; of a measure that is to be moved, up or down, its own. */
const unitIn = (objective: string, measures: MeasureUnits): string =>
  UNITS[objective] ?? unitOf(objective.replace(/^-/, ""), measures);

/** What an attack tells of itself. */
export function attackTold(
  progress: SearchProgress,
  limit: number | undefined,
  objective = "profit",
  measures: MeasureUnits = {},
): Told {
  const { calls, of, stored, programs, best, states, edges, islands, seconds, workers } = progress;
  const unit = unitIn(objective, measures);
  return {
    doing: "searches",
    done: calls,
    of: limit === undefined ? of : undefined,
    rate: seconds > 0 ? (calls - stored) / seconds : 0,
    unit: "calls",
    secondsLeft: secondsLeft(progress, limit),
    counters: [
      { label: `best ${objective}`, value: formatNumber(units(best)), ...(unit !== "" && { note: unit }) },
      { label: "programs", value: formatNumber(programs) },
      { label: "states", value: formatNumber(states) },
      { label: "edges", value: formatNumber(edges) },
      { label: "island", value: formatNumber(islands + 1) },
    ],
    ...(workers && { workers }),
  };
}

/** Until the budget is used at the rate of now, or the clock ends it. */
function secondsLeft({ calls, stored, of, seconds }: SearchProgress, limit: number | undefined): number | undefined {
  if (limit !== undefined) return Math.max(0, limit - seconds);
  return calls > stored ? (seconds / (calls - stored)) * Math.max(0, of - calls) : undefined;
}

/** The live line. */
export function progressText(
  progress: SearchProgress,
  limit: number | undefined,
  objective = "profit",
  measures: MeasureUnits = {},
): string {
  const { calls, of, stored, programs, best, states, edges, islands, seconds } = progress;
  const named = objective in UNITS ? "" : `${objective} `;
  const unit = unitIn(objective, measures);
  const left = secondsLeft(progress, limit);
  const rate = (count: number): string => formatNumber(Math.round(count / seconds));
  const budget = limit === undefined ? `/${formatNumber(of)}` : "";
  return (
    `best ${named}${formatNumber(units(best))}${unit && ` ${unit}`}, ${formatNumber(calls)}${budget} calls (${rate(calls - stored)}/s, ${rate(programs)} programs/s), ` +
    `${formatNumber(states)} states, ${formatNumber(edges)} edges, island ${islands + 1}, ` +
    (left === undefined ? "begins" : `${formatSeconds(left)} left`)
  );
}
