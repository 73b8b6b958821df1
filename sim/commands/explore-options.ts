import { OPTIMISERS } from "../explore/optimiser-names.ts";
import { ENGINES } from "../core/engines.ts";
import { HARDFORKS } from "../core/hardfork.ts";
import { AGENTS_OPTION, FORK_OPTIONS, QUEUE_OPTIONS, SCENARIO_OPTION, type Options } from "./options.ts";

import { above0, assignments, count, exportFile, filled, size } from "./option-checks.ts";

export const EXPLORE_OPTIONS = {
  scenario: SCENARIO_OPTION,
  evaluations: {
    kind: "number",
    check: count(1),
    help: "most evaluations: runs of one design under one seed (800 without a budget)",
  },
  seconds: { kind: "number", check: above0, help: "seconds after which no further batch is begun" },
  stall: { kind: "number", check: count(1), help: "end after this many batches that gain less than a thousandth" },
  replicates: {
    kind: "number",
    check: count(1),
    help: "seeds that each reported value rests on; the same for all designs (8)",
  },
  seed: {
    kind: "text",
    check: filled,
    help: "seed of the search and of its replicates; the same seed gives the same outcome",
  },
  optimiser: { kind: "text", help: "optimiser; chosen by the goals unless given", oneOf: OPTIMISERS },
  attackEvaluations: {
    kind: "number",
    check: count(1),
    help: "where a goal names attack.profit: calls of the search on each design and seed (2000)",
  },
  attacks: {
    kind: "text",
    check: filled,
    help: "folder of attacks' ledgers: where a goal names attack.profit, findings are played on each design (attacks)",
  },
  workers: {
    kind: "number",
    check: count(1, 1024),
    help: "processes at once; as many as cores unless given; changes no result",
  },
  ...QUEUE_OPTIONS,
  agents: AGENTS_OPTION,
  generations: { kind: "number", check: size, help: "generations of each evaluation" },
  blocks: { kind: "number", check: size, help: "blocks of a generation" },
  engine: { kind: "text", help: "what executes the blocks (fast)", oneOf: ENGINES },
  hardfork: { kind: "text", help: "rules of the chain: the scenario's, else the newest", oneOf: HARDFORKS },
  set: {
    kind: "text",
    check: assignments,
    help: "parameters that are held, as in reward=2.5ether; all others are searched",
  },
  fresh: {
    kind: "number",
    check: count(1),
    help: "designs of the front that are measured on fresh seeds, which chose none of them (24)",
  },
  histories: {
    kind: "number",
    check: count(0),
    help: "designs of the front that are run once more to store their history, linked in the report (24); 0 for none",
  },
  export: { kind: "text", check: exportFile, help: "write every design tried to a file: .csv, .json or .parquet" },
  out: { kind: "text", check: filled, help: "folder of the stored results and the report" },
  ...FORK_OPTIONS,
  watch: {
    kind: "flag",
    help: "run again when the scenario, a module it imports, or a contract is saved; Ctrl-C ends",
  },
  json: { kind: "flag", help: "print one JSON document on standard output and nothing else there" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export type ExploreCommandOptions = Options<typeof EXPLORE_OPTIONS>;
