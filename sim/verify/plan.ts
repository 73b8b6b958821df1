import { runsToShow } from "../stats/requirement.ts";
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
  /** Runs of a corner that are made at a time, and the most of one that does not show what is required. */
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
    runs: 120,
    replicates: 4,
    mostReplicates: 80,
    corners: 16,
    search: 60,
    trajectories: 4,
    rows: 32,
  },
  standard: {
    confidence: 0.95,
    runs: 300,
    replicates: 8,
    mostReplicates: 100,
    corners: 64,
    search: 300,
    trajectories: 8,
    rows: 128,
  },
  thorough: {
    confidence: 0.99,
    runs: 3000,
    replicates: 16,
    mostReplicates: 800,
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

/** Evolved populations in which deviations are searched, by effort. */
export const POPULATIONS: { readonly [E in Effort]: number } = { quick: 1, standard: 3, thorough: 5 };

export function planOf(effort: Effort, changes: Partial<Plan> = {}): Plan {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { effort, share: 0.9, fixed: false, ...EFFORTS[effort], ...Object.fromEntries(given) };
}

/** How the error of the whole verdict is shared, so that all goals together have the plan's confidence (Bonferroni). */
export interface SharedConfidence {
  /** Of the yield's interval and verdict. */
  readonly yield: number;
  /** That a corner met is met: the worst corner decides whether "met" is true, so each may have a goal's whole error. */
  readonly corner: number;
  /** Into how many parts that error is split before a corner is called not met, since any of them says so. */
  readonly parts: number;
}

export function sharedConfidence(plan: Plan, goals: number, corners: number): SharedConfidence {
  const each = (1 - plan.confidence) / Math.max(1, goals);
  return { yield: 1 - (corners === 0 ? each : each / 2), corner: 1 - each, parts: 2 * Math.max(1, corners) };
}

/** What a plan can show at best and what it costs, in a sentence. `required`: the greatest share that any goal requires. */
export function whatItBuys(plan: Plan, goals: number, corners: number, required: number): string {
  const confidence = sharedConfidence(plan, goals, corners);
  const best = anytimeProportion(plan.runs, plan.runs, confidence.yield).low;
  const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
  const shown = runsToShow(required, confidence.corner);
  const most = plan.mostReplicates;
  const perCorner =
    corners === 0
      ? ""
      : `; each of ${corners} corners takes ${shown} runs without a failure to show ${percent(required)}` +
        (shown > most ? `, more than the ${most} that are made` : `, at most ${most}`);
  return (
    `${plan.effort}: ${plan.runs} Monte Carlo runs at most${perCorner}; ` +
    `the whole verdict is false with probability at most ${percent(1 - plan.confidence)}; ` +
    `without a single failure it shows a yield of ${percent(best)}, and a failure rarer than ${percent(1 - best)} may stay unseen`
  );
}
