import { InputError } from "../core/errors/errors.ts";
import { Random } from "../core/random.ts";
import type { Genes } from "../scenario/genes.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { answer } from "../stats/inquiry.ts";
import { worstCase } from "../stats/worst-case.ts";
import type { Bench, Observation, Trial } from "./runner.ts";
import { relativeMargin, valueIn, type Limit } from "./limits.ts";
import type { Failure } from "./sign-off.ts";
import { genomeAt } from "./strategies.ts";
import { pins, world } from "./conditions.ts";

export interface WorstFound {
  /** Variables searched over: uncertain ones, and genes of each species as `species.gene`. */
  readonly variables: readonly string[];
  /** The least margin of all goals, as a share of its limit; below 0 the goal fails. */
  readonly margin: number;
  readonly goal: string;
  readonly value: number;
  readonly world: string;
  readonly genomes: { readonly [species: string]: readonly number[] };
  readonly failed: boolean;
  readonly evaluations: number;
  readonly progress: readonly { readonly evaluation: number; readonly margin: number }[];
  /** To be kept, when one was found. */
  readonly failure?: Failure;
}

/** Margin of a run that broke a promise, or whose measure could not be taken: worse than any that was measured. */
const BROKEN = -1e6;

/** Refuses a search for the worst case that has nothing to vary, or no limit to come close to. Throws InputError VERIFY_WORST. */
export function requireSomethingToSearch(scenario: Scenario, over: "world" | "strategies", limits: number): void {
  const uncertain = scenario.base.environment?.uncertain ?? [];
  const genes = [...scenario.species.values()].some(({ genome }) => Object.keys(genome as Genes).length > 0);
  const where = `scenario ${scenario.name}, --worst ${over}`;
  if (limits === 0)
    throw InputError.of("VERIFY_WORST", {
      where,
      expected: "a goal with a limit that a run can come close to",
      found: "none",
      remedy: "state what the design must keep, as in .goals(atMost(measure, bound))",
    });
  if (uncertain.length > 0 || (over === "strategies" && genes)) return;
  throw InputError.of("VERIFY_WORST", {
    where,
    expected: over === "world" ? "a variable of the environment that is uncertain" : "an uncertain variable, or a gene",
    found: "none: there is one world, and the spec sheet is about it",
    remedy:
      over === "world" && genes
        ? "declare what varies, as in environment({ price: range(1, 0.5, 2) }), or search --worst strategies"
        : "declare what varies, as in environment({ price: range(1, 0.5, 2) })",
  });
}

/**
 * Searches the world for the run that comes closest to a limit, or breaks it: over the uncertain variables, and with
 * `strategies` over the genomes of every species too, each species then playing one genome throughout. Undefined when
 * there is nothing to search over.
 */
export async function searchWorst(
  bench: Bench,
  input: {
    readonly scenario: Scenario;
    readonly limits: readonly Limit[];
    readonly budget: number;
    readonly seed: string;
    readonly strategies: boolean;
  },
): Promise<WorstFound | undefined> {
  const { scenario, limits, budget, seed } = input;
  const environment = scenario.base.environment;
  const uncertain = environment?.uncertain ?? [];
  const species = input.strategies
    ? [...scenario.species].map(([name, spec]) => [name, spec.genome as Genes] as const)
    : [];
  const variables = [
    ...uncertain.map(({ name }) => name),
    ...species.flatMap(([name, genes]) => Object.keys(genes).map((gene) => `${name}.${gene}`)),
  ];
  if (variables.length === 0 || limits.length === 0) return undefined;

  const genomesAt = (point: readonly number[]): Record<string, number[]> => {
    let from = uncertain.length;
    return Object.fromEntries(
      species.map(([name, genes]) => {
        const size = Object.keys(genes).length;
        from += size;
        return [name, genomeAt(genes, point.slice(from - size, from))] as const;
      }),
    );
  };
  const pinsAt = (point: readonly number[]): Record<string, number> =>
    environment
      ? pins(
          environment,
          point.map((u) => Math.min(u, 1 - 2 ** -53)),
        )
      : {};
  const trialAt = (point: readonly number[]): Trial => ({
    seed: `${seed}/worst`,
    conditions: {
      pinned: pinsAt(point),
      ...(species.length > 0 && {
        genomes: Object.fromEntries(Object.entries(genomesAt(point)).map(([name, genome]) => [name, [genome]])),
      }),
    },
  });
  const observed = new Map<string, Observation>();
  const search = worstCase({ dimension: variables.length, budget, random: Random.of(seed, "verify", "worst") });
  const found = await answer(search, async (points) => {
    const batch = await bench(points.map(trialAt), "worst case");
    return batch.map((observation, i) => {
      observed.set(JSON.stringify(points[i]), observation);
      return Math.max(BROKEN, leastMargin(limits, observation).margin);
    });
  });
  const at = observed.get(JSON.stringify(found.point))!;
  const { limit } = leastMargin(limits, at);
  const worst = world("sampled", pinsAt(found.point));
  return {
    variables,
    margin: found.margin,
    goal: limit.text,
    value: valueIn(limit, at),
    world: worst.name,
    genomes: genomesAt(found.point),
    failed: found.failed,
    evaluations: found.evaluations,
    progress: found.progress,
    ...(found.failed && {
      failure: {
        goal: at.breach?.code ?? limit.text,
        measure: at.breach?.code ?? limit.measure,
        world: worst,
        trial: at.trial,
        value: valueIn(limit, at),
        ...(at.breach && { breach: at.breach }),
      },
    }),
  };
}

function leastMargin(limits: readonly Limit[], observation: Observation): { limit: Limit; margin: number } {
  const margins = limits.map((limit) => ({ limit, margin: relativeMargin(limit, valueIn(limit, observation)) }));
  return margins.reduce((a, b) => (b.margin < a.margin ? b : a));
}
