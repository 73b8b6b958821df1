import type { GoalStatement } from "../core/history.ts";
import type { Constraint } from "./goals.ts";
import { over, type Statistic } from "./statistics.ts";

/** The constraint that a stored statement is of; undefined for objectives. */
export function limitFrom({ measure, kind, bound, upper, statistic }: GoalStatement): Constraint | undefined {
  const taken = statisticFrom(statistic);
  if (!taken || bound === undefined) return undefined;
  if (kind === "atMost" || kind === "atLeast") return { kind, measure, bound, over: taken };
  return kind === "within" && upper !== undefined ? { kind, measure, low: bound, high: upper, over: taken } : undefined;
}

/** What `statisticText` wrote. */
function statisticFrom(text: string): Statistic | undefined {
  if (text === "mean") return over.mean();
  if (text === "worst") return over.worst();
  const [, kind, share] = /^(quantile|probability)\(([\d.e-]+)\)$/.exec(text) ?? [];
  if (kind === "quantile") return over.quantile(Number(share));
  return kind === "probability" ? over.probability(Number(share)) : undefined;
}
