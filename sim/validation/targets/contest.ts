import { fileURLToPath } from "node:url";
import { pushAll } from "../../core/many.ts";
import { meanInterval } from "../../stats/mean.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

/** Runs for the population mean of effort; settings found to be precise enough on a model of the game. */
interface Case {
  readonly claim: string;
  readonly prediction: number;
  readonly agents: number;
  /** Rounds in which everyone meets everyone once. */
  readonly blocks: number;
  readonly basis: "population" | "rivals" | "own";
  readonly generations: Readonly<Record<Scale, number>>;
  readonly seeds: Readonly<Record<Scale, number>>;
}

const NASH = 3 / 16;
const CASES: readonly Case[] = [
  {
    claim: "imitators in one contest, N = 4: R/(nc)",
    prediction: 0.25,
    agents: 4,
    blocks: 1,
    basis: "population",
    generations: { quick: 200, full: 400 },
    seeds: { quick: 3, full: 20 },
  },
  {
    claim: "imitators among 16",
    prediction: (NASH * 16) / 15,
    agents: 16,
    blocks: 5,
    basis: "population",
    generations: { quick: 40, full: 150 },
    seeds: { quick: 3, full: 10 },
  },
  {
    claim: "imitators among 64",
    prediction: (NASH * 64) / 63,
    agents: 64,
    blocks: 21,
    basis: "population",
    generations: { quick: 40, full: 60 },
    seeds: { quick: 3, full: 10 },
  },
  {
    claim: "own-payoff learners: Nash",
    prediction: NASH,
    agents: 4,
    blocks: 1,
    basis: "own",
    generations: { quick: 1000, full: 1200 },
    seeds: { quick: 3, full: 20 },
  },
];

const RANDOM_GROUPS = fileURLToPath(new URL("../scenarios/random-groups.ts", import.meta.url));
const TOLERANCE = 0.004;
const COSTS = [0.8, 1, 1.1, 1.2];

export const contest: Target = {
  id: "C2",
  title: "Mining contest: Nash is not evolution",
  source: "Dimitri 2017; Hehenkamp, Leininger, Possajennikov 2004; N matched in fours: derived",
  scenario: "contest",
  decides: "policy",
  async measure(evaluate, scale) {
    const claims: Claim[] = [];
    for (const one of CASES) {
      const measured = await pooled(evaluate, scale, one);
      claims.push({ claim: one.claim, prediction: one.prediction, measured, tolerance: TOLERANCE * one.prediction });
    }
    pushAll(claims, [...orderings(claims), ...(await unequalCosts(evaluate, scale))]);
    if (scale === "full") pushAll(claims, await drawnGroups(evaluate));
    const imitators = claims[0]!;
    claims.push({
      claim: "control: imitators in one contest do not play Nash",
      prediction: NASH,
      measured: imitators.measured,
      tolerance: TOLERANCE * NASH,
      control: true,
    });
    return claims;
  },
};

async function pooled(evaluate: Evaluate, scale: Scale, one: Case): Promise<Claim["measured"]> {
  const results = await evaluate(
    seeds(one.seeds[scale]).map((seed) => ({
      scenario: "contest",
      engine: "fast",
      seed,
      agents: one.agents,
      blocks: one.blocks,
      generations: one.generations[scale],
      set: { basis: one.basis },
    })),
  );
  return meanInterval(
    results.map(({ measures }) => measures.work!),
    CONFIDENCE,
  );
}

/** own payoff < N = 64 < N = 16 < N = 4: each interval wholly below the next, so each gap is above zero. */
function orderings(claims: readonly Claim[]): Claim[] {
  const [four, sixteen, sixtyFour, own] = claims as [Claim, Claim, Claim, Claim];
  return [
    ["own payoff < among 64", own, sixtyFour],
    ["among 64 < among 16", sixtyFour, sixteen],
    ["among 16 < N = 4", sixteen, four],
  ].map(([claim, less, more]) => {
    const [a, b] = [(less as Claim).measured, (more as Claim).measured];
    const gap = (more as Claim).prediction - (less as Claim).prediction;
    return {
      claim: claim as string,
      prediction: gap,
      measured: {
        value: b.value - a.value,
        low: b.low - a.high,
        high: b.high - a.low,
        n: Math.min(a.n, b.n),
        confidence: CONFIDENCE,
      },
      tolerance: gap,
    };
  });
}

/**
 * Whom one meets by chance is noise of every comparison, and the noise of what one earns grows with the effort: the best
 * of many is more often one of too much effort, by half a per cent here. So the tolerance is wider than where all meet all.
 */
async function drawnGroups(evaluate: Evaluate): Promise<Claim[]> {
  const results = await evaluate(seeds(20).map((seed) => ({ scenario: RANDOM_GROUPS, engine: "fast", seed })));
  const measured = meanInterval(
    results.map(({ measures }) => measures.work!),
    CONFIDENCE,
  );
  const nash = ((3 / 0.7) * 4) / 25;
  const prediction = (nash * 35) / 34;
  const tolerance = 0.01 * prediction;
  return [
    { claim: "imitators among 35 drawn into fives at random, R = 3, c = 0.7", prediction, measured, tolerance },
    { claim: "control: these do not play Nash", prediction: nash, measured, tolerance, control: true },
  ];
}

async function unequalCosts(evaluate: Evaluate, scale: Scale): Promise<Claim[]> {
  const results = await evaluate(
    seeds(scale === "quick" ? 3 : 20).map((seed) => ({
      scenario: "contest",
      engine: "fast",
      seed,
      agents: 4,
      blocks: 1,
      generations: 1200,
      set: { basis: "own", costs: "unequal" },
    })),
  );
  const total = COSTS.reduce((sum, cost) => sum + cost, 0);
  return COSTS.map((cost, k) => {
    const prediction = (3 / total) * (1 - (3 * cost) / total);
    const measured = meanInterval(
      results.map(({ measures }) => measures[`work${k + 1}`]!),
      CONFIDENCE,
    );
    return { claim: `unequal costs, own payoff, c = ${cost}`, prediction, measured, tolerance: 0.03 * prediction };
  });
}
