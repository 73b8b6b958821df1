import { anytimeProportion } from "../stats/sequential-proportion.ts";

/** From the least to the greatest. */
export const EFFORT_NAMES = ["quick", "standard", "thorough"] as const;
export type Effort = (typeof EFFORT_NAMES)[number];

/** How much is run, and what it is worth. All of it decides results, none of it depends on workers. */
export interface Plan {
  readonly effort: Effort;
  /** Of the whole verdict. */
  readonly confidence: number;
  /** Share of runs that must keep a goal that states no share of its own. */
  readonly share: number;
  /** Monte Carlo runs at most. */
  readonly runs: number;
  /** Runs of every corner, and the most for a corner that a failure has put in doubt. */
  readonly replicates: number;
  readonly mostReplicates: number;
  /** Most corners of a full factorial; beyond it pairs are covered. */
  readonly corners: number;
  /** Evaluations of the worst-case search, trajectories of the screening, rows of the Sobol indices. */
  readonly search: number;
  readonly trajectories: number;
  readonly rows: number;
  /** Never stop early: every planned run is made, and the interval is the exact one for a fixed n. */
  readonly fixed: boolean;
}

const EFFORTS: { readonly [E in Effort]: Omit<Plan, "effort" | "share" | "fixed"> } = {
  quick: {
    confidence: 0.9,
    runs: 80,
    replicates: 2,
    mostReplicates: 8,
    corners: 16,
    search: 60,
    trajectories: 4,
    rows: 32,
  },
  standard: {
    confidence: 0.95,
    runs: 300,
    replicates: 4,
    mostReplicates: 32,
    corners: 64,
    search: 300,
    trajectories: 8,
    rows: 128,
  },
  thorough: {
    confidence: 0.99,
    runs: 3000,
    replicates: 16,
    mostReplicates: 200,
    corners: 256,
    search: 1000,
    trajectories: 30,
    rows: 1024,
  },
};

/** Seeds of a deviation's search and of its measurement, by effort. */
export const DEVIATION_SEEDS: { readonly [E in Effort]: readonly [search: number, fresh: number] } = {
  quick: [2, 6],
  standard: [4, 16],
  thorough: [16, 64],
};

export function planOf(effort: Effort, changes: Partial<Plan> = {}): Plan {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { effort, share: 0.9, fixed: false, ...EFFORTS[effort], ...Object.fromEntries(given) };
}

/** Confidence of each of the goals' verdicts, so that all of them together have the plan's (Bonferroni). */
export function confidencePerGoal(plan: Plan, goals: number, corners: number): { yield: number; corner: number } {
  const each = (1 - plan.confidence) / Math.max(1, goals);
  if (corners === 0) return { yield: 1 - each, corner: 1 - each };
  return { yield: 1 - each / 2, corner: 1 - each / 2 / corners };
}

/** What a plan can show at best, in a sentence. */
export function whatItBuys(plan: Plan, goals: number, corners: number): string {
  const { yield: confidence } = confidencePerGoal(plan, goals, corners);
  const best = anytimeProportion(plan.runs, plan.runs, confidence).low;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return (
    `${plan.effort}: ${plan.runs} Monte Carlo runs at most, ${plan.replicates} to ${plan.mostReplicates} in each corner; ` +
    `the whole verdict is false with probability at most ${percent(1 - plan.confidence)}; ` +
    `without a single failure it shows a yield of ${percent(best)}, and a failure rarer than ${percent(1 - best)} may stay unseen`
  );
}
