import { maxOf } from "../core/many.ts";
import { mean } from "../stats/mean.ts";
import { clopperPearson } from "../stats/proportion.ts";
import { verdictOf, type Estimate, type Verdict } from "../stats/estimate.ts";
import { decideRequirement } from "../stats/requirement.ts";
import { decideYield } from "../stats/sequential-proportion.ts";
import type { Observation } from "./runner.ts";
import { isSure, marginOf, relativeMargin, valueIn, type Limit, type Stander, type Standing } from "./limits.ts";
import { cornerRunsToDecide, runsToDecide } from "./runs-to-decide.ts";
import type { SharedConfidence } from "./plan.ts";
import type { World } from "./conditions.ts";

/** A corner against one goal. */
export interface CornerVerdict {
  readonly world: World;
  /** Mean of the measure over its runs. */
  readonly value: number;
  readonly margin: number;
  readonly kept: number;
  readonly n: number;
  /** `met`: the required share is shown, `not met`: too small a share is, by a rule that holds whenever the runs stop. */
  readonly verdict: Verdict;
  /** Whether more runs of it may decide: not where all that is missing are runs that show something. */
  readonly wantsRuns: boolean;
  /** Runs of those kept that show nothing, because attackers were idle or the margin is rounding. */
  readonly open?: number;
  /** Where more runs of the corner decide: how many in all, if its share stays what it is. */
  readonly runsToDecide?: number;
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
  /** What attackers left untried, where that is why nothing is decided. */
  readonly untested?: readonly string[];
  /** Where the yield is undecided: how many Monte Carlo runs would decide if what was seen so far goes on; Infinity for none. */
  readonly runsToDecide?: number;
  /** Where corners are in doubt: how many runs of each would decide all of them. */
  readonly cornerRunsToDecide?: number;
}

export interface YieldRule {
  readonly confidence: number;
  readonly planned: number;
  readonly fixed: boolean;
}

/** A yield, its verdict, and that verdict if all runs of which nothing is known kept the goal. */
type Judged = SpecRow["yield"] & { readonly verdict: Verdict; readonly atBest: Verdict; readonly sure: number };

/**
 * How the Monte Carlo runs stand against one goal, in their order. It is met where it is though runs that show nothing are
 * failures, and not met where it is not though they are none.
 */
export function yieldOf(limit: Limit, runs: readonly Observation[], rule: YieldRule, stand: Stander): Judged {
  const standing = runs.map((run) => stand(limit, run));
  const sure = standing.map(isSure);
  const best = yieldBy(
    limit,
    standing.map(({ kept }) => kept),
    rule,
  );
  const worst = sure.every((one, i) => one === standing[i]!.kept) ? best : yieldBy(limit, sure, rule);
  const verdict = best.verdict === "not met" ? "not met" : worst.verdict === "met" ? "met" : "undecided";
  return { ...best, verdict, atBest: best.verdict, sure: sure.filter(Boolean).length };
}

/** Whether more runs may decide: not where all that is missing are runs that show something. */
export function isOpen(limit: Limit, runs: readonly Observation[], rule: YieldRule, stand: Stander): boolean {
  const { verdict, atBest, sure } = yieldOf(limit, runs, rule, stand);
  return verdict === "undecided" && (atBest === "undecided" || sure / runs.length >= limit.required);
}

function yieldBy(
  limit: Limit,
  outcomes: readonly boolean[],
  rule: YieldRule,
): SpecRow["yield"] & { readonly verdict: Verdict } {
  const { confidence, planned } = rule;
  const count = (n: number): number => outcomes.slice(0, n).filter((kept) => !kept).length;
  if (rule.fixed) {
    const n = outcomes.length;
    const estimate = clopperPearson(n - count(n), n, confidence);
    const verdict = n < planned ? "undecided" : verdictOf(estimate, "at least", limit.required);
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

/**
 * How the runs of a corner stand against one goal. Met where it is though runs that show nothing are failures, not met
 * where it is not though they are none; a goal over every run is not met as soon as one fails.
 */
export function cornerOf(
  limit: Limit,
  world: World,
  runs: readonly Observation[],
  { corner: confidence, parts }: Pick<SharedConfidence, "corner" | "parts">,
  stand: Stander,
): CornerVerdict {
  const standing = runs.map((run) => stand(limit, run));
  const rule = { limit: limit.required, confidence, parts };
  const verdictBy = (outcomes: readonly boolean[]): Verdict =>
    limit.everyRun && outcomes.includes(false) ? "not met" : decideRequirement([outcomes], rule).verdict;
  const sure = standing.filter(isSure).length;
  const kept = standing.filter((one) => one.kept).length;
  const n = runs.length;
  const atBest = verdictBy(standing.map((one) => one.kept));
  const atWorst = sure === kept ? atBest : verdictBy(standing.map(isSure));
  const verdict = atBest === "not met" ? "not met" : atWorst === "met" ? "met" : "undecided";
  const wantsRuns = verdict === "undecided" && atBest === "undecided" && atWorst !== "not met";
  const value = mean(runs.map((run) => valueIn(limit, run)));
  return {
    world,
    value,
    margin: marginOf(limit, value),
    kept,
    n,
    verdict,
    wantsRuns,
    ...(sure < kept && { open: kept - sure }),
    ...(wantsRuns && { runsToDecide: cornerRunsToDecide(kept, n, rule) }),
  };
}

/** Puts a goal's parts together. */
export function specRow(
  limit: Limit,
  nominal: readonly Observation[],
  corners: readonly CornerVerdict[],
  monteCarlo: readonly Observation[],
  rule: YieldRule,
  stand: Stander,
): SpecRow {
  const { verdict: byYield, atBest, sure, ...estimate } = yieldOf(limit, monteCarlo, rule, stand);
  const shortfall = nothingShown([...nominal, ...monteCarlo].map((run) => stand(limit, run)));
  const value = mean(nominal.map((run) => valueIn(limit, run)));
  const worst = corners.reduce((a, b) =>
    b.kept / b.n < a.kept / a.n || (b.kept / b.n === a.kept / a.n && b.margin < a.margin) ? b : a,
  );
  const failing = corners.find((corner) => corner.verdict === "not met");
  const doubtful = corners
    .filter((corner) => corner.verdict === "undecided")
    .reduce<CornerVerdict | undefined>((a, b) => (a && a.kept / a.n <= b.kept / b.n ? a : b), undefined);
  const inDoubt = corners.flatMap(({ runsToDecide: runs }) => runs ?? []);
  const once = limit.everyRun && monteCarlo.some((run) => !stand(limit, run).kept);
  const [verdict, reason]: [Verdict, string] = failing
    ? ["not met", `corner ${failing.world.name} keeps it in ${failing.kept} of ${failing.n} runs`]
    : once
      ? ["not met", `a run fails, and the goal is stated over every run`]
      : byYield === "not met"
        ? ["not met", `yield below ${limit.required}`]
        : shortfall &&
            (doubtful?.open !== undefined ||
              isNotShown(byYield, atBest, sure / monteCarlo.length, estimate.value, limit.required))
          ? ["undecided", shortfall.reason]
          : doubtful
            ? [
                "undecided",
                `not shown in corner ${doubtful.world.name}, which keeps it in ${doubtful.kept} of ${doubtful.n} runs`,
              ]
            : byYield === "undecided"
              ? ["undecided", `the interval holds ${limit.required} at this n`]
              : [
                  "met",
                  `shown in at least ${limit.required} of the runs${corners.length > 1 ? ", of every corner too" : ""}`,
                ];
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
    ...(shortfall && reason === shortfall.reason && shortfall.untested.length > 0 && { untested: shortfall.untested }),
    ...(verdict === "undecided" &&
      reason !== shortfall?.reason && {
        ...(byYield === "undecided" && { runsToDecide: runsToDecide(estimate, limit.required, rule.fixed) }),
        ...(inDoubt.length > 0 && { cornerRunsToDecide: maxOf(inDoubt) }),
      }),
  };
}

/** Whether what is missing are runs that show something, and not runs. */
function isNotShown(verdict: Verdict, atBest: Verdict, sure: number, kept: number, required: number): boolean {
  return verdict === "undecided" && (atBest === "met" || (sure < required && kept >= required));
}

/** Why runs that keep a goal show nothing; undefined where all of them show something. */
function nothingShown(
  standing: readonly Standing[],
): { readonly reason: string; readonly untested: readonly string[] } | undefined {
  const untested = [...new Set(standing.flatMap((one) => one.untested))];
  const idle = standing.filter((one) => one.untested.length > 0).length;
  if (idle > 0) return { reason: `untested in ${idle} of ${standing.length} runs: ${untested[0]}`, untested };
  const near = standing.filter(({ resolution }) => resolution > 0);
  if (near.length === 0) return undefined;
  const max = maxOf(near.map(({ resolution }) => resolution));
  return {
    reason: `within numerical resolution (${max.toPrecision(2)}) of its limit in ${near.length} of ${standing.length} runs`,
    untested: [],
  };
}

/** Of several verdicts: not met if one is not, undecided if one is, else met. */
export function together(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes("not met") ? "not met" : verdicts.includes("undecided") ? "undecided" : "met";
}
