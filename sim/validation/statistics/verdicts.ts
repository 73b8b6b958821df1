import type { Random } from "../../core/random.ts";
import { atMost as limit, environment, over, range, scenario } from "../../index.ts";
import type { Verdict } from "../../stats/estimate.ts";
import { limitsOf } from "../../verify/limits.ts";
import { planOf, type Effort } from "../../verify/plan.ts";
import type { Bench } from "../../verify/runner.ts";
import { signOff } from "../../verify/sign-off.ts";
import { atMost, power, type Promised } from "./row.ts";

const PROCEDURE = "the verdict of verify-design (signOff)";
const GOALS = ["a", "b"] as const;
const REQUIRED = 0.9;

/** Two uncertain variables, so four corners beside the nominal one, and two goals of which a share is required. */
const { definition: COINS } = scenario("coins", {
  title: "Coins in the place of runs",
  parameters: {},
  environment: environment({ x: range(0.5, 0, 1), y: range(0.5, 0, 1) }),
  sizes: { generations: 1, blocks: 1 },
  deploy: () => ({}),
})
  .measures((measure) => {
    const coin = measure.population({ about: "0 where the run keeps its goal", unit: "", value: () => 0 });
    return { a: coin, b: coin };
  })
  .goals(limit("a", 0, over.probability(REQUIRED)), limit("b", 0, over.probability(REQUIRED)));

/** Probability that a run in the world pinned keeps the goal. */
type Truth = (goal: number, world: { readonly x: number; readonly y: number } | undefined) => number;

/** In place of the chain: each run keeps each goal with the probability that its world has. */
function coins(truth: Truth, random: Random): Bench {
  let toss = 0;
  return (trials) =>
    Promise.resolve(
      trials.map((trial) => {
        const { pinned } = trial.conditions ?? {};
        const world = pinned && { x: pinned["x.value"] ?? 0.5, y: pinned["y.value"] ?? 0.5 };
        const measures = GOALS.map((name, g) => [name, random.at(toss++).unit() < truth(g, world) ? 0 : 1] as const);
        return { trial, measures: Object.fromEntries(measures) };
      }),
    );
}

function verdict(effort: Effort, truth: Truth, said: Verdict): Promised["once"] {
  const plan = planOf(effort);
  const limits = limitsOf(COINS.goals, plan.share);
  const { environment: world } = COINS.base;
  const input = { scenario: COINS, terms: 1, limits, environment: world, plan, seed: "1" };
  return async (random) => (await signOff(coins(truth, random), input)).verdict === said;
}

/** The worst corner at p, everywhere else q; the second goal is always kept. */
const corner =
  (p: number, q: number): Truth =>
  (goal, world) =>
    goal === 1 ? 1 : world?.x === 1 && world.y === 1 ? p : q;

/** What is said of a whole design, with the function that says it. */
export function verdictRows(): Promised[] {
  const rest = { procedure: PROCEDURE, dear: true };
  return [
    ...[0.5, 0.85, 0.89].map((p) =>
      atMost(0.05, {
        ...rest,
        data: `two goals, 0.9 required; one of five corners at ${p}, all else at 1`,
        counted: "says met",
        once: verdict("standard", corner(p, 1), "met"),
      }),
    ),
    atMost(0.1, {
      ...rest,
      data: "the same with --quick, the corner at 0.89",
      counted: "says met",
      once: verdict("quick", corner(0.89, 1), "met"),
    }),
    atMost(0.05, {
      ...rest,
      data: "both goals at 0.9 everywhere",
      counted: "says not met",
      once: verdict("standard", () => 0.9, "not met"),
    }),
    power({
      ...rest,
      data: "0.9 required, 0.999 everywhere",
      counted: "says met",
      once: verdict("standard", () => 0.999, "met"),
    }),
    power({
      ...rest,
      data: "with --quick, 0.999 everywhere",
      counted: "says met",
      once: verdict("quick", () => 0.999, "met"),
    }),
    power({
      ...rest,
      data: "one corner at 0.5, all else at 1",
      counted: "says not met",
      once: verdict("standard", corner(0.5, 1), "not met"),
    }),
  ];
}
