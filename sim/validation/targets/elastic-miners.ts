import { pushAll } from "../../core/many.ts";
import { exp, log, pow } from "../../core/math.ts";
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
/** Steps of the computation: as many as the slowest case on the chain. */
const COMPUTED = 500;
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
  decides: "contract and policy",
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
    pushAll(claims, elsewhereOff(far, claims.at(-1)!));
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

/**
 * The contract fills the window with the first difficulty, at the intended interval: + 5 % of it decays. Where the window
 * is at rest and the next difficulty alone is off, + 5 % diverges and - 5 % decays. That setting is computed, because the
 * contract has no such beginning; the computation must say of the contract's own what the chain says.
 */
function elsewhereOff({ length, relative }: Pick<Case, "length" | "relative">, filled: Claim): Claim[] {
  const elasticity = relative * critical("average", length);
  const grows = (start: number, window: "filled" | "at rest"): number =>
    growthOf(
      averaged({ length, elasticity, start, window }).map((one) => one * equilibriumDifficulty(MINERS)),
      length,
    );
  const { prediction, tolerance } = filled;
  const about = `computed, average over ${length}, ${relative} x critical`;
  return [
    {
      claim: `${about}, window filled with ± 5 %: factor as on the chain`,
      prediction: filled.measured.value,
      measured: exactly(grows(0.95, "filled"), grows(1.05, "filled")),
      tolerance: 0.0005,
      decides: "formula",
    },
    {
      claim: `${about}, the next difficulty alone off by ± 1 %, - 5 %: decays`,
      prediction,
      measured: exactly(...[0.99, 1.01, 0.95].map((start) => grows(start, "at rest"))),
      tolerance,
      decides: "formula",
    },
    {
      claim: `control: ${about}, the next difficulty alone off by + 5 % decays too`,
      prediction,
      measured: exactly(grows(1.05, "at rest")),
      tolerance,
      control: true,
      decides: "formula",
    },
  ];
}

/** Difficulties over the equilibrium's by the rule D <- sum D / sum t, t the difficulty over the miners' power, at most twice the equilibrium's. */
function averaged(setting: {
  readonly length: number;
  readonly elasticity: number;
  readonly start: number;
  readonly window: "filled" | "at rest";
}): number[] {
  const { length, elasticity, start, window } = setting;
  const entries = Array.from({ length }, () => ({ difficulty: window === "filled" ? start : 1, interval: 1 }));
  const found: number[] = [];
  let difficulty = start;
  for (let step = 0; step < COMPUTED; step++) {
    entries.shift();
    entries.push({ difficulty, interval: difficulty / Math.min(2, pow(difficulty, -elasticity)) });
    const sum = (of: "difficulty" | "interval"): number => entries.reduce((total, entry) => total + entry[of], 0);
    difficulty = sum("difficulty") / sum("interval");
    found.push(difficulty);
  }
  return found;
}

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
