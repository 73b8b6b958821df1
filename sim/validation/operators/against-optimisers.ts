import { Random } from "../../core/random.ts";
import type { Adaptation } from "../../scenario/adaptation.ts";
import type { Gene, Genes } from "../../scenario/genes.ts";
import { genomeAt } from "../../verify/strategies.ts";
import { wilson } from "../../stats/proportion.ts";
import type { Optimiser, Variable } from "../../search/index.ts";
import type { Landscape } from "./landscapes.ts";

/** Agents and generations: the budget of both sides is their product. */
export const [AGENTS, GENERATIONS] = [40, 50];

/** Whether half of a population and more lie in the best basin after the last generation. */
export function evolvesToBest(
  { genes, payoff, isBest, name }: Landscape,
  adaptation: Adaptation,
  seed: number,
): boolean {
  const random = Random.of(seed, "landscape", name);
  const kinds = Object.keys(genes).length;
  let genomes: (readonly number[])[] = Array.from({ length: AGENTS }, (_, i) =>
    genomeAt(
      genes,
      Array.from({ length: kinds }, (_gene, k) => random.at(0, i, k).unit()),
    ),
  );
  let states: Parameters<Adaptation["next"]>[0]["states"] = genomes.map(() => null);
  const none = genomes.map(() => false);
  const together = genomes.map(() => 0);
  // founders are the first generation, so that there are as many evaluations as the optimisers have
  for (let generation = 1; generation < GENERATIONS; generation++) {
    const fitness = genomes.map((x, i) => payoff(x, random.at(1, generation, i).unit()));
    const born = adaptation.next({
      genes,
      genomes,
      fitness,
      groups: together,
      bankrupt: none,
      states,
      generation,
      generations: GENERATIONS,
      random: random.at(2, generation),
    });
    genomes = born.map(({ genome }) => genome);
    states = born.map(({ state }) => state);
  }
  return genomes.filter((x) => isBest(x)).length >= AGENTS / 2;
}

/** Whether the best of all that an optimiser evaluated, with as many evaluations, lies in the best basin. */
export function optimisesToBest(
  { genes, payoff, isBest, name }: Landscape,
  make: (problem: { variables: Variable[]; objectives: ["maximize"]; seed: number }) => Optimiser,
  seed: number,
): boolean {
  const optimiser = make({ variables: variablesOf(genes), objectives: ["maximize"], seed });
  const random = Random.of(seed, "optimiser", name);
  let spent = 0;
  let best: { value: number; x: readonly number[] } = { value: -Infinity, x: [] };
  while (spent < AGENTS * GENERATIONS) {
    const asked = optimiser.ask(Math.min(AGENTS, AGENTS * GENERATIONS - spent));
    if (asked.length === 0) break;
    optimiser.tell(
      asked.map(({ id, values }) => {
        const value = payoff(values, random.at(spent++).unit());
        if (value > best.value) best = { value, x: values };
        return { id, objectives: [value] };
      }),
    );
  }
  return isBest(best.x);
}

function variablesOf(genes: Genes): Variable[] {
  return Object.entries(genes).map(([name, gene]: [string, Gene]): Variable => {
    if (gene.kind === "choice") return { kind: "choice", name, options: [...gene.choices] };
    return { kind: gene.kind, name, low: gene.min, high: gene.max, ...(gene.kind === "real" && { scale: gene.scale }) };
  });
}

/**
 * The lower end of the 95 % interval of the difference of two shares of n trials each, by Newcombe's hybrid of Wilson's
 * intervals. Source: R. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
 */
export function differenceLow(ours: number, theirs: number, n: number): number {
  const [a, b] = [wilson(ours, n), wilson(theirs, n)];
  return a.value - b.value - Math.hypot(a.value - a.low, b.high - b.value);
}
