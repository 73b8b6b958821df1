import { maxOf, minOf } from "../../core/many.ts";
import { cos } from "../../core/math.ts";
import type { EvaluationRequest, EvaluationResult } from "../../evaluation/evaluation-job.ts";
import { FULLNESS } from "../../scenarios/fee-market.ts";
import { meanInterval } from "../../stats/mean.ts";
import { fitRingDown } from "../../stats/spectra/ring-down.ts";
import { exactly } from "../exact.ts";
import { CONFIDENCE } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

const VALUATION = 1e12;
const DELAYS = [0, 1, 2];
/** Elasticities just below and above the threshold, between which growth is interpolated to 1. */
const ASIDE = [0.98, 1.02];
/** Thresholds are exact; what is left is the curvature between the two. */
const THRESHOLD_TOLERANCE = 0.01;

export const feeMarket: Target = {
  id: "C9",
  title: "EIP-1559: mean fullness at one valuation, and delayed demand",
  source: "Leonardos et al. 2023",
  scenario: "fee-market",
  decides: "contract and policy",
  async measure(evaluate, scale) {
    return [...(await oneValuation(evaluate, scale)), ...(await delays(evaluate))];
  },
};

const user = (set: EvaluationRequest["set"], blocks: number, generations: number): EvaluationRequest => ({
  scenario: "fee-market",
  engine: "fast",
  seed: "1",
  agents: 1,
  blocks,
  generations,
  set: { share: 1, ...set },
  conditions: { genomes: { user: [[1]] } },
  keep: ["series"],
});

async function oneValuation(evaluate: Evaluate, scale: Scale): Promise<Claim[]> {
  const [blocks, generations] = scale === "quick" ? [1000, 12] : [10_000, 20];
  const [cycling, elastic] = (await evaluate([
    user({}, blocks, generations),
    user({ elasticity: 4, start: 1.05 }, 200, 5),
  ])) as [EvaluationResult, EvaluationResult];
  // Successive pieces of one orbit are the observations: it is quasi-periodic, so pieces hardly depend on each other.
  const fullness = meanInterval(
    cycling.series!.fullBlocks!.map((full) => full / blocks),
    CONFIDENCE,
  );
  const elasticFullness = meanInterval(
    elastic.series!.fullBlocks!.slice(1).map((full) => full / 200),
    CONFIDENCE,
  );
  return [
    { claim: "one valuation: mean fullness", prediction: FULLNESS, measured: fullness, tolerance: 0.001 },
    {
      claim: "one valuation: highest fee / v",
      prediction: 1.125,
      measured: exactly(maxOf(cycling.series!.most!) / VALUATION),
      tolerance: 0.001,
    },
    {
      claim: "one valuation: lowest fee / v",
      prediction: 0.875,
      measured: exactly(minOf(cycling.series!.least!) / VALUATION),
      tolerance: 0.001,
    },
    {
      claim: "control: elastic demand fills blocks as one valuation does",
      prediction: FULLNESS,
      measured: elasticFullness,
      tolerance: 0.001,
      control: true,
    },
  ];
}

async function delays(evaluate: Evaluate): Promise<Claim[]> {
  const elasticities = DELAYS.flatMap((delay) => ASIDE.map((aside) => aside * threshold(delay)));
  const kicked = (start: number): EvaluationRequest[] =>
    elasticities.map((elasticity, i) => user({ elasticity, delay: DELAYS[Math.floor(i / 2)]!, start }, 1, 60));
  const results = await evaluate([...kicked(1.0001), ...kicked(0.9999), user({}, 1, 60)]);
  const fees = results.map(({ series }) => series!.fee!.map((fee) => fee / VALUATION));
  // Even terms of the demand curve cancel in the difference, so that what is left is linear.
  const fits = elasticities.map((_, i) => {
    const series = fees[i]!.map((up, t) => up - fees[elasticities.length + i]![t]!);
    return DELAYS[Math.floor(i / 2)] === 0 ? onlyPole(series) : fitRingDown(series);
  });
  const claims = DELAYS.flatMap((delay, i): Claim[] => {
    const [below, above] = [fits[2 * i]!, fits[2 * i + 1]!];
    const at = (1 - below.modulus) / (above.modulus - below.modulus);
    const measured = threshold(delay) * (ASIDE[0]! + at * (ASIDE[1]! - ASIDE[0]!));
    const period = (4 * Math.PI) / (below.angle + above.angle);
    return [
      {
        claim: `fee seen ${delay} blocks late: stable up to elasticity`,
        prediction: threshold(delay),
        measured: exactly(measured),
        tolerance: THRESHOLD_TOLERANCE * threshold(delay),
      },
      {
        claim: `fee seen ${delay} blocks late: period at onset`,
        prediction: 4 * delay + 2,
        measured: exactly(period),
        tolerance: THRESHOLD_TOLERANCE * (4 * delay + 2),
      },
    ];
  });
  const steps = fees
    .at(-1)!
    .slice(1)
    .map((fee, i) => Math.abs(fee / fees.at(-1)![i]! - 1));
  claims.push({
    claim: "largest step of the fee",
    prediction: 0.125,
    measured: exactly(maxOf(steps)),
    tolerance: 1e-6,
  });
  const late = claims[2]!;
  claims.push({
    claim: "control: one block late is as stable as none",
    prediction: threshold(0),
    measured: late.measured,
    tolerance: THRESHOLD_TOLERANCE * threshold(0),
    control: true,
  });
  return claims;
}

/** Without delay there is one pole: of the two that a ring-down is fitted with, the other would be that of rounding. */
function onlyPole(series: readonly number[]): { readonly modulus: number; readonly angle: number } {
  const products = (lag: number): number =>
    series.slice(1).reduce((sum, x, t) => sum + series[t]! * (lag ? x : series[t]!), 0);
  const pole = products(1) / products(0);
  return { modulus: Math.abs(pole), angle: pole < 0 ? Math.PI : 0 };
}

/** Elasticity below which the fee comes to rest: 16 cos(k pi / (2k + 1)). */
function threshold(delay: number): number {
  return 16 * cos((delay * Math.PI) / (2 * delay + 1));
}
