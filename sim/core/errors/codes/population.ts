import type { Entries } from "../entry.ts";

export const POPULATION = {
  BLOCK_TIMEOUT: {
    kind: "run",
    means: "The simulator's own work between policies, a block or a read included, does not end.",
    expected: "an end within {limit} s of processor time",
    remedy: "make blocks smaller, or give calls less gas",
  },
  CONSERVATION: {
    kind: "run",
    means: "A token's balances do not sum to its supply.",
    expected: "balances of all accounts to sum to {supply} wei",
    remedy:
      'name who else holds it: at("Contract", address) in deploy for a contract, burnAddresses for where tokens are burnt; a token that takes fees, rebases or mints without changing its supply cannot be a holding',
  },
  GENOME_FOUNDER: {
    kind: "input",
    means: "A founder's genome does not fit its species' genes.",
    remedy: "correct the scenario's founders",
  },
  GROUPING_DESIGN: {
    kind: "input",
    means: "Agents cannot be put into groups of one size, or a round-robin tournament cannot be built for them.",
  },
  INVARIANT: {
    kind: "run",
    means: "An invariant of the scenario does not hold after a block.",
    expected: "it to hold after every block",
  },
  OPERATOR_SETTING: {
    kind: "input",
    means: "An operator of evolution or learning has a setting that makes no sense.",
  },
  POLICY_INVALID_RESULT: {
    kind: "run",
    means: "A policy returns something other than calls and memory.",
    remedy: "correct what the policy returns",
  },
  POLICY_MEMORY: {
    kind: "run",
    means: "An agent's memory cannot be stored.",
    expected: "a memory of plain data: numbers, bigint, text, lists, records",
    remedy: "keep no functions, classes, maps, sets or dates in memory",
  },
  POLICY_THREW: {
    kind: "run",
    means: "A policy threw.",
    expected: "an answer",
    remedy: "the stack of the cause names the line",
  },
  POLICY_TIMEOUT: {
    kind: "run",
    means: "A policy, or another function of a species, does not end.",
    remedy: "look for a loop without an end in the policy",
  },
  POSITION_TOKEN: {
    kind: "run",
    means: "A position is in a token that the scenario does not declare as a holding.",
    expected: "a holding ({holdings})",
  },
  REPLICATOR_SIZE: {
    kind: "input",
    means: "Replicator dynamics names a gene that cannot hold the number of individuals.",
    expected: 'a real gene "{size}", the number of individuals',
  },
  RESUME_HASH: {
    kind: "run",
    means: "A stored generation, executed again, gives another event log.",
    remedy: "the engine, a contract or the store has changed: start the run anew, without --resume",
  },
  SETUP_FAILED: {
    kind: "run",
    means: "A call of the scenario's setup or endowment reverts.",
    expected: "{what} to succeed",
    remedy: "correct the scenario's setup or endow",
  },
  SOLVENCY: {
    kind: "run",
    means: "What a contract has paid and owes does not equal what it was funded with.",
    expected: "funded = paid + owed + at most {dust} wei of dust",
    remedy: "the contract promises more than it holds, or keeps what it owes",
  },
  SPECIES_ENTRY: {
    kind: "run",
    means: "The number of entrants of a species is no whole number within the limit.",
    expected: "a whole number of entrants from 0 to {max}",
  },
  VIEW_REVERTED: {
    kind: "run",
    means: "A view that an agent observes reverts.",
    expected: "an answer from {view}",
    remedy: "observe only what the contract can answer at that time",
  },
} as const satisfies Entries;
