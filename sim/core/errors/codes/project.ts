import type { Entries } from "../entry.ts";

export const PROJECT = {
  PLUGIN_MISSING: {
    kind: "input",
    means: "The Hardhat configuration of the project does not name the plugin.",
    expected: "a Hardhat configuration with the plugin rewardscape",
    remedy: 'import rewardscape from "rewardscape/plugin" and put it into plugins: [...]',
  },
  SCENARIO_UNNAMED: {
    kind: "input",
    means: "A command names no scenario, and the project has several.",
    expected: "the name of a scenario, since the folder has several",
    remedy: "name one of {names}",
  },
  SCENARIOS_NONE: {
    kind: "input",
    means: "The project's scenario folder is empty, or there is none.",
    expected: "a folder with a scenario",
    remedy: "write one with {init} <Contract>, or give the path of a scenario's file",
  },
} as const satisfies Entries;
