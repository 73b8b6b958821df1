import type { Entries } from "../entry.ts";

export const FOUNDATIONS = {
  NONDETERMINISTIC: {
    kind: "run",
    means:
      "Something that must depend on its inputs alone depends on more: a clock, the host's random numbers, or what it kept.",
  },
  INTERNAL: {
    kind: "run",
    means: "The simulator contradicts itself.",
    remedy: "report it, with what you ran",
  },
  FIXED_POINT: {
    kind: "input",
    means: "A number that is not finite has no fixed point form.",
    expected: "a finite number",
  },
  RANDOM_BOUND: {
    kind: "input",
    means: "A random integer is drawn below a bound that leaves none, such as the length of an empty list.",
    expected: "a whole number from 1 to 2^32",
    remedy: "draw only where there is something to draw from",
  },
  SOURCE_UNREADABLE: {
    kind: "input",
    means: "The imports of a module cannot be followed.",
    expected: "modules whose imports can be followed, so that results are known by the code that made them",
    remedy: "correct the import",
  },
  STATS_ANSWERS: {
    kind: "run",
    means: "A function that answers points in batches gives another number of values.",
    expected: "{points} values, one for each point",
  },
  STATS_ARGUMENT: {
    kind: "input",
    means: "An argument of a statistical procedure is out of range.",
  },
  STATS_CONFIDENCE: {
    kind: "input",
    means: "A confidence is not strictly between 0 and 1.",
    expected: "a confidence strictly between 0 and 1",
  },
  STATS_SAMPLE: {
    kind: "input",
    means: "A sample is too small or not finite.",
  },
} as const satisfies Entries;
