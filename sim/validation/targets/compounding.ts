import { shareVariance, simpleVariance } from "../../scenarios/compounding.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Target } from "../target.ts";

const REWARD = 5;
const CHAINS = 500;
/** The variance of chains is known to sqrt(2/chains): 30,000 of them for ±5 % at 99 %. */
const SCALES = { quick: { rewards: 30, seeds: 40 }, full: { rewards: 300, seeds: 80 } } as const;

export const compounding: Target = {
  id: "C5",
  title: "Proof-of-stake compounding",
  source: "Rosu, Saleh 2021",
  scenario: "compounding",
  decides: "contract",
  async measure(evaluate, scale) {
    const { rewards, seeds: n } = SCALES[scale];
    const results = await evaluate(
      seeds(n).map((seed) => ({ scenario: "compounding", engine: "fast", seed, set: { rewards } })),
    );
    const pooled = (measure: string) =>
      meanInterval(
        results.map(({ measures }) => measures[measure]!),
        CONFIDENCE,
      );
    const [share, variance] = [pooled("share"), pooled("shareVariance")];
    const prediction = shareVariance(REWARD, rewards);
    const simple = simpleVariance(REWARD, rewards);
    return [
      {
        claim: `mean share after ${rewards} rewards: s0/S0`,
        prediction: 0.2,
        measured: share,
        tolerance: 4 * Math.sqrt(prediction / (0.4 * n * CHAINS)),
      },
      {
        claim: `variance of the share after ${rewards} rewards`,
        prediction,
        measured: variance,
        tolerance: 0.05 * prediction,
      },
      {
        claim: "control: rewards that do not compound spread less",
        prediction: simple,
        measured: variance,
        tolerance: 0.05 * simple,
        control: true,
      },
    ];
  },
};
