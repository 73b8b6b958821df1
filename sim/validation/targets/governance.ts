import type { EvaluationResult } from "../../evaluation/evaluation-job.ts";
import { equilibrium } from "../../scenarios/governance.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Target } from "../target.ts";

const [WORKERS, COST_A, COST_B] = [16, 1, 0.8];
/** Of the work that theory predicts; the steps do not shrink, so the population is never quite at rest. */
const WORK_TOLERANCE = 0.02;
/** Of the share of workers; slips of activity alone make a half per cent. */
const SHARE_TOLERANCE = 0.03;
const SCALES = { quick: { generations: 160, seeds: 4 }, full: { generations: 400, seeds: 20 } } as const;

export const governance: Target = {
  id: "governance",
  title: "The objective is changed on chain in the middle of the run",
  source: "Dimitri 2017 for the contest; N matched in fours: derived; Holmstrom, Milgrom 1991 for the two activities",
  scenario: "governance",
  decides: "policy",
  async measure(evaluate, scale) {
    const { generations, seeds: n } = SCALES[scale];
    const run = (voteAt: number) =>
      evaluate(
        seeds(n).map((seed) => ({ scenario: "governance", engine: "fast", seed, generations, set: { voteAt } })),
      );
    const voted = await run(Math.round(0.375 * generations));
    const never = await run(1_000_000);
    const claim = (text: string, measure: string, prediction: number, tolerance: number): Claim => ({
      claim: text,
      prediction,
      measured: pooled(voted, measure),
      tolerance,
    });
    const [before, after] = [equilibrium(1, COST_A, WORKERS), equilibrium(1, COST_B, WORKERS)];
    return [
      claim("before the vote: share that does B", "shareBefore", 0, SHARE_TOLERANCE),
      claim("before the vote: work", "workBefore", before, WORK_TOLERANCE * before),
      claim("after the vote: share that does B", "share", 1, SHARE_TOLERANCE),
      claim("after the vote: work", "work", after, WORK_TOLERANCE * after),
      {
        claim: "control: without the vote nobody turns to B",
        prediction: 1,
        measured: pooled(never, "share"),
        tolerance: SHARE_TOLERANCE,
        control: true,
      },
    ];
  },
};

const pooled = (results: readonly EvaluationResult[], measure: string) =>
  meanInterval(
    results.map(({ measures }) => measures[measure]!),
    CONFIDENCE,
  );
