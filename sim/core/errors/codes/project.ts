import type { Entries } from "../entry.ts";

export const PROJECT = {
  ARTIFACT_DAMAGED: {
    kind: "input",
    means: "A compiled contract, or an ABI, is not as a compiler writes it.",
    expected: "an artifact with abi and bytecode",
  },
  ARTIFACTS_STALE: {
    kind: "input",
    means: "A source is newer than what was compiled of it, and nothing here can compile it.",
    expected: "compiled contracts that are newer than their sources",
    remedy: "run forge build where there is forge, or install it: npm i -D @foundry-rs/forge",
  },
  CONTRACTS_NONE: {
    kind: "input",
    means: "A scenario deploys a contract, and the project has compiled none at all.",
    expected: "compiled contracts",
  },
  FOUNDRY_CONFIG: {
    kind: "input",
    means: "The project's foundry.toml is not accepted by forge.",
    expected: "a foundry.toml that forge reads",
    remedy: "run forge config and read its message",
  },
  FOUNDRY_NO_FORGE: {
    kind: "input",
    means: "A Foundry project is not compiled, and there is no forge that could.",
    expected: "forge, or contracts that it has compiled into out/",
    remedy: "install Foundry, or npm i -D @foundry-rs/forge, or run forge build elsewhere and bring its folder out/",
  },
  HARDHAT_OLD: {
    kind: "input",
    means: "The project has a Hardhat of before version 3.",
    expected: "Hardhat 3.17 or later",
    remedy: "move the project to Hardhat 3, or keep scenarios in a folder of their own that has it",
  },
  NODE_OLD: {
    kind: "input",
    means: "The bin `rewardscape` is run by a Node that cannot load it.",
    expected: "Node 22.13 or later",
    remedy: "install a newer Node; the repository of Rewardscape itself runs on Node 20 too, by npm run evolve",
  },
  PEER_MISSING: {
    kind: "input",
    means: "A package that the project has to bring is not installed.",
    expected: "hardhat and viem beside rewardscape",
    remedy: "run npm i -D {name}",
  },
  PLUGIN_MISSING: {
    kind: "input",
    means: "The Hardhat configuration of the project does not name the plugin.",
    expected: "a Hardhat configuration with the plugin rewardscape",
    remedy: 'import rewardscape from "rewardscape/plugin" and put it into plugins: [...]',
  },
  PROJECT_NONE: {
    kind: "input",
    means: "The command was called outside of any project.",
    expected: "a folder with hardhat.config.ts or foundry.toml",
    remedy: "go to the project's folder; a new one is made by npx hardhat --init or forge init",
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
    remedy: "write one with {$init} <Contract>, or give the path of a scenario's file",
  },
  VERSIONS_TWO: {
    kind: "input",
    means: "The command is of another installation of Rewardscape than the one that the project's scenarios import.",
    expected: "one installation: that of the project, {own}",
    remedy: "run the project's own with npx in its folder, and remove the other: npm uninstall --global rewardscape",
  },
} as const satisfies Entries;
