export { type Crossover, lineCrossover, noCrossover, simulatedBinary, uniformCrossover } from "./crossover.ts";
export { type Grouping, randomGroups, roundRobin } from "./grouping.ts";
export { fermi, type Imitation, imitateBest, imitateBetter } from "./imitation.ts";
export { gaussian, type Mutation, type MutationOptions, noMutation, polynomial, selfAdaptive } from "./mutation.ts";
export type { Heritable, Operator } from "./operator.ts";
export { constantSize, geometricDecrease, powerDecrease, type Schedule } from "./schedule.ts";
export { roulette, type Selection, tournament, truncation } from "./selection.ts";
export { type Learner, type Learning, trialAndError, type TrialAndErrorOptions, turnOf } from "./trial-and-error.ts";
