import type { SearchProgress } from "../attack/search.ts";
import { formatNumber, formatSeconds } from "../report/text.ts";
import type { Told } from "../runs/activity-file.ts";
import { units } from "../scenario/units.ts";

/** What the best found so far is counted in; a measure of the scenario in its own unit. */
const UNITS: { readonly [objective: string]: string } = {
  profit: "of the numeraire",
  harm: "of the numeraire",
  share: "times the honest reward",
};

/** What an attack tells of itself. */
export function attackTold(
  { calls, of, best, states, edges, islands, seconds }: SearchProgress,
  limit: number | undefined,
  objective = "profit",
): Told {
  const unit = UNITS[objective];
  return {
    doing: "searches",
    done: calls,
    of: limit === undefined ? of : undefined,
    rate: seconds > 0 ? calls / seconds : 0,
    unit: "calls",
    secondsLeft:
      limit !== undefined ? Math.max(0, limit - seconds) : calls > 0 ? (seconds / calls) * (of - calls) : undefined,
    counters: [
      { label: `best ${objective}`, value: formatNumber(units(best)), ...(unit !== undefined && { note: unit }) },
      { label: "states", value: formatNumber(states) },
      { label: "edges", value: formatNumber(edges) },
      { label: "island", value: formatNumber(islands + 1) },
    ],
  };
}

/** The live line. */
export function progressText(
  { calls, of, best, states, edges, islands, seconds }: SearchProgress,
  limit: number | undefined,
  objective = "profit",
): string {
  const unit = UNITS[objective] ?? `of ${objective}`;
  const left = limit === undefined ? (seconds / calls) * (of - calls) : limit - seconds;
  const budget = limit === undefined ? `/${formatNumber(of)}` : "";
  return (
    `best ${formatNumber(units(best))} ${unit}, ${formatNumber(calls)}${budget} calls (${formatNumber(Math.round(calls / seconds))}/s), ` +
    `${formatNumber(states)} states, ${formatNumber(edges)} edges, island ${islands + 1}, ${formatSeconds(left)} left`
  );
}
