import type { Random } from "../../core/random.ts";
import type { Adaptation, AdaptationInput, Transition } from "../../scenario/adaptation.ts";
import { imitateBest } from "../operators/index.ts";
import type { Imitation, Mutation } from "../operators/index.ts";
import { oneOf, optional } from "../../scenario/schema/rules.ts";
import { blocksOf, OPERATOR, requireOptions, settingsOf, SHRINKING, shrinking } from "./shared.ts";

/** What imitation of others is made of. */
export interface ImitateOptions {
  /** `imitateBest` unless stated. */
  readonly rule?: Imitation;
  /** Applied to everyone after imitation: experiments, and slips of memory. Steps that shrink over the run unless stated. */
  readonly mutate?: Mutation;
  /** Whom one looks at: the rivals of the own group, or anyone of the species. */
  readonly of?: "group" | "population";
  /** `generational`: everyone looks at once. `steady`: one of a group, or one of all, every block. */
  readonly clock?: "generational" | "steady";
}

/**
 * Imitation: agents look at others, take after those who earned more, and keep their accounts. Among the few rivals of
 * one contest this leads away from the Nash equilibrium: what hurts rivals more than oneself looks like success.
 *
 * @example imitate({ rule: imitateBest(), mutate: gaussian(geometricDecrease(0.05, 0.001, 500)), of: "group" })
 */
export function imitate(options: ImitateOptions = {}): Adaptation {
  requireOptions("imitate", options, {
    rule: optional(OPERATOR.imitation),
    mutate: optional(OPERATOR.mutation),
    of: optional(oneOf("group", "population")),
    clock: optional(oneOf("generational", "steady")),
  });
  const { rule = imitateBest(), of = "group", clock = "generational" } = options;
  return {
    name: "imitate",
    basis: of === "group" ? "rivals in its group" : "the population",
    clock,
    settings: { ...settingsOf({ rule, mutate: options.mutate ?? SHRINKING }), of },
    next(input) {
      const genes = Object.values(input.genes);
      const mutate = options.mutate ?? shrinking(input.generations);
      const transitions: Transition[] = [];
      for (const [block, members] of blocksOf(input, of).entries()) {
        const random = input.random.at(block);
        const looking = clock === "steady" ? new Set(steadyLookers(input, members, random)) : undefined;
        const modelOf = rule.models(members, input.fitness);
        for (const [place, i] of members.entries()) {
          if (looking && !looking.has(i)) {
            transitions[i] = {
              kind: "keeps",
              genome: input.genomes[i]!,
              parent: i,
              state: input.states[i] ?? mutate.strategy(genes),
            };
            continue;
          }
          const model = modelOf(place, random);
          const strategy = (input.states[model] ?? mutate.strategy(genes)) as readonly number[];
          const child = mutate.mutate(genes, { genome: input.genomes[model]!, strategy }, input.generation - 1, random);
          const same = child.genome.every((value, g) => value === input.genomes[i]![g]);
          const kind = input.bankrupt[i] ? "reborn" : same ? "keeps" : "changes";
          transitions[i] = { kind, genome: child.genome, parent: model, state: child.strategy };
        }
      }
      return transitions;
    },
  };
}

/** Who is bankrupt begins anew at once; else one of them looks at the others. */
function steadyLookers(input: AdaptationInput, members: readonly number[], random: Random): readonly number[] {
  const bankrupt = members.filter((i) => input.bankrupt[i]);
  return bankrupt.length > 0 ? bankrupt : [random.pick(members)];
}
