import { Random } from "../../core/random.ts";
import { binomialDensity } from "../../stats/distributions.ts";
import { verdictOf } from "../../stats/estimate.ts";
import { meanInterval } from "../../stats/mean.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { anytimeProportion, decideYield } from "../../stats/sequential-proportion.ts";
import { CONFIDENCE, exactly, type Claim, type Target } from "../target.ts";

const REPETITIONS = 2000;
const FALSE = 0.05;
const LIMIT = 0.9;
const PLANNED = 300;
/** Runs after which the naive verdict, an interval made for one look, is looked at again. */
const LOOKS = [20, 40, 60, 80, 100, 150, 200, 250, 300];

export const verifyYield: Target = {
  id: "Yield",
  title: "A yield is judged falsely in at most 5 % of the verifications, and its interval covers as it says",
  source: "Clopper, Pearson 1934; Ville's inequality for the beta-mixture martingale",
  scenario: "none: coins",
  decides: "formula",
  measure() {
    let falsely = 0;
    let naively = 0;
    const [saved, savedAtLimit]: [number[], number[]] = [[], []];
    for (let r = 0; r < REPETITIONS; r++) {
      const outcomes = tossed(r, "limit", PLANNED, LIMIT);
      if (decideYield(outcomes, { limit: LIMIT, planned: PLANNED }).verdict !== "undecided") falsely++;
      if (LOOKS.some((n) => verdictOf(clopperPearson(kept(outcomes, n), n), "at least", LIMIT) !== "undecided"))
        naively++;
      saved.push(savedShare(tossed(r, "good", PLANNED, 0.98)));
      savedAtLimit.push(savedShare(outcomes));
    }
    const claims: Claim[] = [
      {
        claim: `false verdicts of ${REPETITIONS}, the true yield at the limit ${LIMIT}`,
        prediction: 0,
        measured: clopperPearson(falsely, REPETITIONS, CONFIDENCE),
        tolerance: FALSE,
      },
      {
        claim: `control: the same with the interval of a fixed n, looked at ${LOOKS.length} times`,
        prediction: 0,
        measured: clopperPearson(naively, REPETITIONS, CONFIDENCE),
        tolerance: FALSE,
        control: true,
      },
      {
        claim: `share of ${PLANNED} runs that stopping early saves at a yield of 0.98: half or more`,
        prediction: 1,
        measured: meanInterval(saved, CONFIDENCE),
        tolerance: 0.5,
      },
      {
        claim: "control: it saves as much at the limit",
        prediction: 1,
        measured: meanInterval(savedAtLimit, CONFIDENCE),
        tolerance: 0.5,
        control: true,
      },
      ...[40, 200].map((n) => ({
        claim: `coverage of 0.9 by the 95 % interval, n = ${n}, summed over all outcomes: 0.95 or more`,
        prediction: 1,
        measured: exactly(
          coverage(n, 0.9, (k) => clopperPearson(k, n)),
          n,
        ),
        tolerance: 0.05,
      })),
      {
        claim: "control: the normal interval p ± 1.96 SE covers as well, n = 40",
        prediction: 1,
        measured: exactly(
          coverage(40, 0.9, (k) => wald(k, 40)),
          40,
        ),
        tolerance: 0.05,
        control: true,
      },
      {
        claim: "highest yield that 300 runs without failure show: below 1",
        prediction: 1,
        measured: exactly(anytimeProportion(PLANNED, PLANNED).low, PLANNED),
        tolerance: 0,
        control: true,
      },
    ];
    return Promise.resolve(claims);
  },
};

/** Probability of the outcomes of n trials whose interval holds p. */
function coverage(n: number, p: number, intervalOf: (k: number) => { low: number; high: number }): number {
  return Array.from({ length: n + 1 }, (_, k) => {
    const { low, high } = intervalOf(k);
    return low <= p && p <= high ? binomialDensity(k, n, p) : 0;
  }).reduce((sum, one) => sum + one, 0);
}

/** What is taught first, and holds for none of few. */
function wald(k: number, n: number): { low: number; high: number } {
  const p = k / n;
  const half = 1.959963984540054 * Math.sqrt((p * (1 - p)) / n);
  return { low: p - half, high: p + half };
}

function savedShare(outcomes: readonly boolean[]): number {
  return decideYield(outcomes, { limit: LIMIT, planned: PLANNED }).saved / PLANNED;
}

function tossed(seed: number, what: string, n: number, p: number): boolean[] {
  const random = Random.of(seed, "verify-yield", what);
  return Array.from({ length: n }, () => random.unit() < p);
}

const kept = (outcomes: readonly boolean[], n: number): number => outcomes.slice(0, n).filter(Boolean).length;
