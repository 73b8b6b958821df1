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
import { CONFIDENCE, exactly, seeds, type Claim, type Evaluate, type Target } from "../target.ts";
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
  decides: "formula",
  /** Quick: thousands of runs take minutes, so the walk alone answers for the chain, which lives a part of its worlds. */
  async measure(evaluate, scale) {
    if (scale === "full") return rareClaims(evaluate, seeds(3));
    const asked: EvaluationRequest[] = [];
    const claims = await rareClaims((requests) => {
      pushAll(asked, requests);
      return walked(requests);
    }, seeds(1));
    const lived = Array.from({ length: LIVED }, (_, i) => asked[Math.floor((i * asked.length) / LIVED)]!);
    return [...claims, await sameOnChain(evaluate, lived)];
  },
};

/** Decades: an estimate that far off, its interval included, would be right in the order of magnitude only. */
const HALF_A_DECADE = 0.5;

async function rareClaims(evaluate: Evaluate, names: readonly string[]): Promise<Claim[]> {
  const { scenario, bench } = await benchOf(evaluate, "barrier");
  const { environment, sizes } = scenario.base;
  const [goal] = limitsOf(scenario.goals, 0.9);
  const claims: Claim[] = [];
  for (const beta of BETAS) {
    const exact = log10(normalCdf(-beta));
    const chances = { prediction: exact, tolerance: HALF_A_DECADE };
    for (const seed of names) {
      const found = (await rareFailure(bench, {
        limits: [{ ...goal!, high: limitAt(beta) }],
        environment,
        blocks: sizes.blocks,
        seed,
        points: POINTS,
        repeats: REPEATS,
        confidence: CONFIDENCE,
      }))!;
      const { value, low, high } = found.probability;
      const measured = {
        value: log10(value),
        low: log10(low),
        high: log10(high),
        n: found.evaluations,
        confidence: CONFIDENCE,
      };
      const about = `${formatNumber(10 ** exact)}, log10, seed ${seed}; plain Monte Carlo needs ${formatNumber(found.plainRuns)} runs, ${found.method} is worth ${formatNumber(found.effective)} failures`;
      claims.push({ ...chances, claim: about, measured });
    }
  }
  const last = claims.at(-1)!;
  claims.push({
    ...last,
    claim: "control: so does a probability ten times larger",
    prediction: last.prediction + 1,
    control: true,
  });
  return claims;
}

const log10 = (value: number): number => log(value) / Math.LN10;

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
