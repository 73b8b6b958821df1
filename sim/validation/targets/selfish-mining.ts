import type { EvaluationRequest } from "../../evaluation/evaluation-job.ts";
import { selfishRevenue, threshold } from "../../scenarios/selfish-mining.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

const POINTS = [
  [0.3, 0],
  [1 / 3, 0],
  [0.4, 0],
  [0.3, 0.5],
] as const;
const GAMMAS = [0, 0.5];
const TOLERANCE = 0.008;
/** Selection must have flipped this far from the threshold. */
const ASIDE = 0.01;
const EVENTS = 1000;
/** Pools of one strategy in a run of ten blocks: 6e4 and 2e5 block events a seed. */
const POOLS: Readonly<Record<Scale, number>> = { quick: 6, full: 20 };
const SEEDS = 10;
/** Of a control in the quick form, which misses its prediction by more than ten tolerances. */
const QUICK_CONTROL_SEEDS = 4;
/** Points and thresholds of the quick form. */
const QUICK_POINTS = POINTS.slice(2);
const QUICK_GAMMAS = GAMMAS.slice(0, 1);
const BLOCKS = 10;

export const selfishMining: Target = {
  id: "C6",
  title: "Selfish mining: revenue and threshold",
  source: "Eyal, Sirer 2014; Grunspan, Perez-Marco 2018",
  scenario: "selfish-mining",
  decides: "contract",
  async measure(evaluate, scale) {
    return [...(await revenues(evaluate, scale)), ...(await selection(evaluate, scale))];
  },
};

async function revenues(evaluate: Evaluate, scale: Scale): Promise<Claim[]> {
  const measure = async (measured: "revenue" | "perEvent", set: EvaluationRequest["set"], count = SEEDS) => {
    const results = await evaluate(
      seeds(count).map((seed): EvaluationRequest => ({
        scenario: "selfish-mining",
        engine: "fast",
        seed,
        agents: POOLS[scale],
        blocks: 1,
        generations: BLOCKS,
        set: { events: EVENTS, ...set },
        conditions: { genomes: { pool: [[1]] } },
        keep: ["series"],
      })),
    );
    // The last generation's totals are of all events.
    return meanInterval(
      results.map(({ series }) => series![measured]!.at(-1)!),
      CONFIDENCE,
    );
  };
  const claims: Claim[] = [];
  for (const [alpha, gamma] of scale === "quick" ? QUICK_POINTS : POINTS) {
    claims.push({
      claim: `revenue of a selfish pool, alpha = ${alpha.toFixed(3)}, gamma = ${gamma}`,
      prediction: selfishRevenue(alpha, gamma),
      measured: await measure("revenue", { alpha, gamma }),
      tolerance: TOLERANCE,
    });
  }
  claims.push({
    claim: "control: at constant difficulty it earns that too, alpha = 0.4",
    prediction: selfishRevenue(0.4, 0),
    measured: await measure(
      "perEvent",
      { alpha: 0.4, gamma: 0, epochBlocks: 0 },
      scale === "quick" ? QUICK_CONTROL_SEEDS : SEEDS,
    ),
    tolerance: TOLERANCE,
    control: true,
  });
  return claims;
}

async function selection(evaluate: Evaluate, scale: Scale): Promise<Claim[]> {
  const majority = async (set: EvaluationRequest["set"]) => {
    const results = await evaluate(
      seeds(5).map((seed): EvaluationRequest => ({
        scenario: "selfish-mining",
        engine: "fast",
        seed,
        ...(scale === "quick" && { agents: 24 }),
        blocks: scale === "quick" ? 2 : 4,
        generations: scale === "quick" ? 12 : 40,
        set: { events: EVENTS, ...set },
      })),
    );
    return meanInterval(
      results.map(({ measures }) => measures.selfish!),
      CONFIDENCE,
    );
  };
  const claims: Claim[] = [];
  for (const gamma of scale === "quick" ? QUICK_GAMMAS : GAMMAS) {
    for (const side of [-ASIDE, ASIDE]) {
      claims.push({
        claim: `share of selfish pools at the threshold ${side < 0 ? "-" : "+"} ${ASIDE}, gamma = ${gamma}`,
        prediction: side < 0 ? 0 : 1,
        measured: await majority({ alpha: threshold(gamma) + side, gamma }),
        tolerance: 0.5,
        decides: "policy",
      });
    }
  }
  claims.push({
    claim: "control: withholding evolves at constant difficulty, alpha = 0.4",
    prediction: 1,
    measured: await majority({ alpha: 0.4, gamma: 0, epochBlocks: 0 }),
    tolerance: 0.5,
    decides: "policy",
    control: true,
  });
  return claims;
}
