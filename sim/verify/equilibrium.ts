import { InputError } from "../core/errors/errors.ts";
import { Random } from "../core/random.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Genes } from "../scenario/genes.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Estimate, Verdict } from "../stats/estimate.ts";
import { verdictOf } from "../stats/estimate.ts";
import { answer } from "../stats/inquiry.ts";
import { mean, meanInterval } from "../stats/mean.ts";
import { worstCase } from "../stats/worst-case.ts";
import type { Bench, Observation } from "./runner.ts";
import { fitnessOf, frozenTrial } from "./deviation-case.ts";
import { genomeAt, standardDeviations } from "./strategies.ts";

/** What one agent of a species could gain by playing something else while everybody else stays as they are. */
export interface Deviation {
  readonly species: string;
  /** Fitness of a generation gained by the best deviation found, in the numeraire; measured on fresh seeds. */
  readonly gain: Estimate;
  /** The same, seed by seed. */
  readonly gains: readonly number[];
  readonly seeds: readonly string[];
  /** Mean fitness without deviating. */
  readonly payoff: number;
  readonly genes: readonly string[];
  readonly genome: readonly number[];
  readonly own: readonly number[];
  /** Everybody's genomes, by species, slot by slot: with these and a seed a gain can be measured again. */
  readonly frozen: GivenGenomes;
  readonly evaluations: number;
}

export interface EquilibriumInput {
  readonly scenario: Scenario;
  readonly seed: string;
  /** Deviations tried for each species. */
  readonly budget: number;
  /** Seeds of each trial of the search, and fresh ones on which the best is measured. */
  readonly searchSeeds: number;
  readonly freshSeeds: number;
  readonly confidence: number;
  /** Species that deviate; every one unless stated. */
  readonly species?: readonly string[];
  /** The population to freeze, by species, slot by slot; the evolved one unless given. */
  readonly genomes?: GivenGenomes;
}

/**
 * How far a population is from where nobody gains by deviating. It is frozen; then for each species the agent in the
 * first slot tries what every other agent plays, the bounds of each gene and its own neighbourhood, and then genomes all
 * over the box, the search following what gains. The same seeds with and without the
 * deviation cancel the luck of the draw. A gain whose interval holds 0 says that no gainful deviation was found.
 */
export async function deviations(bench: Bench, input: EquilibriumInput): Promise<Deviation[]> {
  const { scenario, seed, budget, confidence } = input;
  const frozen = input.genomes ?? (await evolved(bench, seed));
  const asked = input.species ?? [...scenario.species.keys()];
  const names = asked.filter((name) => (frozen[name]?.length ?? 0) > 0);
  const found: Deviation[] = [];
  for (const species of names) {
    const genes = scenario.species.get(species)!.genome as Genes;
    if (Object.keys(genes).length === 0) continue;
    const own = frozen[species]![0]!;
    const search = seedsOf(`${seed}/deviate`, input.searchSeeds);
    const before = await payoffs(bench, species, frozen, [own], search);
    const inquiry = worstCase({
      dimension: Object.keys(genes).length,
      budget,
      stopAtFailure: false,
      random: Random.of(seed, "verify", "deviation", species),
    });
    const best = await answer(inquiry, async (points) => {
      const tried = await payoffs(
        bench,
        species,
        frozen,
        points.map((point) => genomeAt(genes, point)),
        search,
      );
      return tried.map((payoff) => mean(before[0]!) - mean(payoff));
    });
    const standard = standardDeviations(genes, own, frozen[species]!);
    const certain = await payoffs(bench, species, frozen, standard, search);
    // to stay is a deviation too, which gains nothing
    let [genome, margin] = best.margin < 0 ? [genomeAt(genes, best.point), best.margin] : [own, 0];
    certain.forEach((payoff, i) => {
      const here = mean(before[0]!) - mean(payoff);
      if (here < margin) [genome, margin] = [standard[i]!, here];
    });
    const fresh = seedsOf(`${seed}/measure`, input.freshSeeds);
    const [stays, deviates] = await payoffs(bench, species, frozen, [own, genome], fresh);
    const gains = deviates!.map((payoff, i) => payoff - stays![i]!);
    found.push({
      species,
      gain: meanInterval(gains, 1 - (1 - confidence) / names.length),
      gains,
      seeds: fresh,
      payoff: mean(stays!),
      genes: Object.keys(genes),
      genome,
      own,
      frozen,
      evaluations: best.evaluations + standard.length,
    });
  }
  return found;
}

/** Holds every species' gain against the most that is allowed. */
export function gainVerdict(found: readonly Deviation[], max: number): Verdict {
  const verdicts = found.map(({ gain }) => verdictOf(gain, "at most", max));
  return verdicts.includes("not met") ? "not met" : verdicts.includes("undecided") ? "undecided" : "met";
}

const seedsOf = (stem: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${stem} ${i}`);

/** The genomes of the last generation of a run, slot by slot. */
async function evolved(bench: Bench, seed: string): Promise<GivenGenomes> {
  const [run] = await bench([{ seed, keep: ["agents"] }], "evolving a population");
  const frozen: Record<string, (readonly number[])[]> = {};
  for (const agent of agentsOf(run!)) (frozen[agent.species] ??= []).push(agent.genome);
  return frozen;
}

/** Fitness of the first slot of a species, genome by genome, seed by seed, everybody else frozen. */
async function payoffs(
  bench: Bench,
  species: string,
  frozen: GivenGenomes,
  genomes: readonly (readonly number[])[],
  seeds: readonly string[],
): Promise<number[][]> {
  const trials = genomes.flatMap((genome) => seeds.map((seed) => frozenTrial(seed, frozen, species, genome)));
  const observed = await bench(trials, `deviations of ${species}`);
  const fitness = observed.map((run) => fitnessOf(agentsOf(run), species));
  return genomes.map((_, g) => fitness.slice(g * seeds.length, (g + 1) * seeds.length));
}

function agentsOf({ result, breach, trial }: Observation): NonNullable<NonNullable<Observation["result"]>["agents"]> {
  if (result?.agents) return result.agents;
  throw InputError.of("EQUILIBRIUM_BREACH", {
    where: `seed ${trial.seed}`,
    found: breach ? `${breach.code} at ${breach.where}` : "no agents",
  });
}
