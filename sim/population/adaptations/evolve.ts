import { minOf } from "../../core/many.ts";
import type { Random } from "../../core/random.ts";
import type { Adaptation, AdaptationInput, Transition } from "../../scenario/adaptation.ts";
import type { Gene } from "../../scenario/genes.ts";
import type { Plain } from "../../scenario/species.ts";
import { lineCrossover, noCrossover, truncation } from "../operators/index.ts";
import type { Crossover, Heritable, Mutation, Selection } from "../operators/index.ts";
import { oneOf, optional, whole } from "../../scenario/schema/rules.ts";
import { refused } from "../operators/selection.ts";
import { blocksOf, OPERATOR, requireOptions, settingsOf, SHRINKING, shrinking } from "./shared.ts";

/** What evolution by selection is made of. */
export interface EvolveOptions {
  /** The best three tenths unless stated. */
  readonly select?: Selection;
  /** Steps that shrink from 1 to 0.002 of a gene's range over the run unless stated. */
  readonly mutate?: Mutation;
  /** Along the line through the parents with the default operators, else none unless stated. */
  readonly cross?: Crossover;
  /** `generational`: all but the elite make room at once. `steady`: one place a group, or one in all, every block. */
  readonly clock?: "generational" | "steady";
  /** How many of the best live on unchanged; generational only. A twentieth with the default operators, else none unless stated. */
  readonly elites?: number;
  /** Who makes room in the steady state: anybody (a Moran process) or the worst. */
  readonly replace?: "random" | "worst";
  /** Whether parents are looked for in the whole species or in the own group. */
  readonly within?: "population" | "group";
  /** Whether a child is a new agent with new accounts, or takes over the accounts as they are (as a change of mind). */
  readonly child?: "reborn" | "changes";
}

/** Of the default crossover: chosen, as the other defaults, on landscapes and seeds of its own. */
const REACH = 1.5;

/**
 * Evolution: what earns more leaves more children. The basis of comparison is the population (or the group). Without
 * operators it searches widely first and narrowly in the end; docs/statistics.md tells how often that finds the best.
 *
 * @example evolve()
 * @example evolve({ select: tournament(2), mutate: gaussian(0.05), elites: 1 })
 */
export function evolve(options: EvolveOptions = {}): Adaptation {
  requireOptions("evolve", options, {
    select: optional(OPERATOR.selection),
    mutate: optional(OPERATOR.mutation),
    cross: optional(OPERATOR.crossover),
    clock: optional(oneOf("generational", "steady")),
    elites: optional(whole(0, Number.MAX_SAFE_INTEGER, "agents")),
    replace: optional(oneOf("random", "worst")),
    within: optional(oneOf("population", "group")),
    child: optional(oneOf("reborn", "changes")),
  });
  const {
    select = truncation(0.3),
    cross = options.select || options.mutate ? noCrossover() : lineCrossover(REACH),
    clock = "generational",
    elites = options.select || options.mutate ? 0 : "a twentieth",
    replace = "random",
    within = "population",
    child = "reborn",
  } = options;
  return {
    name: "evolve",
    basis: within === "group" ? "rivals in its group" : "the population",
    clock,
    settings: { ...settingsOf({ select, cross, mutate: options.mutate ?? SHRINKING }), elites, replace, within, child },
    accept({ agents, groups }) {
      const rivals = within === "group" ? minOf(groups) : agents;
      if (clock === "generational" && elites !== "a twentieth" && elites > 0 && elites >= rivals)
        throw refused(
          "evolve.elites",
          `fewer than the ${rivals} agents of a ${within}, or none of them changes`,
          elites,
        );
    },
    next(input) {
      const genes = Object.values(input.genes);
      const mutate = options.mutate ?? shrinking(input.generations);
      const transitions: Transition[] = input.genomes.map((genome, i) => ({
        kind: "keeps",
        genome,
        parent: i,
        state: stateOf(input, i, mutate, genes),
      }));
      blocksOf(input, within).forEach((members, block) => {
        const random = input.random.at(block);
        const places =
          clock === "steady"
            ? steadyPlaces(input, members, replace, random)
            : generationalPlaces(
                input,
                members,
                elites === "a twentieth"
                  ? Math.min(members.length - 1, Math.max(1, Math.floor(members.length / 20)))
                  : elites,
                random,
              );
        const able = members.filter((i) => !input.bankrupt[i]);
        const candidates = able.length > 0 ? able : members;
        const fitness = candidates.map((i) => input.fitness[i]!);
        const parents = select.select(fitness, places.length + (places.length % 2), random).map((i) => candidates[i]!);
        for (let k = 0; k < places.length; k += 2) {
          const pair = [parents[k]!, parents[k + 1]!];
          const children = cross.cross(genes, input.genomes[pair[0]!]!, input.genomes[pair[1]!]!, random);
          places.slice(k, k + 2).forEach((place, c) => {
            const parent = pair[c]!;
            const strategy = stateOf(input, parent, mutate, genes) as readonly number[];
            const heir: Heritable = { genome: children[c]!, strategy };
            const born = mutate.mutate(genes, heir, input.generation - 1, random);
            transitions[place] = { kind: child, genome: born.genome, parent, state: born.strategy };
          });
        }
      });
      return transitions;
    },
  };
}

/** The mutation sizes an agent carries; a founder's are the operator's initial ones. */
function stateOf(input: AdaptationInput, i: number, mutate: Mutation, genes: readonly Gene[]): Plain {
  return input.states[i] ?? mutate.strategy(genes);
}

function generationalPlaces(
  input: AdaptationInput,
  members: readonly number[],
  elites: number,
  random: Random,
): number[] {
  const order = random.shuffle([...members]);
  order.sort(
    (a, b) => Number(input.bankrupt[a]!) - Number(input.bankrupt[b]!) || input.fitness[b]! - input.fitness[a]!,
  );
  return order.slice(elites).sort((a, b) => a - b);
}

function steadyPlaces(
  input: AdaptationInput,
  members: readonly number[],
  replace: "random" | "worst",
  random: Random,
): number[] {
  const bankrupt = members.filter((i) => input.bankrupt[i]);
  if (bankrupt.length > 0) return bankrupt;
  if (replace === "random") return [random.pick(members)];
  const min = minOf(members.map((i) => input.fitness[i]!));
  return [random.pick(members.filter((i) => input.fitness[i] === min))];
}
