import { log } from "../../core/math.ts";
import { normalCdf } from "../../core/normal.ts";
import { formatNumber } from "../../report/text.ts";
import { limitAt } from "../scenarios/barrier.ts";
import { limitsOf } from "../../verify/limits.ts";
import { rareFailure } from "../../verify/rare.ts";
import { CONFIDENCE, exactly, type Claim, type Scale, type Target } from "../target.ts";
import { benchOf } from "./verify-bench.ts";

/** Points of a level and repeats. */
const SIZES: Readonly<Record<Scale, readonly [number, number]>> = { quick: [100, 10], full: [200, 10] };
/** Normal quantiles of one in a thousand and one in a million. */
const BETAS = [3.0902323061678132, 4.753424308822899] as const;

export const verifyRare: Target = {
  id: "Rare",
  title: "Failures down to one in a million are measured without waiting for them",
  source: "the logarithm of a geometric Brownian motion is normal",
  scenario: "barrier",
  slow: "thousands of runs",
  async measure(evaluate, scale) {
    const [points, repeats] = SIZES[scale];
    const { scenario, bench } = await benchOf(evaluate, "barrier");
    const { environment, sizes } = scenario.base;
    const [goal] = limitsOf(scenario.goals, 0.9);
    const claims: Claim[] = [];
    for (const beta of BETAS) {
      const exact = normalCdf(-beta);
      const found = (await rareFailure(bench, {
        limits: [{ ...goal!, high: limitAt(beta) }],
        environment,
        blocks: sizes.blocks,
        seed: "1",
        points,
        repeats,
        confidence: CONFIDENCE,
      }))!;
      const { probability, evaluations, plainRuns } = found;
      const cost = `${formatNumber(evaluations)} runs, plain Monte Carlo ${formatNumber(plainRuns)}`;
      const interval = `${formatNumber(probability.value)} [${formatNumber(probability.low)}, ${formatNumber(probability.high)}]`;
      const holds = (p: number): Claim["measured"] =>
        exactly(Number(probability.low <= p && p <= probability.high), evaluations);
      claims.push({
        claim: `${formatNumber(exact)} lies in the 99 % interval of ${interval} (1); ${cost}`,
        prediction: 1,
        measured: holds(exact),
        tolerance: 0,
      });
      const decades = Math.abs(log(probability.value / exact)) / Math.LN10;
      claims.push({
        claim: `and the estimate within half a decade of it, its interval no wider than one (1); by ${found.method}, worth ${formatNumber(found.effective)} failures`,
        prediction: 1,
        measured: exactly(Number(decades < 0.5 && probability.high <= 10 * probability.low), evaluations),
        tolerance: 0,
      });
      if (exact < 1e-5)
        claims.push({
          claim: "control: so does a probability half a decade larger",
          prediction: 1,
          measured: holds(Math.sqrt(10) * exact),
          tolerance: 0,
          control: true,
        });
    }
    return claims;
  },
};
