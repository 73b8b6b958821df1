import { maxOf, pushAll } from "../../core/many.ts";
import { log } from "../../core/math.ts";
import { normalCdf } from "../../core/normal.ts";
import type { EvaluationRequest, EvaluationResult } from "../../evaluation/evaluation-job.ts";
import { loadScenario } from "../../evaluation/load.ts";
import { formatNumber } from "../../report/text.ts";
import { BLOCKS, limitAt } from "../scenarios/barrier.ts";
import { units } from "../../scenario/units.ts";
import { limitsOf } from "../../verify/limits.ts";
import { rareFailure } from "../../verify/rare.ts";
import { CONFIDENCE, exactly, type Claim, type Evaluate, type Target } from "../target.ts";
import { benchOf } from "./verify-bench.ts";

/** Points of a level and repeats. */
const [POINTS, REPEATS] = [200, 10];
/** Worlds of the quick form that are lived on the chain. */
const LIVED = 100;
/** Normal quantiles of one in a thousand and one in a million. */
const BETAS = [3.0902323061678132, 4.753424308822899] as const;

export const verifyRare: Target = {
  id: "Rare",
  title: "Failures down to one in a million are measured without waiting for them",
  source: "the logarithm of a geometric Brownian motion is normal",
  scenario: "barrier",
  /** Quick: thousands of runs take minutes, so the walk alone answers for the chain, which lives a part of its worlds. */
  async measure(evaluate, scale) {
    if (scale === "full") return rareClaims(evaluate);
    const asked: EvaluationRequest[] = [];
    const claims = await rareClaims((requests) => {
      pushAll(asked, requests);
      return walked(requests);
    });
    const lived = Array.from({ length: LIVED }, (_, i) => asked[Math.floor((i * asked.length) / LIVED)]!);
    return [...claims, await sameOnChain(evaluate, lived)];
  },
};

async function rareClaims(evaluate: Evaluate): Promise<Claim[]> {
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
      points: POINTS,
      repeats: REPEATS,
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
}

/** What the oracle brings to the chain in each world, told by its walk alone. */
async function walked(requests: readonly EvaluationRequest[]): Promise<readonly EvaluationResult[]> {
  const { scenario } = await loadScenario(requests[0]!.scenario);
  return requests.map(({ seed, conditions }) => {
    const walk = scenario.base.environment!.start(seed, conditions!);
    let price = 0n;
    for (let block = 0; block < BLOCKS; block++) price = walk.next(block).price!;
    return { measures: { price: units(price) } } as unknown as EvaluationResult;
  });
}

async function sameOnChain(evaluate: Evaluate, requests: readonly EvaluationRequest[]): Promise<Claim> {
  const [told, lived] = [await walked(requests), await evaluate(requests)];
  const apart = told.map(({ measures }, i) => Math.abs(measures.price! - lived[i]!.measures.price!));
  return {
    claim: `the walk is what the chain lives: largest difference of ${requests.length} prices`,
    prediction: 0,
    measured: exactly(maxOf(apart), requests.length),
    tolerance: 0,
  };
}
