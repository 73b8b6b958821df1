import { minOf } from "../../core/many.ts";
import { exp, log } from "../../core/math.ts";
import { normalDraw } from "../../core/normal.ts";
import { Random } from "../../core/random.ts";
import { evolve } from "../../population/adaptations/evolve.ts";
import {
  polynomial,
  roulette,
  selfAdaptive,
  simulatedBinary,
  tournament,
  truncation,
  type Selection,
} from "../../population/operators/index.ts";
import { ANSWERS } from "../../scenarios/forecast.ts";
import { real, type Genes } from "../../scenario/genes.ts";
import { logGamma } from "../../stats/gamma.ts";
import { mean, meanInterval } from "../../stats/mean.ts";
import { leastSquaresSlope } from "../slope.ts";
import { CONFIDENCE, seeds } from "../target.ts";
import type { Claim, Evaluate, Scale, Target } from "../target.ts";

/** Rounds of a selection among so many, and draws of a variation. */
const [ROUNDS, MANY]: [Readonly<Record<Scale, number>>, number] = [{ quick: 60, full: 400 }, 1000];
const DRAWS: Readonly<Record<Scale, number>> = { quick: 20_000, full: 200_000 };

/** Genes, children and parent of the evolution strategy (1, 10). */
const [GENES, CHILDREN] = [100, 10];
/** First two moments of the greatest of ten normal draws. */
const [C, D2] = [1.53875, 2.71231];
/** Runs, and generations that they are followed for. */
const RUNS: Readonly<Record<Scale, number>> = { quick: 8, full: 40 };
const GENERATIONS = 500;

export const operators: Target = {
  id: "Operators",
  title: "Operators have the closed forms of their kind, and find the truth that a quadratic score pays",
  source:
    "selection intensities: Blickle, Thiele 1996; Mühlenbein, Schlierkamp-Voosen 1993; SBX, polynomial: Deb, Agrawal 1995; " +
    "self-adaptation: Beyer 1996, stationary size: derived",
  scenario: "forecast",
  decides: "formula",
  async measure(evaluate, scale) {
    return [...intensities(scale), ...spreads(scale), ...selfAdaptation(scale), ...(await forecasts(evaluate, scale))];
  },
};

/** Mean of the chosen less the mean of all, in standard deviations. */
function intensities(scale: Scale): Claim[] {
  const chosen = (name: string, selection: Selection, centre: number, deviation: number): Claim["measured"] => {
    const random = Random.of(1, "intensity", name);
    const found = Array.from({ length: ROUNDS[scale] }, (_, r) => {
      const own = random.at(r);
      const fitness = Array.from({ length: MANY }, () => centre + deviation * normalDraw(own.unit()));
      const parents = selection.select(fitness, MANY, own).map((i) => fitness[i]!);
      return (mean(parents) - mean(fitness)) / deviation;
    });
    return meanInterval(found, CONFIDENCE);
  };
  const row = (claim: string, prediction: number, measured: Claim["measured"]): Claim => ({
    claim: `selection intensity of ${claim}`,
    prediction,
    measured,
    tolerance: (scale === "full" ? 0.02 : 0.06) * Math.max(prediction, 0.5),
  });
  const two = chosen("tournament", tournament(2), 0, 1);
  return [
    row("tournament(2): 1/sqrt(pi)", 1 / Math.sqrt(Math.PI), two),
    // the mean of the greatest of five normal draws
    row("tournament(5)", 1.162964, chosen("five", tournament(5), 0, 1)),
    // the density at the cut over the share
    row("truncation(0.3)", 1.158975, chosen("truncation", truncation(0.3), 0, 1)),
    row("roulette, fitness 2 ± 0.4: deviation over mean", 0.2, chosen("roulette", roulette(), 2, 0.4)),
    {
      ...row("tournament(2)", 1.158975, two),
      claim: "control: tournament(2) selects as hard as truncation(0.3)",
      control: true,
    },
  ];
}

function spreads(scale: Scale): Claim[] {
  const genes = [real(0, 1)];
  const n = 5;
  const crossing = simulatedBinary(n, 1);
  const random = Random.of(1, "spread");
  const betas = Array.from({ length: DRAWS[scale] }, (_, r) => {
    const [a, b] = crossing.cross(genes, [0.499], [0.501], random.at(0, r));
    return Math.abs(a[0]! - b[0]!) / 0.002;
  });
  const index = 20;
  const mutation = polynomial(index, { rate: 1 });
  const steps = Array.from({ length: DRAWS[scale] }, (_, r) => {
    const { genome } = mutation.mutate(genes, { genome: [0.5], strategy: [] }, 0, random.at(1, r));
    return Math.abs(genome[0]! - 0.5);
  });
  const tolerance = scale === "full" ? 0.01 : 0.03;
  const squares = ((n + 1) / 2) * (1 / (n + 3) + 1 / (n - 1));
  const measured = meanInterval(
    betas.map((beta) => beta * beta),
    CONFIDENCE,
  );
  return [
    {
      claim: `SBX, index ${n}: mean square of the spread`,
      prediction: squares,
      measured,
      tolerance: tolerance * squares,
    },
    {
      claim: `polynomial, index ${index}: mean step from the middle, 1/(index + 2)`,
      prediction: 1 / (index + 2),
      measured: meanInterval(steps, CONFIDENCE),
      tolerance: tolerance / (index + 2),
    },
    {
      claim: "control: children of SBX lie as far apart as their parents",
      prediction: 1,
      measured,
      tolerance,
      control: true,
    },
  ];
}

/**
 * On the sphere the best of ten children is nearer by (c s - s^2 / 2) / genes of the distance, s being the step size times
 * the genes over the distance (Beyer 1996). A selected size is multiplied by e^(t z) with E z = t (d - 1 - c s), c and d the
 * first two moments of the greatest of ten normal draws. With t^2 = 1/genes, ln s therefore drifts by (d - 1 - s^2 / 2) / genes
 * and diffuses by 1/genes: s^2 / 2 has in the end the gamma distribution of shape d - 1, and E s = sqrt(2) G(d - 1/2) / G(d - 1).
 * Derived, for many genes; where sizes fluctuate the progress is a fifth less than at the steady size.
 */
function selfAdaptation(scale: Scale): Claim[] {
  const shape = D2 - 1;
  const size = Math.SQRT2 * exp(logGamma(shape + 0.5) - logGamma(shape));
  const prediction = C * size - shape;
  const rates = Array.from({ length: RUNS[scale] }, (_, run) => progress(run));
  const tolerance = (scale === "full" ? 0.15 : 0.4) * prediction;
  const measured = meanInterval(rates, CONFIDENCE);
  return [
    {
      claim: `self-adaptation (1, ${CHILDREN}) on the sphere of ${GENES} genes: progress, in distances over genes`,
      prediction,
      measured,
      tolerance,
    },
    { claim: "control: it makes none", prediction: 0, measured, tolerance, control: true },
  ];
}

/** By how much the logarithm of the distance falls a generation, times the genes. */
function progress(run: number): number {
  const genes: Genes = Object.fromEntries(Array.from({ length: GENES }, (_, i) => [`x${i}`, real(0, 1)]));
  const adaptation = evolve({ select: truncation(1 / CHILDREN), mutate: selfAdaptive(0.004, { min: 1e-12 }) });
  const random = Random.of(run, "sphere");
  const alike = <T>(value: T): T[] => new Array<T>(CHILDREN).fill(value);
  let genomes: (readonly number[])[] = alike(new Array<number>(GENES).fill(0.52));
  let states: Parameters<typeof adaptation.next>[0]["states"] = alike(null);
  const distances: number[] = [];
  for (let generation = 1; generation <= GENERATIONS; generation++) {
    const squares = genomes.map((x) => x.reduce((sum, value) => sum + (value - 0.5) ** 2, 0));
    distances.push(0.5 * log(minOf(squares)));
    const born = adaptation.next({
      ...{ genes, genomes, states, generation },
      fitness: squares.map((square) => -square),
      groups: alike(0),
      bankrupt: alike(false),
      generations: GENERATIONS,
      random: random.at(generation),
    });
    genomes = born.map(({ genome }) => genome);
    states = born.map(({ state }) => state);
  }
  // until then sizes have found their steady state
  const settled = distances.slice(GENERATIONS / 5);
  return (
    -GENES *
    leastSquaresSlope(
      settled.map((_, i) => i),
      settled,
    )
  );
}

/** The same operators, paid by a contract. */
async function forecasts(evaluate: Evaluate, scale: Scale): Promise<Claim[]> {
  const ways = scale === "full" ? ["selfAdaptive", "crossed", "dealt", "defaults"] : ["selfAdaptive", "crossed"];
  const claims: Claim[] = [];
  for (const way of ways) {
    const results = await evaluate(
      seeds(scale === "full" ? 20 : 3).map((seed) => ({
        scenario: "forecast",
        engine: "fast",
        seed,
        ...(scale === "quick" && { generations: 50 }),
        set: { operators: way },
      })),
    );
    const measured = meanInterval(
      results.map(({ measures }) => measures["error"]!),
      CONFIDENCE,
    );
    claims.push({
      claim: `forecast, ${way}: error of what evolves under a proper score`,
      prediction: 0,
      measured,
      tolerance: 0.05,
      decides: "policy",
    });
  }
  const ignorant = Math.sqrt(mean(ANSWERS.map((answer) => (answer - 0.5) ** 2)));
  return [
    ...claims,
    {
      ...claims.at(-1)!,
      claim: "control: it is that of who says one half to everything",
      prediction: ignorant,
      control: true,
    },
  ];
}
