import { minOf } from "../core/many.ts";
import { InputError } from "../core/errors/errors.ts";
import { deviatingSpecies } from "../goals/index.ts";
import { verdictOf, type Verdict } from "../stats/estimate.ts";
import { clopperPearson } from "../stats/proportion.ts";
import { frozenTrial } from "./deviation-case.ts";
import type { Deviation } from "./equilibrium.ts";
import { marginOf, relativeMargin, type Limit } from "./limits.ts";
import { runsToDecide, runsToDecideMean } from "./runs-to-decide.ts";
import type { Failure } from "./sign-off.ts";
import type { SpecRow } from "./spec.ts";
import { NOMINAL } from "./conditions.ts";

/** Limits that a single run tells, and those on what a deviation would gain, which are searched for. */
export function partedLimits(limits: readonly Limit[]): { told: readonly Limit[]; searched: readonly Limit[] } {
  const isSearched = ({ measure }: Limit): boolean => deviatingSpecies(measure) !== undefined;
  return { told: limits.filter((limit) => !isSearched(limit)), searched: limits.filter(isSearched) };
}

/** Throws InputError DEVIATION_NOBODY where a goal speaks of a species that is empty or has no gene to deviate in. */
export function deviationRows(limits: readonly Limit[], found: readonly Deviation[]): SpecRow[] {
  return limits.map((limit) => {
    const species = deviatingSpecies(limit.measure);
    const deviation = found.find((one) => one.species === species);
    if (deviation) return deviationRow(limit, deviation);
    throw InputError.of("DEVIATION_NOBODY", { where: limit.text, found: `${species}, which has none` });
  });
}

/**
 * The line of a goal on a deviation: its measure is the greatest gain of any slot in any of the evolved populations, each
 * fresh seed a run. A goal over the mean is judged by the interval of that gain, over all slots together, one that states a share by the share of the seeds; one
 * over the worst is not met as soon as one seed fails. The population was frozen in the nominal world, the only corner.
 */
function deviationRow(limit: Limit, { gain, gains }: Deviation): SpecRow {
  const { confidence } = gain;
  const n = gains.length;
  const kept = gains.filter((one) => marginOf(limit, one) >= 0).length;
  const share = clopperPearson(kept, n, confidence);
  const { low, high, required } = limit;
  const bySeeds: Verdict = verdictOf(share, "at least", required);
  const byMean: Verdict =
    gain.low >= low && gain.high <= high ? "met" : gain.high < low || gain.low > high ? "not met" : "undecided";
  const verdict = limit.everyRun && kept < n ? "not met" : limit.statesShare ? bySeeds : byMean;
  const reason =
    limit.everyRun && kept < n
      ? "a seed fails, and the goal is stated over every run"
      : limit.statesShare
        ? `the best deviation found keeps it in ${kept} of ${n} fresh seeds`
        : `the best deviation found gains ${say(gain.low)} to ${say(gain.high)}`;
  const corner = {
    world: NOMINAL,
    value: gain.value,
    margin: marginOf(limit, gain.value),
    kept,
    n,
    verdict,
    wantsRuns: false,
  };
  return {
    goal: limit.text,
    measure: limit.measure,
    low,
    high,
    nominal: gain.value,
    margin: corner.margin,
    relativeMargin: relativeMargin(limit, gain.value),
    worst: corner,
    yield: { ...share, required, failures: n - kept, planned: n, saved: 0, interval: "fixed n" },
    corners: [corner],
    verdict,
    reason,
    ...(verdict === "undecided" && {
      runsToDecide: limit.statesShare ? runsToDecide(share, required, true) : runsToDecideMean(gain, limit),
    }),
  };
}

/** The worst seed of each goal that a deviation fails: the others are the same genome with other luck. */
export function deviationFailures(limits: readonly Limit[], found: readonly Deviation[]): Failure[] {
  return limits.flatMap((limit) => {
    const { species, slot, gains, seeds, frozen, genome, own } = found.find(
      (one) => one.species === deviatingSpecies(limit.measure),
    )!;
    const margins = gains.map((gain) => marginOf(limit, gain));
    const worst = margins.indexOf(minOf(margins));
    if (!(margins[worst]! < 0)) return [];
    const trial = frozenTrial(seeds[worst]!, frozen, species, genome, slot);
    const { text: goal, measure } = limit;
    return [{ goal, measure, world: NOMINAL, trial, value: gains[worst]!, deviation: { species, own, slot } }];
  });
}

const say = (value: number): string => String(Number(value.toPrecision(4)));
