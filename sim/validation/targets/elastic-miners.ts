import { exp, log } from "../../core/math.ts";
import type { EvaluationRequest } from "../../evaluation/evaluation-job.ts";
import { critical, equilibriumDifficulty } from "../../scenarios/elastic-miners.ts";
import { exactly } from "../exact.ts";
import { dominantRoot } from "../../stats/spectra/roots.ts";
import type { Claim, Evaluate, Target } from "../target.ts";

const MINERS = 1_000_000;

interface Case {
  readonly rule: "average" | "window";
  readonly length: number;
  /** Elasticity over the critical one. */
  readonly relative: number;
  readonly starts: readonly number[];
}

const SMALL = [0.99, 1.01];
const RULES = [
  ["window", 4],
  ["average", 1],
  ["average", 4],
  ["average", 8],
] as const;
const CASES: readonly Case[] = RULES.flatMap(([rule, length]) =>
  [0.8, 1.2].map((relative) => ({ rule, length, relative, starts: SMALL })),
);

export const elasticMiners: Target = {
  id: "C8",
  title: "Difficulty against elastic miners, sum-of-difficulties rule and per window",
  source: "Noda, Okumura, Hashimoto 2020; roots: derived",
  scenario: "elastic-miners",
  async measure(evaluate) {
    const claims: Claim[] = [];
    for (const one of CASES) {
      const verb = one.relative < 1 ? "decays" : "grows";
      claims.push({
        claim: `${name(one)}, ${one.relative} x critical: ± 1 % ${verb}, factor a step`,
        ...(await claimOf(evaluate, one)),
      });
    }
    // The rule forgets its first headers, which count at the intended interval, only slowly: farther out it is not linear.
    const far = { rule: "average", length: 8, relative: 0.8 } as const;
    claims.push({
      claim: `${name(far)}, 0.8 x critical: ± 5 % decays, factor a step`,
      ...(await claimOf(evaluate, { ...far, starts: [0.95, 1.05] })),
    });
    claims.push({
      claim: `${name(far)}, 0.8 x critical: - 10 % decays, factor a step`,
      ...(await claimOf(evaluate, { ...far, starts: [0.9] })),
    });
    claims.push({
      claim: `control: ${name(far)}, 0.8 x critical: + 10 % decays too`,
      ...(await claimOf(evaluate, { ...far, starts: [1.1] })),
      control: true,
    });
    // At 1.2 a window of its own diverges.
    const steady = await claimOf(evaluate, { rule: "average", length: 8, relative: 1.2 / 8, starts: SMALL });
    claims.push({
      claim: "control: an average over 8 is no steadier than a window, elasticity 1.2",
      prediction: 1.2,
      measured: steady.measured,
      tolerance: 0.2,
      control: true,
    });
    return claims;
  },
};

/** Growth a step against that of the slowest root; the tolerance keeps it on its own side of 1. */
async function claimOf(evaluate: Evaluate, one: Case): Promise<Omit<Claim, "claim">> {
  const elasticity = one.relative * critical(one.rule, one.length);
  const prediction = one.rule === "window" ? elasticity : averagedRoot(one.length, elasticity);
  const memory = one.rule === "window" ? 1 : one.length;
  // As many steps as a linear system takes to shrink to a thirtieth, or to triple.
  const steps = Math.round((prediction < 1 ? log(1 / 30) : log(3)) / log(prediction)) + 2 * memory;
  const results = await evaluate(
    one.starts.map((start): EvaluationRequest => ({
      scenario: "elastic-miners",
      engine: "fast",
      seed: "1",
      generations: steps,
      set: { rule: one.rule, length: one.length, elasticity, start, miners: MINERS },
      keep: ["series"],
    })),
  );
  const growth = results.map(({ series }) => growthOf(series!.difficulty!, memory));
  return { prediction, measured: exactly(...growth), tolerance: Math.abs(1 - prediction) };
}

/** Factor a step between the first and the last window of the rule's memory, by the mean square of the logarithm. */
function growthOf(difficulty: readonly number[], memory: number): number {
  const deviations = difficulty.map((one) => log(one / equilibriumDifficulty(MINERS)));
  const power = (from: number): number =>
    deviations.slice(from, from + memory + 1).reduce((sum, deviation) => sum + deviation * deviation, 0);
  const first = memory;
  const last = deviations.length - memory - 1;
  return exp(log(power(last) / power(first)) / (2 * (last - first)));
}

/** Of z^T + (e/T)(z^(T-1) + ... + 1), which is the published one without z = 1. */
function averagedRoot(length: number, elasticity: number): number {
  return dominantRoot(new Array<number>(length).fill(-elasticity / length)).modulus;
}

function name({ rule, length }: Pick<Case, "rule" | "length">): string {
  return rule === "window" ? "per window" : `average over ${length}`;
}
