import { maxOf, minOf } from "../core/many.ts";
import type { CmaState } from "./cma-state.ts";
import type { Evaluated } from "./strategy.ts";

/** Values of one generation that the stop rules look back on. */
interface Look {
  readonly best: Evaluated;
  readonly median: Evaluated;
}

/** Smallest gain worth going on for: of the objective itself, or of its first spread where that is below 1. */
const FLAT = 1e-12;
const SMALL_STEP = 1e-12;
const WORST_CONDITION = 1e14;

/**
 * Watches one run of CMA-ES for signs that going on is useless (Auger & Hansen 2005; Hansen 2009): then a restart pays
 * more. Names of the rules as in those papers.
 */
export class CmaStops {
  readonly #history: Look[] = [];
  #firstSpread = 0;

  /** @param ranked the generation just learnt from, best first; @returns the rule that tells to stop, or undefined */
  check(state: CmaState, ranked: readonly Evaluated[]): string | undefined {
    const { n, lambda, c1, cMu } = state.parameters;
    this.#history.push({ best: ranked[0]!, median: ranked[ranked.length >>> 1]! });
    const generation = this.#history.length;
    if (this.#firstSpread === 0) this.#firstSpread = rangeOf(ranked.filter(isFeasible).map(objectiveOf));
    const deviations = state.deviations;

    const horizon = 10 + Math.ceil((30 * n) / lambda);
    if (generation > horizon && this.#isFlat(this.#history.slice(-horizon).map(({ best }) => best)))
      return "TolFunHist";
    if (deviations.every((d, i) => d < SMALL_STEP && Math.abs(state.sigma * state.pathC[i]!) < SMALL_STEP))
      return "TolX";

    const widest = maxOf(state.axes);
    const narrowest = minOf(state.axes);
    if (!(widest * widest <= WORST_CONDITION * narrowest * narrowest)) return "ConditionCov";
    if (state.mean.every((m, i) => m + 0.2 * deviations[i]! === m)) return "NoEffectCoord";
    const axis = generation % n;
    const step = 0.1 * state.sigma * state.axes[axis]!;
    if (state.mean.every((m, i) => m + step * state.basis[i]![axis]! === m)) return "NoEffectAxis";

    if (generation >= 100 + (50 * (n + 3) ** 2) / Math.sqrt(lambda)) return "MaxIter";
    if (this.#stagnates(n, lambda)) return "Stagnation";
    // Neither learning rate can be 0, but a NaN would run for ever.
    return c1 + cMu > 0 && Number.isFinite(state.sigma) ? undefined : "NotFinite";
  }

  /** Whether all are equally good to within rounding: in violation, and when there is one in the objective. */
  #isFlat(points: readonly Evaluated[]): boolean {
    const violations = points.map(({ violation }) => violation);
    if (violations.some((violation) => violation !== violations[0])) return rangeOf(violations) < FLAT;
    return rangeOf(points.map(objectiveOf)) <= FLAT * Math.min(1, this.#firstSpread);
  }

  /** Neither the best nor the median of the latest 20 generations beats that of the earliest 20 in the window. */
  #stagnates(n: number, lambda: number): boolean {
    const min = Math.ceil(120 + (30 * n) / lambda);
    const window = this.#history.slice(-Math.min(20_000, Math.max(min, Math.floor(0.2 * this.#history.length))));
    if (window.length < min) return false;
    const gains = (part: (look: Look) => Evaluated) =>
      middle(window.slice(-20).map(part)) < middle(window.slice(0, 20).map(part));
    return !gains(({ best }) => best) && !gains(({ median }) => median);
  }
}

/** Median of merit as one number: infeasible points lie above every feasible one. */
function middle(points: readonly Evaluated[]): number {
  const values = points.map((point) => (isFeasible(point) ? objectiveOf(point) : Infinity));
  return values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))[values.length >>> 1]!;
}

function isFeasible({ violation }: Evaluated): boolean {
  return violation === 0;
}

function objectiveOf({ objectives }: Evaluated): number {
  return objectives[0] ?? 0;
}

function rangeOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : maxOf(values) - minOf(values);
}
