import { InputError } from "../core/errors/errors.ts";
import { Random } from "../core/random.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Genes } from "../scenario/genes.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { answer } from "../stats/inquiry.ts";
import { mean } from "../stats/mean.ts";
import { worstCase } from "../stats/worst-case.ts";
import { fitnessOf, frozenTrial, type Play, type Played } from "./deviation-case.ts";
import { genomeAt, standardDeviations, steps } from "./strategies.ts";

export interface RegretSearch {
  readonly scenario: Scenario;
  readonly seed: string;
  /** Points of the search over the whole box, for each species and population. */
  readonly budget: number;
  /** Seeds of each trial of the search, and fresh ones on which the best is measured. */
  readonly searchSeeds: number;
  readonly freshSeeds: number;
}

/** A species of a population that is frozen. */
export interface Frozen {
  readonly species: string;
  readonly frozen: GivenGenomes;
  readonly population: number;
}

/** The best deviation of one slot, seed by seed. */
export interface Regret extends Frozen {
  readonly slot: number;
  readonly genome: readonly number[];
  readonly gains: readonly number[];
  readonly seeds: readonly string[];
  readonly payoff: number;
  /** Runs of the search, at the first slot for all. */
  readonly evaluations: number;
}

/** Slots for which the whole box is searched: those that what is always tried lets gain most. */
const SEARCHED = 4;
/** Points that a search of the box needs. */
const FEWEST = 10;
/** Slots whose best deviation is moved uphill, how often, and by which share of a gene's range at first; steps halve. */
const [CLIMBED, ROUNDS, STEP] = [8, 6, 0.05];
/** Deviations of a slot that are tried on every seed of the search, those that gain most on the first. */
const FINALISTS = 3;

/** The best deviation of every slot of a species in one population, measured on fresh seeds. */
export async function regretsOf(bench: Play, input: RegretSearch, place: Frozen): Promise<Regret[]> {
  const { scenario, seed, budget } = input;
  const { species, frozen, population } = place;
  const genes = scenario.species.get(species)!.genome as Genes;
  const own = frozen[species]!;
  const search = seedsOf(`${seed}/deviate`, input.searchSeeds);
  const stays = await staying(bench, place, search);
  let evaluations = 0;
  const gains = async (tried: readonly Tried[], seeds: readonly string[]): Promise<number[]> => {
    evaluations += tried.length * seeds.length;
    const payoff = await payoffs(bench, place, tried, seeds);
    return tried.map(({ slot }, i) => mean(payoff[i]!.map((value, k) => value - stays[k]![slot]!)));
  };
  const first = search.slice(0, 1);
  const standard = own.flatMap((genome, slot) =>
    standardDeviations(genes, genome, own).map((deviation): Tried => ({ slot, genome: deviation })),
  );
  const screened = await withGains(standard, (tried) => gains(tried, first));
  const bySlot = own.map((_, slot) => ranked(screened.filter((one) => one.slot === slot)));
  const count = Math.min(SEARCHED, own.length, Math.floor(budget / FEWEST));
  const promising = own.map((_, slot) => slot).sort((a, b) => bySlot[b]![0]!.gain - bySlot[a]![0]!.gain);
  const found: (readonly number[])[] = [];
  for (const slot of promising.slice(0, count)) {
    const inquiry = worstCase({
      dimension: Object.keys(genes).length,
      budget: Math.floor(budget / count),
      stopAtFailure: false,
      random: Random.of(seed, "verify", "deviation", species, population, slot),
    });
    const best = await answer(inquiry, async (points) => {
      const tried = points.map((point) => ({ slot, genome: genomeAt(genes, point) }));
      return (await gains(tried, search)).map((gain) => -gain);
    });
    found.push(genomeAt(genes, best.point));
  }
  const tryAll = (genomes: readonly (readonly number[])[]): Promise<Gaining[]> =>
    withGains(
      own.flatMap((_, slot) => genomes.map((genome): Tried => ({ slot, genome }))),
      (tried) => gains(tried, first),
    );
  const searched = await tryAll(found);
  const start = promising.slice(0, CLIMBED).map((slot) => {
    return ranked([...bySlot[slot]!, ...searched.filter((one) => one.slot === slot)])[0]!;
  });
  let tops = await withGains(start, (tried) => gains(tried, search));
  for (let [round, step] = [0, STEP]; round < ROUNDS; round++, step /= 2) {
    const around = tops.flatMap(({ slot, genome }) => steps(genes, genome, step).map((one) => ({ slot, genome: one })));
    const tried = await withGains(around, (each) => gains(each, search));
    tops = tops.map((top) => ranked([top, ...tried.filter(({ slot }) => slot === top.slot)])[0]!);
  }
  const climbed = await tryAll(tops.map(({ genome }) => genome));
  const more = [...searched, ...climbed];
  const finalists = own.flatMap((_, slot) =>
    ranked([...bySlot[slot]!.slice(0, FINALISTS), ...more.filter((one) => one.slot === slot)]).slice(0, FINALISTS),
  );
  const final = [...tops, ...(await withGains(finalists, (tried) => gains(tried, search)))];
  // to stay is a deviation too, which gains nothing
  const best = own.map((genome, slot): Tried => {
    const top = ranked(final.filter((one) => one.slot === slot))[0];
    return top && top.gain > 0 ? top : { slot, genome };
  });
  const fresh = seedsOf(`${seed}/measure`, input.freshSeeds);
  const without = await staying(bench, place, fresh);
  const deviates = await payoffs(bench, place, best, fresh);
  return best.map(({ slot, genome }, i) => ({
    ...place,
    slot,
    genome,
    gains: deviates[i]!.map((payoff, k) => payoff - without[k]![slot]!),
    seeds: fresh,
    payoff: mean(without.map((fitness) => fitness[slot]!)),
    evaluations: i === 0 ? evaluations : 0,
  }));
}

/** A slot and what it plays instead. */
interface Tried {
  readonly slot: number;
  readonly genome: readonly number[];
}

type Gaining = Tried & { readonly gain: number };

async function withGains(
  tried: readonly Tried[],
  gains: (tried: readonly Tried[]) => Promise<number[]>,
): Promise<Gaining[]> {
  const found = await gains(tried);
  return tried.map((one, i) => ({ ...one, gain: found[i]! }));
}

const ranked = (tried: readonly Gaining[]): Gaining[] => [...tried].sort((a, b) => b.gain - a.gain);

const seedsOf = (stem: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${stem} ${i}`);

/** Fitness of every slot of a species where nobody deviates, seed by seed. */
async function staying(bench: Play, { species, frozen }: Frozen, seeds: readonly string[]): Promise<number[][]> {
  const trials = seeds.map((seed) => frozenTrial(seed, frozen, species, frozen[species]![0]!));
  const observed = await bench(trials, `nobody of ${species} deviates`);
  return observed.map((run) => frozen[species]!.map((_, slot) => fitnessOf(agentsOf(run), { species, slot })));
}

/** Fitness of those who deviate, one by one, seed by seed, everybody else frozen. */
async function payoffs(
  bench: Play,
  { species, frozen }: Frozen,
  tried: readonly Tried[],
  seeds: readonly string[],
): Promise<number[][]> {
  const trials = tried.flatMap(({ slot, genome }) =>
    seeds.map((seed) => frozenTrial(seed, frozen, species, genome, slot)),
  );
  const observed = await bench(trials, `deviations of ${species}`);
  const fitness = observed.map((run, i) => {
    const { slot } = tried[Math.floor(i / seeds.length)]!;
    return fitnessOf(agentsOf(run), { species, slot });
  });
  return tried.map((_, g) => fitness.slice(g * seeds.length, (g + 1) * seeds.length));
}

/** The agents of a run; InputError EQUILIBRIUM_BREACH for one that breaks an invariant. */
export function agentsOf<R extends Played>({
  result,
  breach,
  trial,
}: R): NonNullable<NonNullable<R["result"]>["agents"]> {
  if (result?.agents) return result.agents;
  throw InputError.of("EQUILIBRIUM_BREACH", {
    where: `seed ${trial.seed}`,
    found: breach ? `${breach.code} at ${breach.where}` : "no agents",
  });
}
