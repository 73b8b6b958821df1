import { Random } from "../../../sim/core/random.ts";
import { toUnit } from "../../../sim/population/operators/unit-interval.ts";
import type { Adaptation } from "../../../sim/scenario/adaptation.ts";
import { choice, type Gene, genesOf, initialGenome, integer, real } from "../../../sim/scenario/genes.ts";
import { program } from "../../../sim/scenario/program-gene.ts";
import type { Plain } from "../../../sim/scenario/species.ts";

/** Every kind of gene, the small and the large of it. */
export const KINDS: { readonly [kind: string]: Gene } = {
  "real, linear": real(-3, 5),
  "real, logarithmic": real(1e-3, 1e3, { scale: "log" }),
  "integer of two": integer(0, 1),
  "integer of many": integer(-20, 40),
  "choice of two": choice("loses", "gains"),
  "choice of five": choice("a", "b", "c", "d", "best"),
};

/** What a gene earns: the more the nearer to its upper bound; of choices the last one alone is good. */
export function payoff(gene: Gene, value: number): number {
  return gene.kind === "choice" ? Number(value === gene.choices.length - 1) : toUnit(gene, value);
}

/** The genome of one gene that earns least. */
export function worst(gene: Gene): number {
  return gene.kind === "choice" ? 0 : gene.min;
}

/** Mean payoff of a population by generation, from agents who all start at the worst value of the last gene. */
export function selected(genes: readonly Gene[], adaptation: Adaptation, generations: number, agents = 64): number[] {
  const named = Object.fromEntries(genes.map((gene, i) => [`g${i}`, gene]));
  const last = genes.length - 1;
  const births = Random.of(3, "births");
  const draws = Random.of(3, "adaptation");
  let genomes: (readonly number[])[] = Array.from({ length: agents }, (_, i) =>
    initialGenome(named, births.at(i)).with(last, worst(genes[last]!)),
  );
  let states: Plain[] = genomes.map(() => null);
  const everyone = genomes.map((_, i) => i);
  return Array.from({ length: generations }, (_, g) => {
    const paid = genomes.map((genome) => genome.map((value, i) => payoff(genes[i]!, value)));
    const transitions = adaptation.next({
      genes: named,
      genomes,
      fitness: paid.map((parts) => parts.reduce((sum, part) => sum + part, 0)),
      groups: everyone,
      bankrupt: everyone.map(() => false),
      states,
      generation: g + 1,
      generations,
      random: draws.at(g),
    });
    genomes = transitions.map(({ genome }) => genome);
    states = transitions.map(({ state }) => state);
    return paid.reduce((sum, parts) => sum + parts[last]!, 0) / agents;
  });
}

/** Calls of a program of three steps; all of them are to be the last. */
const CALLS = Object.values(genesOf({ plan: program({ can: ["a", "b"], steps: 3, args: 1 }) }));

/** Part of a program's steps that call what pays. */
export function programPayoff(genome: readonly number[]): number {
  const paid = CALLS.map((gene, i) => (gene.part!.name === "call" ? Number(genome[i] === 2) : 0));
  return paid.reduce((sum, one) => sum + one, 0) / 3;
}

/** The genes of a program, and the genome in which it does nothing. */
export const PROGRAM = { genes: CALLS, nothing: CALLS.map((gene) => (gene.kind === "choice" ? 0 : gene.min)) };

/** Mean payoff by generation of a population of programs that begin by doing nothing. */
export function selectedPrograms(adaptation: Adaptation, generations: number, agents = 64): number[] {
  const named = genesOf({ plan: program({ can: ["a", "b"], steps: 3, args: 1 }) });
  const draws = Random.of(3, "adaptation");
  let genomes: (readonly number[])[] = Array.from({ length: agents }, () => PROGRAM.nothing);
  let states: Plain[] = genomes.map(() => null);
  const everyone = genomes.map((_, i) => i);
  return Array.from({ length: generations }, (_, g) => {
    const fitness = genomes.map(programPayoff);
    const transitions = adaptation.next({
      ...{ genes: named, genomes, fitness, groups: everyone, bankrupt: everyone.map(() => false), states },
      ...{ generation: g + 1, generations, random: draws.at(g) },
    });
    genomes = transitions.map(({ genome }) => genome);
    states = transitions.map(({ state }) => state);
    return fitness.reduce((sum, one) => sum + one, 0) / agents;
  });
}

/** Mean distance, a share of the range, of a step of size s from a bound: |s Z| between two mirrors, by Fourier series. */
export function meanStep(size: number): number {
  let sum = 0;
  for (let m = 1; m < 400; m += 2) sum += Math.exp(-((m * Math.PI * size) ** 2) / 2) / (m * m);
  return 0.5 - (4 / (Math.PI * Math.PI)) * sum;
}
