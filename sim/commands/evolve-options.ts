import { ENGINES } from "../core/engines.ts";
import { HARDFORKS } from "../core/hardfork.ts";
import { AGENTS_OPTION, FORK_OPTIONS, QUEUE_OPTIONS, SCENARIO_OPTION, SHARD_OPTION, type Options } from "./options.ts";

import { assignments, count, filled, replay, size } from "./option-checks.ts";

export const EVOLVE_OPTIONS = {
  scenario: SCENARIO_OPTION,
  seed: {
    kind: "text",
    check: filled,
    help: "seed of every random draw; the same seed gives the same history, byte for byte",
  },
  seeds: {
    kind: "number",
    check: count(2, 1000),
    help: "so many runs beside each other, from seeds of their own, and what they say together; one unless stated",
  },
  workers: { kind: "number", check: count(1, 1024), help: "processes at once for --seeds; changes no result" },
  ...QUEUE_OPTIONS,
  agents: AGENTS_OPTION,
  generations: { kind: "number", check: size, help: "how many generations" },
  blocks: { kind: "number", check: size, help: "blocks of a generation" },
  engine: {
    kind: "text",
    help: "what executes the blocks: fast (EVM bytecode as WebAssembly), batched or transactions (the Hardhat chain)",
    oneOf: ENGINES,
  },
  hardfork: { kind: "text", help: "rules of the chain: the scenario's, else the newest", oneOf: HARDFORKS },
  replay: {
    kind: "text",
    check: replay,
    help: "blocks of the fast engine that the Hardhat chain executes too, to compare: a number, or all (otherwise 5 to 50, by the length of the run)",
  },
  set: { kind: "text", check: assignments, help: "parameters, as in reward=2.5ether,threshold=0wei" },
  attack: {
    kind: "text",
    check: filled,
    excludes: ["queue"],
    help: "let a finding of the ledger in as an attacker, by its id, in each generation",
  },
  attacks: { kind: "text", check: filled, help: "folder of attacks' ledgers (attacks)" },
  without: {
    kind: "text",
    check: filled,
    help: "beside each seed a run without a part, and what the part causes: species:<name> or actor:<name>",
  },
  baseline: {
    kind: "text",
    check: assignments,
    help: "beside each seed a run with these parameters, and the paired differences",
  },
  design: {
    kind: "text",
    check: filled,
    help: "a design that explore found, by its id; --set changes parameters of it",
  },
  shard: SHARD_OPTION,
  out: { kind: "text", check: filled, help: "folder of the run store and the report" },
  resume: { kind: "flag", help: "go on with an interrupted run of the same inputs" },
  ...FORK_OPTIONS,
  watch: {
    kind: "flag",
    excludes: ["resume", "shard"],
    help: "run again when the scenario, a module it imports, or a contract is saved; Ctrl-C ends",
  },
  json: { kind: "flag", help: "print one JSON document on standard output and nothing else there" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export type EvolveOptions = Options<typeof EVOLVE_OPTIONS>;
