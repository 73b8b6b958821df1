import { limitsOf } from "../../verify/limits.ts";
import { searchWorst } from "../../verify/worst.ts";
import { clopperPearson } from "../../stats/proportion.ts";
import { CONFIDENCE, exactly, type Claim, type Evaluate, type Scale, type Target } from "../target.ts";
import { benchOf } from "./verify-bench.ts";

const SEEDS: Readonly<Record<Scale, number>> = { quick: 1, full: 100 };
const BUDGET = 1000;
/** Share of the worlds in which it may be missed; one world shows nothing of a share, so the quick form asks whether it is found. */
const MISSED: Readonly<Record<Scale, number>> = { quick: 0, full: 0.2 };

export const verifyWorst: Target = {
  id: "Worst",
  title: "A failure planted on 1e-4 of a world and a strategy, with two decoys, is found by simulations",
  source: "by construction: margin sloping over 20 % of the range",
  scenario: "needle",
  decides: "formula",
  async measure(evaluate, scale) {
    const seeds = SEEDS[scale];
    const whole = await search(evaluate, seeds, BUDGET);
    const short = await search(evaluate, seeds, BUDGET / 20);
    const mean = whole.evaluations / seeds;
    const claim = (text: string, found: number): Claim => ({
      claim: text,
      prediction: 1,
      measured: scale === "full" ? clopperPearson(found, seeds, CONFIDENCE) : exactly(found, seeds),
      tolerance: MISSED[scale],
    });
    return [
      claim(`share of ${seeds} seeds found within ${BUDGET} simulations (${mean.toFixed(0)} in the mean)`, whole.found),
      { ...claim(`control: within ${BUDGET / 20}`, short.found), control: true },
    ];
  },
};

async function search(
  evaluate: Evaluate,
  seeds: number,
  budget: number,
): Promise<{ found: number; evaluations: number }> {
  const outcomes = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const { scenario, bench } = await benchOf(evaluate, "needle", { place: seed });
    const limits = limitsOf(scenario.goals, 0.9);
    outcomes.push((await searchWorst(bench, { scenario, limits, budget, seed: String(seed), strategies: true }))!);
  }
  return {
    found: outcomes.filter(({ failed }) => failed).length,
    evaluations: outcomes.reduce((sum, { evaluations }) => sum + evaluations, 0),
  };
}
