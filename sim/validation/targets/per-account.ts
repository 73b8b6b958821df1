import { bestIdentities } from "../../scenarios/per-account.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { EvaluationResult } from "../../evaluation/evaluation-job.ts";
import type { Evaluate, Scale, Target } from "../target.ts";

const [POOL, HONEST, COST] = [100, 10, 1];
/** Of those who share one pool. */
const ATTACKERS = 12;
/** Whole numbers only: 22 earn a little more than 21. */
const BEST = Math.round(bestIdentities(POOL, COST));
/** TARGETS: within one identity. */
const TOLERANCE = 1;
const SCALES = { quick: { generations: 60, seeds: 3 }, full: { generations: 150, seeds: 20 } } as const;

export const perAccount: Target = {
  id: "C3",
  title: "Per-account reward, Sybil count",
  source: "Douceur 2002 for the attack; the number of identities: derived",
  scenario: "per-account",
  decides: "policy",
  async measure(evaluate, scale) {
    const byAccount = await evolved(evaluate, scale, "account");
    const byWork = await evolved(evaluate, scale, "work");
    const among = await evolved(evaluate, scale, "account", "attackers");
    const identities = pooled(byAccount, "identities");
    const single = pooled(byWork, "identities");
    const profit = pooled(byAccount, "profit");
    return [
      {
        claim: "identities of an attacker: sqrt(RN/f) - N",
        prediction: BEST,
        measured: identities,
        tolerance: TOLERANCE,
      },
      {
        claim: "profit of the best attacker",
        prediction: profitOf(BEST),
        measured: profit,
        tolerance: profitOf(BEST) - profitOf(BEST + 1),
      },
      {
        claim: "twelve attackers in one pool: R/f accounts, each",
        prediction: POOL / COST / ATTACKERS,
        measured: pooled(among, "identities"),
        tolerance: TOLERANCE,
      },
      { claim: "paid by work: one identity", prediction: 1, measured: single, tolerance: TOLERANCE },
      {
        claim: "control: paid by work, identities do not pay",
        prediction: BEST,
        measured: single,
        tolerance: TOLERANCE,
        control: true,
      },
    ];
  },
};

const profitOf = (k: number): number => (POOL * k) / (HONEST + k) - COST * k;

function evolved(
  evaluate: Evaluate,
  scale: Scale,
  pay: string,
  rivals = "honest",
): Promise<readonly EvaluationResult[]> {
  const { generations, seeds: n } = SCALES[scale];
  return evaluate(
    seeds(n).map((seed) => ({ scenario: "per-account", engine: "fast", seed, generations, set: { pay, rivals } })),
  );
}

const pooled = (results: readonly EvaluationResult[], measure: string) =>
  meanInterval(
    results.map(({ measures }) => measures[measure]!),
    CONFIDENCE,
  );
