import type { Entries } from "../entry.ts";

export const SEARCH = {
  ASK_COUNT: {
    kind: "input",
    means: "The number of proposals asked for is out of range.",
    expected: "a whole number from 1 to {max}",
  },
  BOUND_NOT_FINITE: {
    kind: "input",
    means: "The bounds of a variable are not finite.",
    expected: "finite bounds and a finite width",
  },
  BOUND_NOT_INTEGER: {
    kind: "input",
    means: "The bounds of an integer variable are not whole or too large.",
    expected: "whole bounds of at most 2^45 in size",
  },
  EMPTY_BOX: {
    kind: "input",
    means: "A variable has no value within its bounds.",
  },
  LOG_BOUND: {
    kind: "input",
    means: "A variable on a log scale reaches 0.",
    expected: "low > 0 on a log scale",
  },
  NOT_FINITE: {
    kind: "input",
    means: "A hypervolume is asked of objectives that are not finite.",
    expected: "finite objectives",
  },
  NO_VARIABLES: {
    kind: "input",
    means: "A search box has no variables.",
    expected: "at least one variable",
  },
  OBJECTIVE_COUNT: {
    kind: "input",
    means: "The number of objectives does not fit.",
  },
  OBJECTIVE_DIRECTION: {
    kind: "input",
    means: "The direction of an objective is unknown.",
    expected: "minimize or maximize",
  },
  OPTION_RANGE: {
    kind: "input",
    means: "A setting of an optimiser is out of range.",
  },
  OPTION_REPEATED: {
    kind: "input",
    means: "A choice lists an option twice.",
    expected: "each option once",
  },
  REFERENCE_POINTS: {
    kind: "input",
    means: "The layers of reference points make no sense or too many points.",
    expected: "layers of at least one partition and a scale in (0, 1], at most {max} points in all",
  },
  RESTARTS: {
    kind: "input",
    means: "The restart rule of CMA-ES is unknown.",
    expected: "none, ipop or bipop",
  },
  RESULT_REPEATED: {
    kind: "input",
    means: "A proposal is answered twice.",
    expected: "one result a proposal",
  },
  RESULT_UNKNOWN: {
    kind: "input",
    means: "A result answers no proposal.",
  },
  STALL_RULE: {
    kind: "input",
    means: "The rule that ends a stalled search makes no sense.",
    expected: "a window of at least one batch and a tolerance above 0",
  },
  START_OUTSIDE: {
    kind: "input",
    means: "The start of a search lies outside its box.",
    expected: "{count} values within the bounds",
  },
  VARIABLE_COUNT: {
    kind: "input",
    means: "The number of variables exceeds what the sampler supports.",
    expected: "1 to {max} variables",
    remedy: "use the Latin hypercube, which has no limit",
  },
  VARIABLE_KIND: {
    kind: "input",
    means: "The kind of a variable is unknown.",
    expected: "real, integer or choice",
  },
  VARIABLE_NAME: {
    kind: "input",
    means: "A variable has no name.",
    expected: "a name",
  },
  VARIABLE_REPEATED: {
    kind: "input",
    means: "Two variables have one name.",
    expected: "each name once",
  },
  VARIABLE_SCALE: {
    kind: "input",
    means: "The scale of a variable is unknown.",
    expected: "linear or log",
  },
  VIOLATION_NEGATIVE: {
    kind: "input",
    means: "A result's violations are no list of numbers of at least 0.",
    expected: "a list of numbers >= 0",
  },
} as const satisfies Entries;
