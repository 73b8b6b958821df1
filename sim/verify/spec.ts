import { mean } from "../stats/mean.ts";
import { clopperPearson } from "../stats/proportion.ts";
import { judge, type Estimate, type Verdict } from "../stats/estimate.ts";
import { decideYield } from "../stats/sequential-proportion.ts";
import type { Observation } from "./bench.ts";
import { keeps, marginOf, relativeMargin, valueIn, type Limit } from "./limits.ts";
import type { World } from "./worlds.ts";

/** A corner against one goal. */
export interface CornerVerdict {
  readonly world: World;
  /** Mean of the measure over its runs. */
  readonly value: number;
  readonly margin: number;
  readonly kept: number;
  readonly n: number;
  /** `met` here means: nothing speaks against it, the observed share suffices. */
  readonly verdict: Verdict;
}

/** A line of the spec sheet. */
export interface SpecRow {
  readonly goal: string;
  readonly measure: string;
  readonly low: number;
  readonly high: number;
  /** Mean of the measure over the nominal runs, and how far it is inside the limit, in the unit of the measure. */
  readonly nominal: number;
  readonly margin: number;
  /** Margin as a share of the limit. */
  readonly relativeMargin: number;
  readonly worst: CornerVerdict;
  readonly yield: Estimate & {
    readonly required: number;
    readonly failures: number;
    readonly planned: number;
    /** Planned runs that early stopping made unnecessary for this goal. */
    readonly saved: number;
    /** `fixed n`: Clopper-Pearson; `anytime`: valid at any stop. */
    readonly interval: "fixed n" | "anytime";
  };
  readonly corners: readonly CornerVerdict[];
  readonly verdict: Verdict;
  /** Why, in a few words. */
  readonly reason: string;
}

export interface YieldRule {
  readonly confidence: number;
  readonly planned: number;
  readonly fixed: boolean;
}

/** How the Monte Carlo runs stand against one goal, in their order. */
export function yieldOf(
  limit: Limit,
  runs: readonly Observation[],
  rule: YieldRule,
): SpecRow["yield"] & { verdict: Verdict } {
  const { confidence, planned } = rule;
  const outcomes = runs.map((run) => keeps(limit, run));
  const count = (n: number): number => outcomes.slice(0, n).filter((kept) => !kept).length;
  if (rule.fixed) {
    const n = outcomes.length;
    const estimate = clopperPearson(n - count(n), n, confidence);
    const verdict = n < planned ? "undecided" : judge(estimate, "at least", limit.required);
    return {
      ...estimate,
      required: limit.required,
      failures: count(n),
      planned,
      saved: 0,
      interval: "fixed n",
      verdict,
    };
  }
  const { verdict, n, saved, estimate } = decideYield(outcomes, { limit: limit.required, confidence, planned });
  return { ...estimate, required: limit.required, failures: count(n), planned, saved, interval: "anytime", verdict };
}

/** How the runs of a corner stand against one goal. */
export function cornerOf(limit: Limit, world: World, runs: readonly Observation[], confidence: number): CornerVerdict {
  const outcomes = runs.map((run) => keeps(limit, run));
  const kept = outcomes.filter(Boolean).length;
  const n = runs.length;
  const value = mean(runs.map((run) => valueIn(limit, run)));
  const decision = decideYield(outcomes, { limit: limit.required, confidence, planned: n }).verdict;
  const suffices = kept / n >= limit.required && !(limit.everyRun && kept < n);
  const verdict = decision === "not met" || (limit.everyRun && kept < n) ? "not met" : suffices ? "met" : "undecided";
  return { world, value, margin: marginOf(limit, value), kept, n, verdict };
}

/** Puts a goal's parts together. */
export function specRow(
  limit: Limit,
  nominal: readonly Observation[],
  corners: readonly CornerVerdict[],
  monteCarlo: readonly Observation[],
  rule: YieldRule,
): SpecRow {
  const { verdict: byYield, ...estimate } = yieldOf(limit, monteCarlo, rule);
  const value = mean(nominal.map((run) => valueIn(limit, run)));
  const worst = corners.reduce((a, b) =>
    b.kept / b.n < a.kept / a.n || (b.kept / b.n === a.kept / a.n && b.margin < a.margin) ? b : a,
  );
  const failing = corners.find((corner) => corner.verdict === "not met");
  const doubtful = corners.find((corner) => corner.verdict === "undecided");
  const once = limit.everyRun && monteCarlo.some((run) => !keeps(limit, run));
  const [verdict, reason]: [Verdict, string] = failing
    ? ["not met", `corner ${failing.world.name} keeps it in ${failing.kept} of ${failing.n} runs`]
    : once
      ? ["not met", `a run fails, and the goal is stated over every run`]
      : byYield === "not met"
        ? ["not met", `yield below ${limit.required}`]
        : doubtful
          ? [
              "undecided",
              `corner ${doubtful.world.name} keeps it in ${doubtful.kept} of ${doubtful.n} runs: more runs decide`,
            ]
          : byYield === "undecided"
            ? ["undecided", `the interval holds ${limit.required} at this n`]
            : ["met", `yield at least ${limit.required}, and every corner keeps it`];
  return {
    goal: limit.text,
    measure: limit.measure,
    low: limit.low,
    high: limit.high,
    nominal: value,
    margin: marginOf(limit, value),
    relativeMargin: relativeMargin(limit, value),
    worst,
    yield: estimate,
    corners,
    verdict,
    reason,
  };
}

/** Of several verdicts: not met if one is not, undecided if one is, else met. */
export function together(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes("not met") ? "not met" : verdicts.includes("undecided") ? "undecided" : "met";
}
