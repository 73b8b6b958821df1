import { ether } from "../../scenario/units.ts";
import type { EvaluationRequest, EvaluationResult } from "../../evaluation/evaluation-job.ts";
import { cycle, rates } from "../../scenarios/inspection.ts";
import { fitRingDown } from "../../stats/spectra/ring-down.ts";
import { exactly } from "../exact.ts";
import type { Claim, Target } from "../target.ts";

const CYCLES = 3;
const RATE_TOLERANCE = 0.02;
const PERIOD_TOLERANCE = 0.03;
/** Growth is told from none, and from that of a step twice as long. */
const GROWTH_TOLERANCE = 0.0003;
const stakes = (slash: number) => ({
  gain: ether(1),
  slash: ether(slash),
  bounty: ether(4),
  checkCost: ether(1),
});

export const inspection: Target = {
  id: "C11",
  title: "Slashing and inspection: the cycle and its averages",
  source: "Tsebelis 1989; Andreozzi 2002; Euler step of the replicator: derived",
  scenario: "inspection",
  decides: "policy",
  async measure(evaluate) {
    const request = (slash: number): EvaluationRequest => ({
      scenario: "inspection",
      engine: "fast",
      seed: "1",
      generations: Math.round(CYCLES * cycle(stakes(slash)).period),
      set: { slash: `${ether(slash)}wei`, offset: 0.004 },
      keep: ["series"],
    });
    const [base, harder] = (await evaluate([request(3), request(6)])) as [EvaluationResult, EvaluationResult];
    const average = (result: EvaluationResult, name: string): Claim["measured"] => {
      const series = result.series![name]!;
      return exactly(series.reduce((sum, value) => sum + value, 0) / series.length);
    };
    const { cheat, check } = rates(stakes(3));
    const { growth, period } = cycle(stakes(3));
    const ring = fitRingDown(base.series!.cheatRate!.map((rate) => rate - cheat));
    const rate = (claim: string, prediction: number, measured: Claim["measured"]): Claim => ({
      claim,
      prediction,
      measured,
      tolerance: RATE_TOLERANCE,
    });
    return [
      rate("cheat rate, mean of three cycles: C/B", cheat, average(base, "cheatRate")),
      rate("check rate: G/(G+S)", check, average(base, "checkRate")),
      {
        claim: "period, replicator steps",
        prediction: period,
        measured: exactly((2 * Math.PI) / ring.angle),
        tolerance: PERIOD_TOLERANCE * period,
      },
      {
        claim: "growth of the amplitude a step",
        prediction: growth,
        measured: exactly(ring.modulus),
        tolerance: GROWTH_TOLERANCE,
      },
      rate("cheat rate at twice the slash: the same", cheat, average(harder, "cheatRate")),
      rate("check rate at twice the slash: lower", rates(stakes(6)).check, average(harder, "checkRate")),
      { ...rate("control: twice the slash halves cheating", cheat / 2, average(harder, "cheatRate")), control: true },
    ];
  },
};
