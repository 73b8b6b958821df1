import { fixationProbability } from "../../scenarios/moran.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

const SEATS = 10;
const KEEPERS = 50;
/** Relative standard error on which the tolerance of 4 SE rests; in full, that of the trials asked for where it is less. */
const RELATIVE_ERROR = 0.02;
const MIN_TRIALS = 20_000;
/** Trials measured for each of those, so that the interval of 99 % fits into the tolerance. */
const OVER: Readonly<Record<Scale, number>> = { quick: 2, full: 3 };
const SEEDS: Readonly<Record<Scale, number>> = { quick: 4, full: 10 };

export const moran: Target = {
  id: "C4",
  title: "Moran fixation",
  source: "Moran 1958; Lieberman, Hauert, Nowak 2005",
  scenario: "moran",
  decides: "contract",
  async measure(evaluate, scale) {
    const claims: Claim[] = [];
    for (const r of scale === "full" ? [1, 1.1, 2] : [1.1, 2]) {
      const prediction = fixationProbability(r, SEATS);
      claims.push({ claim: `r = ${r}: fixation`, prediction, ...(await fixation(evaluate, scale, r, prediction)) });
    }
    const fit = claims.at(-1)!;
    claims.push({ ...fit, claim: "control: r = 2 is not neutral", prediction: 1 / SEATS, control: true });
    return claims;
  },
};

async function fixation(
  evaluate: Evaluate,
  scale: Scale,
  fitness: number,
  p: number,
): Promise<{ measured: Claim["measured"]; tolerance: number }> {
  const enough = (1 - p) / p / RELATIVE_ERROR ** 2;
  const trials = scale === "full" ? Math.max(MIN_TRIALS, enough) : enough;
  const blocks = Math.ceil((OVER[scale] * trials) / (KEEPERS * SEEDS[scale]));
  const results = await evaluate(
    seeds(SEEDS[scale]).map((seed) => ({
      scenario: "moran",
      engine: "fast",
      seed,
      blocks,
      generations: 1,
      set: { seats: SEATS, fitness },
    })),
  );
  const sum = (measure: string): number => results.reduce((total, { measures }) => total + measures[measure]!, 0);
  return {
    measured: clopperPearson(sum("fixations"), sum("trials"), CONFIDENCE),
    tolerance: 4 * Math.sqrt((p * (1 - p)) / trials),
  };
}
