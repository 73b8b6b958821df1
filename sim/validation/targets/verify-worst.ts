import { limitsOf } from "../../verify/limits.ts";
import { searchWorst } from "../../verify/worst.ts";
import { exactly, type Claim, type Evaluate, type Scale, type Target } from "../target.ts";
import { benchOf } from "./verify-bench.ts";

const SEEDS: Readonly<Record<Scale, number>> = { quick: 1, full: 40 };
const BUDGET = 1000;
/** Two of forty may be missed. */
const MISSED = 0.05;

export const verifyWorst: Target = {
  id: "Worst",
  title: "A failure planted on 1e-4 of a world and a strategy, with two decoys, is found by simulations",
  source: "by construction: margin sloping over 20 % of the range",
  scenario: "needle",
  async measure(evaluate, scale) {
    const seeds = SEEDS[scale];
    const found = await search(evaluate, seeds, BUDGET);
    const short = await search(evaluate, seeds, BUDGET / 20);
    const mean = found.evaluations / seeds;
    const claim = (text: string, share: number): Claim => ({
      claim: text,
      prediction: 1,
      measured: exactly(share, seeds),
      tolerance: MISSED,
    });
    return [
      claim(`share of ${seeds} seeds found within ${BUDGET} simulations (${mean.toFixed(0)} in the mean)`, found.share),
      { ...claim(`control: within ${BUDGET / 20}`, short.share), control: true },
    ];
  },
};

async function search(
  evaluate: Evaluate,
  seeds: number,
  budget: number,
): Promise<{ share: number; evaluations: number }> {
  const outcomes = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { scenario, bench } = await benchOf(evaluate, "needle", { place: seed });
    const limits = limitsOf(scenario.goals, 0.9);
    outcomes.push((await searchWorst(bench, { scenario, limits, budget, seed: String(seed), strategies: true }))!);
  }
  return {
    share: outcomes.filter(({ failed }) => failed).length / seeds,
    evaluations: outcomes.reduce((sum, { evaluations }) => sum + evaluations, 0),
  };
}
