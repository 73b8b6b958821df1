import { bestStay } from "../../scenarios/vesting.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Target } from "../target.ts";

/** Blocks: the evolved stay rounds to the predicted one. */
const TOLERANCE = 0.5;
const SCALES = { quick: { generations: 60, seeds: 3 }, full: { generations: 150, seeds: 20 } } as const;
const CASES = [
  { claim: "no cliff: leaves when a block costs more than it vests", cliff: 0, tiring: 0.105 },
  { claim: "cliff at 14 blocks: stays for the lump", cliff: 14, tiring: 0.105 },
  { claim: "cliff at 18 blocks, more tiring: leaves at once", cliff: 18, tiring: 0.12 },
] as const;

export const vesting: Target = {
  id: "vesting",
  title: "Vesting with a cliff",
  source: "marginal cost against what vests: derived",
  scenario: "vesting",
  decides: "policy",
  async measure(evaluate, scale) {
    const { generations, seeds: n } = SCALES[scale];
    const claims: Claim[] = [];
    for (const { claim, cliff, tiring } of CASES) {
      const results = await evaluate(
        seeds(n).map((seed) => ({ scenario: "vesting", engine: "fast", seed, generations, set: { cliff, tiring } })),
      );
      const measured = meanInterval(
        results.map(({ measures }) => measures.stay!),
        CONFIDENCE,
      );
      claims.push({ claim, prediction: bestStay(cliff, tiring), measured, tolerance: TOLERANCE });
    }
    const [steady, lump] = claims as [Claim, Claim];
    return [
      ...claims,
      {
        ...lump,
        claim: "control: with a cliff nobody leaves when he would without",
        prediction: steady.prediction,
        control: true,
      },
    ];
  },
};
