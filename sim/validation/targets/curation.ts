import type { EvaluationResult } from "../../evaluation/evaluation-job.ts";
import { sandwichShares } from "../../scenarios/curation.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Target } from "../target.ts";

const [SLOPE, TIP] = [1, 16];
/** In 1/10,000: one that a sandwich is worth, and one above y / (m h^2) = 16 %. */
const [LOW, HIGH] = [200, 2000];
const TOLERANCE = 0.01;
/** Shares that are as good as none. */
const NONE = 0.1;
const SCALES = { quick: { generations: 60, seeds: 4 }, full: { generations: 150, seeds: 20 } } as const;

export const curation: Target = {
  id: "curation",
  title: "Sandwiched tips on a bonding curve",
  source: "de la Rouviere 2017 for the market; the sandwich: derived",
  scenario: "curation",
  decides: "policy",
  async measure(evaluate, scale) {
    const { generations, seeds: n } = SCALES[scale];
    const taken = async (exitFee: number): Promise<Claim["measured"]> => {
      const results = await evaluate(
        seeds(n).map((seed) => ({ scenario: "curation", engine: "fast", seed, generations, set: { exitFee } })),
      );
      return meanInterval(
        results.map(({ measures }: EvaluationResult) => measures.taken!),
        CONFIDENCE,
      );
    };
    const [low, high] = [await taken(LOW), await taken(HIGH)];
    const prediction = sandwichShares(SLOPE, LOW / 10_000, TIP);
    const tolerance = TOLERANCE * prediction;
    return [
      { claim: "exit fee 2 %: shares bought for a tip", prediction, measured: low, tolerance },
      { claim: "exit fee 20 %: none", prediction: 0, measured: high, tolerance: NONE },
      { claim: "control: the higher fee is not for nothing", prediction, measured: high, tolerance, control: true },
    ];
  },
};
