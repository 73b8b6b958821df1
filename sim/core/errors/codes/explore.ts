import type { Entries } from "../entry.ts";

export const EXPLORE = {
  EXPLORE_ALL_FAILED: {
    kind: "run",
    means: "Every design that was tried fails.",
    expected: "some design that can be deployed and run",
    remedy: "run the scenario with its defaults first ({$evolve}), then widen or move the bounds",
  },
  EXPLORE_BUDGET: {
    kind: "input",
    means: "The budget of a search does not suffice for two designs.",
    expected: "a whole number of at least {min}",
    remedy: "allow at least two designs: twice as many evaluations as --replicates",
  },
  EXPLORE_EMPTY_BOX: {
    kind: "input",
    means: "A parameter to be searched has no value within its bounds.",
    expected: "bounds or choices that hold at least one value",
    remedy: "correct the parameter's bounds",
  },
  EXPLORE_NO_GOALS: {
    kind: "input",
    means: "The scenario states no goals, so no design is better than another.",
    expected: "at least one goal",
    remedy: 'state what a good design achieves, as in .goals(maximize("hashRate"), atMost("issuance", 200))',
  },
  EXPLORE_NO_PARAMETERS: {
    kind: "input",
    means: "No parameter is left to be searched.",
    expected: "at least one parameter to search",
    remedy: "declare parameters with their bounds in the scenario, or take one out of --set",
  },
  EXPLORE_OPTIMISER: {
    kind: "input",
    means: "The optimiser does not take this number of objectives.",
  },
  EXPLORE_REPLICATES: {
    kind: "input",
    means: "The number of runs for each design is not a whole number above 0.",
    expected: "a whole number of at least {min}",
    remedy: "give more",
  },
} as const satisfies Entries;
