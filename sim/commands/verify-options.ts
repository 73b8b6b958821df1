import { REPORTERS } from "../report/verify/reporter-names.ts";
import { ENGINES } from "../core/engines.ts";
import { HARDFORKS } from "../core/hardfork.ts";
import { AGENTS_OPTION, FORK_OPTIONS, QUEUE_OPTIONS, SCENARIO_OPTION, SHARD_OPTION, type Options } from "./options.ts";

import { above0, assignments, atLeast0, count, filled, names, share, size } from "./option-checks.ts";

export const VERIFY_OPTIONS = {
  scenario: SCENARIO_OPTION,
  set: { kind: "text", check: assignments, help: "the design: parameters, as in reward=2.5ether,threshold=0wei" },
  seed: { kind: "text", check: filled, help: "seed of all random draws of the verification" },
  agents: AGENTS_OPTION,
  generations: { kind: "number", check: size, help: "generations of a run" },
  blocks: { kind: "number", check: size, help: "blocks of a generation" },
  engine: { kind: "text", help: "what executes the blocks; fast unless stated", oneOf: ENGINES },
  hardfork: { kind: "text", help: "rules of the chain: the scenario's, else the newest", oneOf: HARDFORKS },
  quick: { kind: "flag", help: "minutes, for a pull request: fewer runs at 90 % confidence" },
  thorough: { kind: "flag", excludes: ["quick"], help: "overnight: many runs at 99 % confidence" },
  confidence: { kind: "number", check: share, help: "confidence of the whole verdict, between 0 and 1" },
  share: {
    kind: "number",
    check: share,
    help: "share of runs that must keep a goal that states none of its own; 0.9 unless stated",
  },
  runs: { kind: "number", check: count(1), help: "Monte Carlo runs at most" },
  fixed: {
    kind: "flag",
    help: "make every planned run, with the exact interval of a fixed n, instead of stopping early",
  },
  worst: {
    kind: "text",
    help: "search for the worst case: over what nobody controls, or over the agents' strategies as well",
    oneOf: ["world", "strategies"],
  },
  resonance: { kind: "flag", help: "measure the frequency response: damped, resonant or self-exciting" },
  force: {
    kind: "text",
    check: names,
    help: "values of the environment to force, as in price,demand; all unless stated",
  },
  amplitude: {
    kind: "number",
    check: above0,
    help: "amplitude of the forcing as a share of the value; 0.01 unless stated",
  },
  sweep: {
    kind: "text",
    check: names,
    help: "parameters over which to tell the frequency response as well, as in gain,delay",
  },
  equilibrium: { kind: "flag", help: "the best unilateral deviation of each species from the evolved population" },
  mostGain: {
    kind: "number",
    check: atLeast0,
    help: "the gain of a deviation that the design may leave, in the numeraire",
  },
  anarchy: {
    kind: "flag",
    help: "the price of anarchy: what all agents together could earn, beyond what they earn after evolving",
  },
  sensitivity: { kind: "flag", help: "which parameters and variables move which measures: Morris and Sobol" },
  rare: {
    kind: "flag",
    help: "probability of failures too rare to wait for: where they lie by subset simulation, then importance sampling",
  },
  baseline: {
    kind: "text",
    check: assignments,
    help: "another design to compare with, as in reward=5ether; common random numbers",
  },
  base: {
    kind: "text",
    check: filled,
    excludes: ["case", "shard"],
    help: "results of the base branch, a folder or a verify-<scenario>.json: the result says what has changed since",
  },
  case: { kind: "text", check: filled, help: "run one kept failing case alone, by its name, and make its report" },
  attackEvaluations: {
    kind: "number",
    check: count(1),
    help: "where a goal names attack.profit: calls of the search in each run (2000)",
  },
  attacks: {
    kind: "text",
    check: filled,
    help: "folder of attacks' ledgers: findings of this scenario are played first, and one that is open fails (attacks)",
  },
  workers: { kind: "number", check: count(1, 1024), help: "processes at once; changes no result" },
  ...QUEUE_OPTIONS,
  shard: SHARD_OPTION,
  out: { kind: "text", check: filled, help: "folder of the stores and reports" },
  reporter: { kind: "text", help: "print the result for continuous integration instead", oneOf: REPORTERS },
  ...FORK_OPTIONS,
  watch: {
    kind: "flag",
    excludes: ["case", "shard"],
    help: "run again when the scenario, a module it imports, or a contract is saved; Ctrl-C ends",
  },
  json: { kind: "flag", help: "print one JSON document on standard output and nothing else there" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export type VerifyOptions = Options<typeof VERIFY_OPTIONS>;
