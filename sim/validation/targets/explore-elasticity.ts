import { log } from "../../core/math.ts";
import type { EvaluationRequest } from "../../evaluation/evaluation-job.ts";
import { meanInterval } from "../../stats/mean.ts";
import { leastSquaresSlope } from "../slope.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Target } from "../target.ts";

/** Five settings over a 30-fold range about 1, even in the logarithm. */
const SETTINGS = [-2, -1, 0, 1, 2].map((k) => 30 ** (k / 4));
/** Bounds of the contest's gene. */
const [MIN, MAX] = [0.002, 20];

export const exploreElasticity: Target = {
  id: "explore-elasticity",
  title: "What a contest's parameters do: work goes with the prize and against its cost, in proportion",
  source: "x* = (R/c)((n-1)/n^2) N/(N-1): elasticity +1 to the prize and -1 to the unit cost",
  scenario: "contest",
  decides: "policy",
  async measure(evaluate, scale) {
    const names = seeds(scale === "quick" ? 4 : 10);
    const requests = (parameter: "prize" | "unitCost") =>
      names.flatMap((seed) =>
        SETTINGS.map((setting): EvaluationRequest => ({
          scenario: "contest",
          engine: "fast",
          seed,
          agents: 16,
          blocks: 5,
          generations: scale === "quick" ? 40 : 80,
          set: { [parameter]: parameter === "prize" ? `${setting.toFixed(9)}ether` : setting },
          keep: ["agents"],
        })),
      );
    const claims: Claim[] = [];
    let [min, max] = [Infinity, -Infinity];
    for (const [parameter, prediction] of [
      ["prize", 1],
      ["unitCost", -1],
    ] as const) {
      const results = await evaluate(requests(parameter));
      for (const { agents = [] } of results)
        for (const { genome } of agents) {
          min = Math.min(min, genome[0]!);
          max = Math.max(max, genome[0]!);
        }
      const slopes = names.map((_, s) =>
        leastSquaresSlope(
          SETTINGS.map(log),
          SETTINGS.map((_setting, i) => log(results[s * SETTINGS.length + i]!.measures["work"]!)),
        ),
      );
      const measured = meanInterval(slopes, CONFIDENCE);
      claims.push({ claim: `elasticity of total work to ${parameter}`, prediction, measured, tolerance: 0.05 });
    }
    const bounded = Number(min <= MIN * 1.01) + Number(max >= MAX / 1.01);
    claims.push({
      claim: `bounds of the gene that any agent ended at (work from ${min.toPrecision(3)} to ${max.toPrecision(3)})`,
      prediction: 0,
      measured: { value: bounded, low: bounded, high: bounded, n: 2 * names.length * SETTINGS.length, confidence: 1 },
      tolerance: 0,
    });
    const { measured } = claims[0]!;
    claims.push({
      claim: "control: effort that the prize does not move",
      prediction: 0,
      measured,
      tolerance: 0.05,
      control: true,
    });
    return claims;
  },
};
