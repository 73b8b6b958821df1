import type { Adaptation, Transition } from "../../scenario/adaptation.ts";
import type { Plain } from "../../scenario/species.ts";
import { trialAndError, turnOf } from "../operators/index.ts";
import type { Learner, Learning } from "../operators/index.ts";
import { oneOf } from "../../scenario/schema/rules.ts";
import { blocksOf, OPERATOR, requireOptions } from "./shared.ts";

/**
 * Learning from the own payoff alone: one agent of each group tries a step while its rivals stand still, and keeps it
 * if it earned more than before. A round of one trial takes two generations: measure, try. Leads to a Nash equilibrium.
 *
 * @example learn(trialAndError({ size: 0.1 }))
 */
export function learn(learning: Learning = trialAndError()): Adaptation {
  requireOptions("learn", { learning }, { learning: OPERATOR.learning });
  return {
    name: "learn",
    basis: "own past",
    clock: "generational",
    settings: { learning: { name: learning.name, ...learning.settings } },
    next(input) {
      const genes = Object.values(input.genes);
      const measured = (input.generation - 1) % 2 === 0;
      const round = Math.floor((input.generation - 1) / 2);
      const transitions: Transition[] = [];
      for (const members of blocksOf(input, "group")) {
        const turn = members[turnOf(round, members.length)]!;
        for (const i of members) {
          const genome = input.genomes[i]!;
          const learner = (input.states[i] as unknown as Learner | null) ?? learning.begin(genome);
          if (input.bankrupt[i]) {
            const state = learning.begin(genome) as unknown as Plain;
            transitions[i] = { kind: "reborn", genome, parent: i, state };
          } else if (i !== turn)
            transitions[i] = { kind: "keeps", genome, parent: i, state: learner as unknown as Plain };
          else if (measured) {
            const attempt = learning.attempt(genes, learner, input.fitness[i]!, input.random.at(i));
            transitions[i] = {
              kind: "changes",
              genome: attempt.genome,
              parent: i,
              state: attempt.learner as unknown as Plain,
            };
          } else {
            const updated = learning.update(learner, genome, input.fitness[i]!);
            transitions[i] = { kind: "changes", genome: updated.base, parent: i, state: updated as unknown as Plain };
          }
        }
      }
      return transitions;
    },
  };
}

/**
 * No adaptation: agents stay what they are. For honest species, controls, and games whose choice is in the policy.
 *
 * @example
 * const adaptation = fixed(); // what agents are born with, they keep
 */
export function fixed(clock: "generational" | "steady" = "generational"): Adaptation {
  requireOptions("fixed", { clock }, { clock: oneOf("generational", "steady") });
  return {
    name: "fixed",
    basis: "own past",
    clock,
    settings: {},
    next: (input) =>
      input.genomes.map((genome, parent) => ({
        kind: input.bankrupt[parent] ? "reborn" : "keeps",
        genome,
        parent,
        state: null,
      })),
  };
}
