import type { Entries } from "../entry.ts";

export const INIT = {
  INIT_CONTRACT: {
    kind: "input",
    means: "The command init was not told for which contract it shall write a scenario.",
    expected: "the name of a compiled contract",
    remedy: "name the contract, as in init StakingPool",
  },
  INIT_EXISTS: {
    kind: "input",
    means: "The file that init would write is there already.",
    expected: "a name that is free",
    remedy: "give another file with --out, or remove this one",
  },
  INIT_UNDEPLOYABLE: {
    kind: "input",
    means: "The contract for which init shall write a scenario has no code that can be deployed.",
    expected: "a contract that can be deployed",
  },
} as const satisfies Entries;
