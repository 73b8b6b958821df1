import { maxOf, minOf } from "../core/many.ts";
import { InputError } from "../core/errors/errors.ts";
import type { GivenGenomes } from "../scenario/population-faults.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { units } from "../scenario/units.ts";
import type { Estimate } from "../stats/estimate.ts";
import { mean, meanInterval } from "../stats/mean.ts";
import { evolvedPopulations } from "./equilibrium.ts";
import { genesOf, searchTogether, type Playing } from "./joint-strategies.ts";
import { agentsOf } from "./regret.ts";
import type { Bench } from "./runner.ts";

/** What it costs that everybody looks after himself. Surplus: what all agents together earn in a generation. */
export interface Anarchy {
  /** Surplus of the evolved population that has least, on fresh seeds. */
  readonly evolved: Estimate;
  /** Surplus of the best joint strategies found, on the same seeds. */
  readonly best: Estimate;
  /** What the worst evolved population falls short of it, seed by seed; the intervals of all populations hold together. */
  readonly loss: Estimate;
  /**
   * Best over evolved surplus. Undefined where the evolved one is not shown to be above 0: then no ratio says anything,
   * and the loss stands alone.
   */
  readonly ratio?: Estimate;
  /** Everybody's genomes at the best found, by species, slot by slot. */
  readonly genomes: GivenGenomes;
  /** Whether every slot was searched on its own; else a species was played by two genomes at most. */
  readonly bySlot: boolean;
  readonly populations: number;
  readonly evaluations: number;
}

export interface AnarchyInput {
  readonly scenario: Scenario;
  readonly seed: string;
  readonly confidence: number;
  /** Joint strategies that the search tries. */
  readonly budget: number;
  /** Seeds of each trial of the search, and fresh ones on which the best is measured. */
  readonly searchSeeds: number;
  readonly freshSeeds: number;
  /** Evolved populations, each of a seed of its own; 1 unless stated. */
  readonly populations?: number;
  /** The population to compare with, by species, slot by slot; evolved ones unless given. */
  readonly genomes?: GivenGenomes;
}

/** Refuses a search of joint strategies where nobody has one. Throws InputError VERIFY_ANARCHY. */
export function requireStrategies(scenario: Scenario): void {
  if ([...scenario.species.keys()].some((name) => genesOf(scenario, name).length > 0)) return;
  throw InputError.of("VERIFY_ANARCHY", { where: `scenario ${scenario.name}`, found: "no species has a gene" });
}

/**
 * The price of anarchy: the best joint strategies that a search finds, told by the surplus of all agents together,
 * against what evolved. Sources: Koutsoupias and Papadimitriou 1999; Roughgarden 2005. It is a lower bound, for no search
 * of a box finds every strategy. What evolved need not be an equilibrium: `deviations` tells how far from one it is.
 * Payments among agents cancel; what contracts mint and actors pay counts as created. Throws InputError VERIFY_ANARCHY,
 * EQUILIBRIUM_BREACH.
 */
export async function priceOfAnarchy(bench: Bench, input: AnarchyInput): Promise<Anarchy> {
  const { scenario, seed, populations = 1, confidence } = input;
  requireStrategies(scenario);
  const all = input.genomes ? [input.genomes] : await evolvedPopulations(bench, seed, populations);
  const surplus = async (played: readonly Playing[], seeds: readonly string[]): Promise<number[][]> => {
    const runs = await bench(
      played.flatMap((genomes) =>
        seeds.map((one) => ({ seed: one, generations: 1, keep: ["agents"] as const, conditions: { genomes } })),
      ),
      "joint strategies",
    );
    // added as wei: payments among agents cancel to the last one
    const totals = runs.map((run) => units(agentsOf(run).reduce((sum, { fitness }) => sum + BigInt(fitness), 0n)));
    return played.map((_, i) => totals.slice(i * seeds.length, (i + 1) * seeds.length));
  };
  const search = seedsOf(`${seed}/together`, input.searchSeeds);
  const found = await searchTogether(scenario, all, {
    seed,
    budget: input.budget,
    values: async (played) => (await surplus(played, search)).map(mean),
  });
  const fresh = seedsOf(`${seed}/together, measured`, input.freshSeeds);
  const [best, ...evolved] = (await surplus([found.genomes, ...all], fresh)) as [number[], ...number[][]];
  const each = 1 - (1 - confidence) / all.length;
  const surpluses = evolved.map((one) => meanInterval(one, each));
  const losses = evolved.map((one) => meanInterval(difference(best, one), each));
  const worst = surpluses.reduce((least, { value }, i) => (value < surpluses[least]!.value ? i : least), 0);
  const least: Estimate = {
    ...surpluses[worst]!,
    low: minOf(surpluses.map(({ low }) => low)),
    high: minOf(surpluses.map(({ high }) => high)),
  };
  const top = meanInterval(best, confidence);
  return {
    evolved: least,
    best: top,
    loss: {
      ...losses[worst]!,
      low: maxOf(losses.map(({ low }) => low)),
      high: maxOf(losses.map(({ high }) => high)),
    },
    ...(least.low > 0 && { ratio: ratioOf(meanInterval(best, (1 + confidence) / 2), evolved, confidence) }),
    genomes: found.genomes,
    bySlot: found.bySlot,
    populations: all.length,
    evaluations: found.evaluations * search.length,
  };
}

/** Best over least, each interval with half of the error, so that the quotient of their ends holds. */
function ratioOf(best: Estimate, evolved: readonly (readonly number[])[], confidence: number): Estimate {
  const parts = evolved.map((one) => meanInterval(one, 1 - (1 - confidence) / (2 * evolved.length)));
  const [low, value, high] = (["low", "value", "high"] as const).map((end) => minOf(parts.map((one) => one[end])));
  return {
    value: best.value / value!,
    low: Math.max(0, best.low) / high!,
    high: low! > 0 ? best.high / low! : Infinity,
    n: best.n,
    confidence,
  };
}

const difference = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value - b[i]!);
const seedsOf = (stem: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${stem} ${i}`);
