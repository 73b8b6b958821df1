import type { Entries } from "../entry.ts";

export const ENVIRONMENT = {
  CONDITION_FORCING: {
    kind: "input",
    means: "A forcing of the environment is not a finite sine wave.",
    expected: "finite amplitude, omega and phase",
  },
  CONDITION_INNOVATION: {
    kind: "input",
    means: "An innovation of the environment is outside [0, 1).",
    expected: "numbers in [0, 1), or null where the seed shall decide",
  },
  CONDITION_OFFSET: {
    kind: "input",
    means: "An offset of the environment is not finite.",
    expected: "finite numbers",
  },
  CONDITION_PIN: {
    kind: "input",
    means: "A pinned value of the environment lies outside its domain.",
  },
  CONDITION_UNKNOWN: {
    kind: "input",
    means: "A condition names a value or a species that the scenario does not have.",
  },
  ENVIRONMENT_DOMAIN: {
    kind: "input",
    means: "A number of the environment lies outside what its process allows.",
  },
  ENVIRONMENT_JUMPS: {
    kind: "input",
    means: "Jumps are put on top of jumps.",
    expected: "jumps over a process without jumps",
    remedy: "put one jump process on top, with the sum of the rates",
  },
  ENVIRONMENT_NAME: {
    kind: "input",
    means: "A value of the environment has a name that cannot be used.",
    expected: "the name of an environment value: letters, digits and _, no dot",
  },
  ENVIRONMENT_NUMBER: {
    kind: "input",
    means: "A number of the environment is not finite, or its declaration is incomplete.",
  },
  ENVIRONMENT_ORDER: {
    kind: "run",
    means: "The environment is asked for blocks out of order.",
    expected: "block {next} of the run",
    remedy: "ask for blocks in order from 0, or restore a saved state",
  },
  ENVIRONMENT_VALUE: {
    kind: "run",
    means: "A process of the environment leaves the finite numbers.",
    expected: "a finite value",
    remedy: "lower the drift or volatility of the process, or shorten the run",
  },
  SERIES_COLUMN: {
    kind: "input",
    means: "A recorded series does not have the column that is asked for.",
  },
  SERIES_EMPTY: {
    kind: "input",
    means: "A recorded series has no values.",
    expected: "at least one value",
  },
  SERIES_FILE: {
    kind: "input",
    means: "The file of a recorded series cannot be read.",
    expected: "a CSV or JSON file that can be read",
    remedy: "check the path; a file beside the scenario is new URL(name, import.meta.url)",
  },
  SERIES_FORMAT: {
    kind: "input",
    means: "The file of a recorded series is not a JSON array.",
  },
  SERIES_VALUE: {
    kind: "input",
    means: "A recorded series holds something other than a finite number.",
    expected: "a finite number",
    remedy: "remove the row or fill the gap",
  },
} as const satisfies Entries;
