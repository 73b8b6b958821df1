import type { Gene, Genes } from "../scenario/genes.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { cmaEs, differentialEvolution, type Optimiser, type Variable } from "../search/index.ts";
import { endsOf, genomeAt, pointAt } from "./strategies.ts";

/** Everybody's genomes, by species, slot by slot. */
export type Playing = Readonly<Record<string, readonly (readonly number[])[]>>;

export interface Together {
  readonly genomes: Playing;
  readonly bySlot: boolean;
  readonly evaluations: number;
}

export interface TogetherInput {
  readonly seed: string;
  readonly budget: number;
  /** What is to be as great as possible, of each. */
  values(played: readonly Playing[]): Promise<readonly number[]>;
}

/** Genes of all slots together, above which a search of each slot on its own finds nothing within its budget. */
const MOST_GENES = 60;
/** Proposals at a time: part of the result, unlike a number of workers. */
const BATCH = 20;

export const genesOf = (scenario: Scenario, species: string): Gene[] =>
  Object.values(scenario.species.get(species)!.genome as Genes);

/**
 * Searches for the joint strategies that are worth most. Always tried: every population given, everybody of a species
 * with one of its genomes, everybody at a bound of each gene. Then the whole box is searched for two genomes a species and
 * the share of slots that play the first, so that some may work while others rest; then every slot alone, from the best so
 * far, where there are not too many.
 */
export async function searchTogether(
  scenario: Scenario,
  populations: readonly GivenGenomes[],
  { seed, budget, values }: TogetherInput,
): Promise<Together> {
  const first = populations[0]!;
  const names = Object.keys(first).filter((name) => first[name]!.length > 0 && genesOf(scenario, name).length > 0);
  const genomes = (name: string): Genes => scenario.species.get(name)!.genome as Genes;
  let best = { genomes: first, value: -Infinity };
  let evaluations = 0;
  const tryAll = async (played: readonly Playing[]): Promise<number[]> => {
    evaluations += played.length;
    const found = await values(played);
    found.forEach((value, i) => {
      if (value > best.value) best = { genomes: played[i]!, value };
    });
    return [...found];
  };
  const spend = async (optimiser: Optimiser, most: number, at: (point: readonly number[]) => Playing) => {
    for (let left = most; left > 0;) {
      const asked = optimiser.ask(Math.min(BATCH, left));
      if (asked.length === 0) return;
      const found = await tryAll(asked.map((one) => at(one.values)));
      optimiser.tell(asked.map(({ id }, i) => ({ id, objectives: [found[i]!] })));
      left -= asked.length;
    }
  };

  await tryAll(populations);
  for (const name of names) {
    const list = Object.values(genomes(name));
    const [low, high] = endsOf(genomes(name));
    const distinct = new Map(populations.flatMap((one) => one[name] ?? []).map((one) => [one.join(), one]));
    const all = [...distinct.values()].slice(0, Math.max(1, Math.floor(budget / 4)));
    const bounds = [low, high, ...list.flatMap((_, i) => [low, high].map((end) => all[0]!.with(i, end[i]!)))];
    const from = best.genomes;
    await tryAll([...all, ...bounds].map((genome) => ({ ...from, [name]: from[name]!.map(() => genome) })));
  }

  const kinds = kindsOf(names.map((name) => ({ name, genes: genomes(name), slots: first[name]!.length })));
  const twoKinds = (point: readonly number[]): Playing => ({ ...first, ...kinds.at(point) });
  const cube = (n: number) => ({ variables: cubeOf(n), objectives: ["maximize" as const], seed });
  await spend(differentialEvolution(cube(kinds.size), { base: "best" }), Math.floor(budget / 4), twoKinds);
  await spend(cmaEs(cube(kinds.size)), Math.floor(budget / 4), twoKinds);

  const places = names.flatMap((name) => first[name]!.map((_, slot) => ({ name, slot })));
  const size = (name: string): number => Object.keys(genomes(name)).length;
  const total = places.reduce((sum, { name }) => sum + size(name), 0);
  const bySlot = total <= MOST_GENES;
  if (bySlot) {
    const start = places.flatMap(({ name, slot }) => pointAt(genomes(name), best.genomes[name]![slot]!));
    await spend(cmaEs(cube(total), { start, sigma: 0.2 }), Math.floor(budget / 2), (point) => {
      let from = 0;
      const played: Record<string, number[][]> = Object.fromEntries(names.map((name) => [name, []]));
      for (const { name } of places)
        played[name]!.push(genomeAt(genomes(name), point.slice(from, (from += size(name)))));
      return { ...first, ...played };
    });
  }
  return { genomes: best.genomes, bySlot, evaluations };
}

const cubeOf = (n: number): Variable[] =>
  Array.from({ length: n }, (_, i) => ({ kind: "real", name: `x${i}`, low: 0, high: 1 }) as const);

/** Two genomes a species and the share of slots that play the first; of one agent a genome alone. */
function kindsOf(species: readonly { readonly name: string; readonly genes: Genes; readonly slots: number }[]) {
  const widths = species.map(({ genes, slots }) => {
    const own = Object.keys(genes).length;
    return { own, all: slots > 1 ? 2 * own + 1 : own };
  });
  return {
    size: widths.reduce((sum, { all }) => sum + all, 0),
    at(point: readonly number[]): Playing {
      let from = 0;
      return Object.fromEntries(
        species.map(({ name, genes, slots }, i) => {
          const { own, all } = widths[i]!;
          const part = point.slice(from, (from += all));
          const one = genomeAt(genes, part.slice(0, own));
          const two = slots > 1 ? genomeAt(genes, part.slice(own, 2 * own)) : one;
          const many = slots > 1 ? Math.round(part[2 * own]! * slots) : slots;
          return [name, Array.from({ length: slots }, (_, slot) => (slot < many ? one : two))] as const;
        }),
      );
    },
  };
}
