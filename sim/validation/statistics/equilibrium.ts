import { Random } from "../../core/random.ts";
import contest from "../../scenarios/contest.ts";
import type { Play } from "../../verify/deviation-case.ts";
import { deviations, gainVerdict, type Deviation } from "../../verify/equilibrium.ts";
import { atMost, power, type Promised } from "./row.ts";
import { heavy, normal, type Source } from "./samplers.ts";

/** The contest among four without a chain: a prize of 1, shared pro rata to effort, with luck in what each is paid. */
interface Game {
  /** Of a unit of effort, by slot. */
  readonly costs: readonly number[];
  readonly luck: Source;
}

const SPECIES = "miner";
/** Standard deviation of luck, as a share of what is paid. */
const LUCK = 0.02;
const EQUAL = [1, 1, 1, 1];
const UNEQUAL = [0.8, 1, 1.1, 1.2];
/** Of a slot's costs at which any effort loses. */
const TOO_DEAR = 3;

/**
 * Efforts at which nobody gains by deviating: S (1 - c S) with S = (n - 1) / the sum of costs, of those who take part; the
 * others play the least. Source: as the targets of C2, by the first-order conditions.
 */
function equilibrium(costs: readonly number[], least: number): number[] {
  const playing = costs.filter((cost) => cost < TOO_DEAR);
  const total = (playing.length - 1) / playing.reduce((sum, cost) => sum + cost, 0);
  return costs.map((cost) => (cost < TOO_DEAR ? total * (1 - cost * total) : least));
}

/** Luck is drawn anew for each effort, so that a deviation on the same seed does not cancel it. */
function playing({ costs, luck }: Game, random: Random): Play {
  const key = random.integer(2 ** 31);
  return (trials) =>
    Promise.resolve(
      trials.map((trial) => {
        const genomes = trial.conditions!.genomes![SPECIES]!;
        const total = genomes.reduce((sum, [effort]) => sum + effort!, 0);
        const agents = genomes.map((genome, slot) => {
          const draws = Random.of(key, trial.seed, slot, genome[0]!);
          const paid = (genome[0]! / total) * (1 + LUCK * luck.draw(draws));
          const fitness = BigInt(Math.round((paid - costs[slot]! * genome[0]!) * 1e12)) * 10n ** 6n;
          return { species: SPECIES, slot, genome, fitness: String(fitness) };
        });
        return { trial, result: { agents } };
      }),
    );
}

async function found(game: Game, efforts: readonly number[], random: Random): Promise<Deviation> {
  const [deviation] = await deviations(playing(game, random.at(0)), {
    scenario: contest.definition,
    seed: String(random.at(1).integer(2 ** 31)),
    budget: 40,
    searchSeeds: 3,
    freshSeeds: 8,
    confidence: 0.95,
    genomes: { [SPECIES]: efforts.map((effort) => [effort]) },
  });
  return deviation!;
}

/** The least effort that the scenario's gene allows. */
const LEAST = 0.002;

/** What `--equilibrium` says of populations whose equilibrium is known. A repetition takes some hundreds of games. */
export function equilibriumRows(): Promised[] {
  const procedure = "equilibrium (deviations)";
  const gains = (game: Game, efforts: readonly number[], most: number): Promised["once"] => {
    return async (random) => gainVerdict([await found(game, efforts, random)], most) === "not met";
  };
  const rest = { procedure, dear: true };
  const costly = [1, 1, 1, TOO_DEAR];
  return [
    ...[normal, heavy].map((luck) =>
      atMost(0.05, {
        ...rest,
        data: `the contest at its equilibrium, unequal costs, ${luck.about} luck`,
        counted: "says that somebody gains",
        once: gains({ costs: UNEQUAL, luck }, equilibrium(UNEQUAL, LEAST), 0),
      }),
    ),
    power({
      ...rest,
      data: "the same efforts, one of the four twice",
      counted: "says that somebody gains",
      once: gains({ costs: UNEQUAL, luck: normal }, moved(equilibrium(UNEQUAL, LEAST)), 0),
    }),
    power({
      ...rest,
      data: "the contest of equal costs at its equilibrium",
      counted: "says that nobody gains 0.02 of the prize",
      once: async (random) => {
        const game = { costs: EQUAL, luck: normal };
        return gainVerdict([await found(game, equilibrium(EQUAL, LEAST), random)], 0.02) === "met";
      },
    }),
    power({
      ...rest,
      data: "one for whom any effort loses takes part",
      counted: "the deviation is not to play",
      once: async (random) => {
        const efforts = equilibrium(costly, LEAST).with(3, 0.1);
        const { slot, genome } = await found({ costs: costly, luck: normal }, efforts, random);
        return slot === 3 && genome[0]! < 2 * LEAST;
      },
    }),
  ];
}

const moved = (efforts: readonly number[]): number[] =>
  efforts.map((effort, slot) => (slot === 0 ? effort * 2 : effort));
