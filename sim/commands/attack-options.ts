import { HARDFORKS } from "../core/hardfork.ts";
import { AGENTS_OPTION, type Options } from "./options.ts";

export const ATTACK_OPTIONS = {
  scenario: { kind: "text", help: "name of a scenario (npx hardhat scenarios lists them) or path of its file" },
  set: { kind: "text", help: "the design: parameters, as in reward=2.5ether,threshold=0wei" },
  evaluations: {
    kind: "number",
    help: "calls that the search executes; with the seed they decide its result (200000)",
  },
  seconds: { kind: "number", help: "seconds after which the search ends; the calls that repeat it are told" },
  seed: { kind: "text", help: "seed of the search; the same seed and evaluations give the same result" },
  capital: {
    kind: "text",
    help: "what the attacker begins with, as in token=1000ether,ether=5ether; ten times what any honest agent has held",
  },
  accounts: { kind: "number", help: "accounts of the attacker; all but the last are contracts (3)" },
  exclude: { kind: "text", help: "functions that may go untried, as in token.mint,vault.pause" },
  agents: AGENTS_OPTION,
  generations: {
    kind: "number",
    help: "generations that honest agents adapt before the attacker comes in the last (1)",
  },
  blocks: { kind: "number", help: "blocks of a generation" },
  entry: { kind: "number", help: "part of the last generation that has passed when the attacker comes (0.25)" },
  hardfork: { kind: "text", help: "rules of the chain: the scenario's, else the newest", oneOf: HARDFORKS },
  out: { kind: "text", help: "folder of the findings: a test for each, and the ledger (attacks)" },
  json: { kind: "flag", help: "print one JSON document on standard output and nothing else there" },
  quiet: { kind: "flag", help: "no progress" },
} as const;

export type AttackCommandOptions = Options<typeof ATTACK_OPTIONS>;
