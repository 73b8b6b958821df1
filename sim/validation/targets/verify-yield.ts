import { Random } from "../../core/random.ts";
import { binomialDensity } from "../../stats/distributions.ts";
import { verdictOf } from "../../stats/estimate.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { anytimeProportion, decideYield } from "../../stats/sequential-proportion.ts";
import { CONFIDENCE, exactly, type Claim, type Target } from "../target.ts";

const REPETITIONS = 2000;
const COVERAGES = 10_000;
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
  measure() {
    let falsely = 0;
    let naively = 0;
    let saved = 0;
    for (let r = 0; r < REPETITIONS; r++) {
      const outcomes = tossed(r, "limit", PLANNED, LIMIT);
      if (decideYield(outcomes, { limit: LIMIT, planned: PLANNED }).verdict !== "undecided") falsely++;
      if (LOOKS.some((n) => verdictOf(clopperPearson(kept(outcomes, n), n), "at least", LIMIT) !== "undecided"))
        naively++;
      saved += decideYield(tossed(r, "good", PLANNED, 0.98), { limit: LIMIT, planned: PLANNED }).saved;
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
        claim: `share of ${PLANNED} runs that stopping early saves at a yield of 0.98`,
        prediction: 0.5,
        measured: exactly(saved / REPETITIONS / PLANNED, REPETITIONS),
        tolerance: 0.5,
      },
      ...[40, 200].flatMap((n) => coverage(n, 0.9)),
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

/** Clopper and Pearson's coverage of p, beside the exact sum over all outcomes that lead to an interval which covers. */
function coverage(n: number, p: number): Claim[] {
  const covers = Array.from({ length: n + 1 }, (_, k) => {
    const { low, high } = clopperPearson(k, n);
    return low <= p && p <= high;
  });
  const exact = covers.reduce((sum, yes, k) => sum + (yes ? binomialDensity(k, n, p) : 0), 0);
  let covered = 0;
  for (let r = 0; r < COVERAGES; r++) if (covers[kept(tossed(r, `coverage ${n}`, n, p), n)]) covered++;
  const share = exactly(covered / COVERAGES, COVERAGES);
  const error = (q: number): number => Math.sqrt((q * (1 - q)) / COVERAGES);
  return [
    {
      claim: `coverage of a 95 % interval, n = ${n}, against its binomial sum`,
      prediction: exact,
      measured: share,
      tolerance: 3 * error(exact),
    },
    {
      claim: `the same against the promise: 0.95 - 3 SE to 1`,
      prediction: 1,
      measured: share,
      tolerance: 0.05 + 3 * error(0.95),
    },
  ];
}

function tossed(seed: number, what: string, n: number, p: number): boolean[] {
  const random = Random.of(seed, "verify-yield", what);
  return Array.from({ length: n }, () => random.unit() < p);
}

const kept = (outcomes: readonly boolean[], n: number): number => outcomes.slice(0, n).filter(Boolean).length;
