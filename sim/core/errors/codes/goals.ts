import type { Entries } from "../entry.ts";

export const GOALS = {
  GOAL_BOUND: {
    kind: "input",
    means: "The bound of a goal is not finite, or its bounds are reversed.",
  },
  GOAL_DEVIATION: {
    kind: "input",
    means: "A goal about deviations is stated wrongly.",
  },
  GOAL_NOT_MEASURED: {
    kind: "input",
    means: "A goal's measure has no value in a run.",
    expected: "a value of {measure}",
  },
  GOAL_NO_REPLICATES: {
    kind: "input",
    means: "Goals are assessed without a run.",
    expected: "at least one run",
  },
  GOAL_OBJECTIVES: {
    kind: "input",
    means: "The objectives contradict each other or mix ordered and free ones.",
  },
  GOAL_ON_NOTHING: {
    kind: "input",
    means: "A goal names no measure.",
    expected: "a goal on at least one measure",
  },
  GOAL_STATISTIC: {
    kind: "input",
    means: "The statistic of a goal is stated wrongly.",
  },
  GOAL_TOLERANCE: {
    kind: "input",
    means: "The tolerance of an ordered objective is negative or not a number.",
    expected: "tolerances of at least 0",
  },
  GOAL_UNKNOWN_MEASURE: {
    kind: "input",
    means: "A goal is about a measure that the scenario does not have.",
    expected: "the name of a measure of the scenario",
  },
  GOAL_WEIGHT: {
    kind: "input",
    means: "The weight of an objective is 0 or not finite.",
    expected: "a finite weight other than 0",
  },
} as const satisfies Entries;
