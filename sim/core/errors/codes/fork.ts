import type { Entries } from "../entry.ts";

const URL_HINT = "check the URL given to fork(...), which is not shown because it may carry a key";

export const FORK = {
  FORK_BLOCK: {
    kind: "input",
    means: "A fork names no block by its number.",
    expected: "the number of a block, as in fork({ url, block: 21_000_000 })",
    remedy: "pin a block: a result must not depend on when it is made",
  },
  FORK_BLOCK_UNKNOWN: {
    kind: "input",
    means: "The chain that is forked has not come to this block yet.",
    expected: "a block up to {head}",
    remedy: "choose a block that is final",
  },
  FORK_CACHE_EMPTY: {
    kind: "input",
    means: "There is no cache of a fork to be exported.",
    expected: "state of that block in the cache",
    remedy: "run a scenario on the fork first",
  },
  FORK_CHAIN: {
    kind: "input",
    means: "The node belongs to another chain than the fork names.",
    expected: "a node of chain {chain}",
    remedy: "give the chain's own node, or name its id, as in fork({ url, block, chain: 10 })",
  },
  FORK_CHAIN_ID: {
    kind: "input",
    means: "A fork names a chain id that is none.",
    expected: "a whole number above 0",
    remedy: "name the chain by its id, as 1 for Ethereum's main network",
  },
  FORK_NONE: {
    kind: "input",
    means: "A fork is to be exported of a scenario that has none.",
    expected: "a scenario with genesis: fork(...)",
    remedy: "name a scenario that begins from a live chain",
  },
  FORK_OFFLINE: {
    kind: "run",
    means: "State of a fork is touched that is not in the cache, and there is no node to ask.",
    expected: "state that is in the cache, or the URL of a node",
    remedy: "give fork(...) a url once: what is touched then stays in the cache",
  },
  FORK_OPCODE: {
    kind: "run",
    means: "A contract of the forked chain has an instruction that the rules of the run do not know.",
    expected: "code of instructions that {hardfork} has",
    remedy:
      "run it with the newest --hardfork; a contract for a chain with instructions of its own cannot be executed here",
  },
  FORK_RATE_LIMIT: {
    kind: "run",
    means: "The node refuses more requests for now.",
    expected: "answers of the node",
    remedy: "run it again later: what was loaded stays in the cache",
  },
  FORK_RPC: {
    kind: "run",
    means: "The node of a fork cannot be reached, or does not answer as a node does.",
    expected: "answers of an Ethereum node",
    remedy: URL_HINT,
  },
  FORK_STATE_MISSING: {
    kind: "run",
    means: "The node does not keep the state of a block as old as the fork's.",
    expected: "the state of the fork's block",
    remedy: "use an archive node, or a later block",
  },
  GENESIS_FILE: {
    kind: "input",
    means: "The file of a first state is none of the forms that are read.",
    expected:
      "an anvil state, geth's genesis.json, a Hardhat network's accounts, or an exported fork of the same block",
    remedy: "write it anew with the tool that it is from",
  },
  FORK_UNPINNED: {
    kind: "input",
    means: "A command names a live chain's node, and neither it nor the scenario says which block.",
    expected: "a pinned block, because a result must not depend on when it is made",
    remedy: "add --fork-block <number>",
  },
} as const satisfies Entries;
