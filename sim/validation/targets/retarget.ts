import type { EvaluationRequest, EvaluationResult } from "../../evaluation/evaluation-job.ts";
import { retargetBias } from "../../scenarios/retarget.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE } from "../target.ts";
import type { Claim, Scale, Target } from "../target.ts";

const WINDOW = 16;
const TOLERANCE = 0.005;
/** Windows of a batch. Their errors telescope, so batches of a run are as good as independent. */
const BATCH = 200;
const BATCHES: Readonly<Record<Scale, number>> = { quick: 100, full: 200 };

export const retarget: Target = {
  id: "C7",
  title: "Retarget bias at constant hash rate",
  source: "derived: mean of the reciprocal of a gamma variable",
  scenario: "retarget",
  decides: "contract",
  async measure(evaluate, scale) {
    const request = (set: EvaluationRequest["set"]): EvaluationRequest => ({
      scenario: "retarget",
      engine: "fast",
      seed: "1",
      blocks: BATCH,
      generations: BATCHES[scale] + 1,
      set: { window: WINDOW, ...set },
      keep: ["series"],
    });
    const [exact, late, regular] = (await evaluate([
      request({}),
      request({ offByOne: "yes" }),
      { ...request({ times: "regular" }), generations: 4 },
    ])) as [EvaluationResult, EvaluationResult, EvaluationResult];
    // The first batch begins at the equilibrium, where the difficulty is not yet biased.
    const interval = (result: EvaluationResult): Claim["measured"] =>
      meanInterval(result.series!.interval!.slice(1), CONFIDENCE);
    return [
      claim("mean interval, N = 16: N/(N-1)", retargetBias(WINDOW, false), interval(exact)),
      claim("with the off-by-one: N/(N-2)", retargetBias(WINDOW, true), interval(late)),
      {
        ...claim("control: the bias at regular solve times", retargetBias(WINDOW, false), interval(regular)),
        control: true,
      },
      {
        ...claim(
          "control: the exact rule with the bias of the off-by-one",
          retargetBias(WINDOW, true),
          interval(exact),
        ),
        control: true,
      },
    ];
  },
};

function claim(text: string, prediction: number, measured: Claim["measured"]): Claim {
  return { claim: text, prediction, measured, tolerance: TOLERANCE * prediction };
}
