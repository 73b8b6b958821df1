import type { Entries } from "../entry.ts";

export const ATTACK = {
  ATTACK_CAPITAL: {
    kind: "input",
    means: "An attacker cannot begin with this capital.",
    remedy: "state less, or mint more to the treasury in the scenario's setup",
  },
  ATTACK_LEDGER: {
    kind: "input",
    means: "The file of earlier findings is not as an attack writes it.",
    expected: "a list of findings",
    remedy: "bring back the file as it was, or move it away: the findings in it are then no longer tried again",
  },
  ATTACK_NO_FUNCTION: {
    kind: "input",
    means: "There is nothing to call: no contract of the scenario has functions.",
    expected: "a contract with functions",
    remedy: "deploy one in the scenario, with an ABI that lists its functions",
  },
  ATTACK_NOT_REPRODUCED: {
    kind: "run",
    means: "What the search found on the fast engine does not come out on the Hardhat chain.",
    expected: "the profit that the search found, to the wei",
    remedy: "report it with the finding: this is a fault of the simulator",
  },
  ATTACK_OBJECTIVE: {
    kind: "input",
    means: "An attack cannot be searched for by this objective.",
    remedy: "search for profit, harm or share, or for a measure of the scenario that reads a view",
  },
  ATTACK_LET_IN: {
    kind: "input",
    means: "A finding of an attack cannot be let in as a species.",
    expected: "the id of a finding whose steps an account without code can do",
    remedy:
      "name a finding of the ledger by its id; what is played within callbacks, lent to the attacker or asked of contracts that the scenario does not name stays with attack",
  },
  ATTACK_WORTHLESS: {
    kind: "input",
    means: "Nothing in the scenario is worth money, so nothing can be taken.",
    expected: "something that is worth money",
    remedy: "add holdings: ({ c }) => [{ name, token: c.token }], or etherPrice: ONE, to the scenario",
  },
} as const satisfies Entries;
