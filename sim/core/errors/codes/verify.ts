import type { Entries } from "../entry.ts";

export const VERIFY = {
  BASE_SCENARIO: {
    kind: "input",
    means: "The base of a verification is one of another scenario.",
    expected: "a verification of {scenario}",
    remedy: "name the document of this scenario, or the folder that holds those of all",
  },
  BASE_UNREADABLE: {
    kind: "input",
    means: "What a verification is to be compared with is none that verify wrote.",
    expected: "a folder of results, or a verify-<scenario>.json as verify writes it there",
    remedy: "run verify on the base branch first, and give its folder or its document",
  },
  CASES_BROKEN: {
    kind: "input",
    means: "The file of kept failing cases is damaged.",
    expected: "failing cases as a verification has written them",
    remedy: "restore the file, or remove it to begin anew",
  },
  CASE_UNKNOWN: {
    kind: "input",
    means: "No kept failing case has this name.",
  },
  DEVIATION_NOBODY: {
    kind: "input",
    means: "A goal about deviations is about a species in which no agent can deviate.",
    expected: "a species with agents, and a gene in which one of them can deviate",
  },
  EQUILIBRIUM_BREACH: {
    kind: "input",
    means: "The search for an equilibrium met a run that breaks an invariant.",
    expected: "a run that keeps the invariants",
    remedy: "mend the design first: verify it without --equilibrium",
  },
  RESONANCE_BREACH: {
    kind: "input",
    means: "A forced run breaks an invariant.",
    expected: "runs that keep the invariants",
    remedy: "force with a smaller --amplitude, or mend the design first",
  },
  RESONANCE_FORCE: {
    kind: "input",
    means: "The value to be forced is not in the environment.",
  },
  RESONANCE_SERIES: {
    kind: "input",
    means: "The scenario has no measure that is read in every block.",
    expected: "a measure of events or of a view",
    remedy: 'add a view, and give it every: "block" to be read after each block',
  },
  RESONANCE_SWEEP: {
    kind: "input",
    means: "The value to be swept is no number of the scenario.",
  },
  VERIFY_NO_GOALS: {
    kind: "input",
    means: "The scenario states no limits, so there is nothing to verify.",
    expected: "a goal with a limit: atMost, atLeast or within",
    remedy: "state what the design must keep, as in .goals(atMost(measure, bound)), or ask for --resonance",
  },
  VERIFY_ANARCHY: {
    kind: "input",
    means: "Nothing can be searched for the price of anarchy.",
    expected: "a species with a gene, whose agents could play something else",
    remedy: "leave --anarchy out, or give a species a genome",
  },
  VERIFY_WORST: {
    kind: "input",
    means: "Nothing can be searched for the worst case.",
  },
} as const satisfies Entries;
