import type { Entries } from "../entry.ts";

export const EVALUATION = {
  DEPLOY_ADDRESS: {
    kind: "run",
    means: "A contract was deployed at another address than the plan computed.",
  },
  HARDFORK_UNKNOWN: {
    kind: "input",
    means: "No hardfork of this name is supported.",
  },
  INTERRUPTED: {
    kind: "run",
    means: "The command was interrupted before all of its work was done.",
    expected: "{jobs} jobs done",
    remedy: "give the same command again; what is done is not done again",
  },
  JOB_DIED: {
    kind: "run",
    means: "A worker process died repeatedly while it did the same job.",
    expected: "a worker that lives until its job is done",
    remedy: "if memory ran out, use fewer workers or a smaller population",
  },
  JOB_FAILED: {
    kind: "run",
    means: "A job ended with an error that has no code of its own.",
    expected: "a result",
  },
  JOB_HANDLER: {
    kind: "run",
    means: "A job names a handler that is missing or is not a function.",
  },
  JOB_HANDLER_TAKEN: {
    kind: "run",
    means: "Two modules register a job handler under one name.",
    expected: "a name of its own for every job handler",
  },
  JOB_TIMEOUT: {
    kind: "run",
    means: "A job exceeds its limit of processor time, or does nothing for as long.",
    expected: "a job that ends within {seconds} s",
    remedy: "allow it more time, or make the run smaller",
  },
  JOB_WORKERS: {
    kind: "input",
    means: "The number of processes is no number of processes.",
    expected: "a whole number of at least 1",
  },
  PARAMETER_UNKNOWN: {
    kind: "input",
    means: "The scenario has no parameter of this name.",
    expected: "one of {names}",
  },
  PREDICTION_UNKNOWN: {
    kind: "input",
    means: "A scenario predicts a measure that it does not have.",
    expected: "a measure of the scenario",
  },
  RUN_EMPTY: {
    kind: "input",
    means: "The sizes of a run leave nothing to simulate.",
  },
  SCENARIO_BROKEN: {
    kind: "input",
    means: "The scenario's module does not load.",
    expected: "a module that loads",
  },
  SCENARIO_EXPORT: {
    kind: "input",
    means: "The scenario's module does not export a scenario.",
    expected: "a default export made with scenario(...)",
    remedy: 'export default scenario("name", { ... })',
  },
  SCENARIO_THREW: {
    kind: "input",
    means: "A function of the scenario threw.",
    expected: "an answer",
    remedy: "correct the scenario's file",
  },
  SCENARIO_UNKNOWN: {
    kind: "input",
    means: "No scenario has this name, and no file this path.",
    expected: "the name of a scenario, or the path of its file",
  },
  SOURCE_CHANGED: {
    kind: "run",
    means: "The code of a run was changed while it ran.",
  },
  PART_UNKNOWN: {
    kind: "input",
    means: "The scenario has no part of this name that could be left out.",
    expected: "one of {parts}",
  },
  SPECIES_UNKNOWN: {
    kind: "input",
    means: "The scenario has no species of this name.",
    expected: "one of {names}",
  },
} as const satisfies Entries;
