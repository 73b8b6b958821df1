import { HARDFORKS } from "../core/hardfork.ts";
import { AGENTS_OPTION, QUEUE_OPTIONS, SCENARIO_OPTION, SHARD_OPTION, type Options } from "./options.ts";

import { above0, assignments, count, filled, names, part, size } from "./option-checks.ts";

export const ATTACK_OPTIONS = {
  scenario: SCENARIO_OPTION,
  set: { kind: "text", check: assignments, help: "the design: parameters, as in reward=2.5ether,threshold=0wei" },
  evaluations: {
    kind: "number",
    check: count(1),
    help: "calls that the search executes; with the seed they decide its result (200000)",
  },
  seconds: {
    kind: "number",
    check: above0,
    help: "seconds after which the search ends; the calls that repeat it are told",
  },
  workers: {
    kind: "number",
    check: count(1, 1024),
    help: "processes at once; changes no result (1, and the cores from 500000 evaluations on)",
  },
  ...QUEUE_OPTIONS,
  shard: { ...SHARD_OPTION, excludes: ["seconds"] },
  seed: { kind: "text", check: filled, help: "seed of the search; the same seed and evaluations give the same result" },
  capital: {
    kind: "text",
    check: assignments,
    help: "what the attacker begins with, as in token=1000ether,ether=5ether; ten times what any honest agent has held",
  },
  accounts: {
    kind: "number",
    check: count(1, 1000),
    help: "accounts of the attacker; all but the last are contracts (3)",
  },
  flash: {
    kind: "number",
    check: part,
    help: "flash loans of any holding, at this fee as a part of the loan: 0, or 0.0009 (none)",
  },
  objective: {
    kind: "text",
    check: filled,
    help:
      "what is searched for: profit, harm (what the honest lose), share (reward for a token-block against the honest), or " +
      "a measure that reads a view, with a - before it where less of it is worse (profit)",
  },
  power: {
    kind: "number",
    check: count(0, 1000),
    help: "where nothing is found: faults that are planted in the contracts one at a time, each searched with the same budget (4)",
  },
  brief: {
    kind: "flag",
    help: "plant no faults, and try findings with no other seeds, times and parameters",
  },
  exclude: { kind: "text", check: names, help: "functions that may go untried, as in token.mint,vault.pause" },
  agents: AGENTS_OPTION,
  generations: {
    kind: "number",
    check: size,
    help: "generations that honest agents adapt before the attacker comes in the last (1)",
  },
  blocks: { kind: "number", check: size, help: "blocks of a generation" },
  entry: {
    kind: "number",
    check: part,
    help: "part of the last generation that has passed when the attacker comes (0.25)",
  },
  hardfork: { kind: "text", help: "rules of the chain: the scenario's, else the newest", oneOf: HARDFORKS },
  tests: { kind: "text", help: "what written tests encode calls with (viem)", oneOf: ["viem", "ethers"] },
  out: { kind: "text", check: filled, help: "folder of the findings: a test for each, and the ledger (attacks)" },
  json: { kind: "flag", help: "print one JSON document on standard output and nothing else there" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export type AttackCommandOptions = Options<typeof ATTACK_OPTIONS>;
