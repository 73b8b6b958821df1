import { Random } from "../../../sim/core/random.ts";
import type { Grouping } from "../../../sim/population/operators/index.ts";
import type { Adaptation } from "../../../sim/scenario/adaptation.ts";
import { initialGenome, real } from "../../../sim/scenario/genes.ts";
import type { Plain } from "../../../sim/scenario/species.ts";

export interface ContestModel {
  readonly agents: number;
  readonly grouping: Grouping;
  /** Rounds of the contest in a generation. */
  readonly rounds: number;
  readonly generations: number;
  readonly adaptation: Adaptation;
  /** Cost of a unit of effort of each agent; 1 unless stated. */
  readonly costs?: readonly number[];
  /** Share of the generations that is left out of the mean. */
  readonly burnIn: number;
  readonly seed: number;
}

const genes = { effort: real(0.01, 1) };

/**
 * The contest for a prize of 1 shared pro rata to effort x, payoff x / sum - c x, without a chain: what the operators do
 * when a contract pays exactly this.
 * @returns mean effort of each agent over the generations after burn-in
 */
export function playContest(model: ContestModel): number[] {
  const { agents, grouping, rounds, adaptation } = model;
  const births = Random.of(model.seed, "initial genomes");
  const meetings = Random.of(model.seed, "groups");
  const draws = Random.of(model.seed, "adaptation");
  let genomes: (readonly number[])[] = Array.from({ length: agents }, (_, i) => initialGenome(genes, births.at(i)));
  let states: Plain[] = genomes.map(() => null);
  const bankrupt = genomes.map(() => false);
  const sums = new Array<number>(agents).fill(0);
  const first = Math.floor(model.burnIn * model.generations);
  for (let generation = 1; generation <= model.generations; generation++) {
    const fitness = new Array<number>(agents).fill(0);
    let groups: number[] = [];
    for (let round = 0; round < rounds; round++) {
      groups = grouping.assign(agents, (generation - 1) * rounds + round, meetings);
      const totals = new Array<number>(agents).fill(0);
      groups.forEach((group, i) => (totals[group]! += genomes[i]![0]!));
      groups.forEach((group, i) => (fitness[i]! += genomes[i]![0]! * (1 / totals[group]! - (model.costs?.[i] ?? 1))));
    }
    if (generation > first) genomes.forEach((genome, i) => (sums[i]! += genome[0]!));
    const { generations } = model;
    const random = draws.at(generation);
    const transitions = adaptation.next({
      genes,
      genomes,
      fitness,
      groups,
      bankrupt,
      states,
      generation,
      generations,
      random,
    });
    genomes = transitions.map((transition) => transition.genome);
    states = transitions.map((transition) => transition.state);
  }
  return sums.map((sum) => sum / (model.generations - first));
}
