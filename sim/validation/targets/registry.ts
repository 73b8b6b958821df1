import { indifference } from "../../scenarios/registry.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Target } from "../target.ts";

const WINNER = 0.5;
/** Distance from the indifferent chance at which selection must have decided. */
const ASIDE = 0.1;
/** A majority decides. */
const TOLERANCE = 0.5;

export const registry: Target = {
  id: "registry",
  title: "Token-curated registry: when a challenge pays",
  source: "Goldin 2017; expected value of a challenge: derived",
  scenario: "registry",
  decides: "policy",
  async measure(evaluate, scale) {
    const challenging = async (chance: number): Promise<Claim["measured"]> => {
      const results = await evaluate(
        seeds(scale === "quick" ? 4 : 10).map((seed) => ({
          scenario: "registry",
          engine: "fast",
          seed,
          generations: scale === "quick" ? 24 : 60,
          set: { winner: WINNER, chance },
        })),
      );
      return meanInterval(
        results.map(({ measures }) => measures.challenging!),
        CONFIDENCE,
      );
    };
    const even = indifference(WINNER);
    const below = await challenging(even - ASIDE);
    return [
      { claim: "challengers at 1/(1+w) - 0.1", prediction: 0, measured: below, tolerance: TOLERANCE },
      {
        claim: "challengers at 1/(1+w) + 0.1",
        prediction: 1,
        measured: await challenging(even + ASIDE),
        tolerance: TOLERANCE,
      },
      {
        claim: `control: a chance of ${(even - ASIDE).toFixed(2)}, above one in two, is enough`,
        prediction: 1,
        measured: below,
        tolerance: TOLERANCE,
        control: true,
      },
    ];
  },
};
