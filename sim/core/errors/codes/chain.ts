import type { Entries } from "../entry.ts";

export const CHAIN = {
  ABI_DATA: {
    kind: "input",
    means: "Return data or log data does not decode as its ABI says.",
    remedy: "check that a contract with this function stands at the address",
  },
  ABI_TYPE: {
    kind: "input",
    means: "An ABI holds a type or an event that cannot be encoded or told apart.",
  },
  ABI_VALUE: {
    kind: "input",
    means: "An argument does not fit its ABI type.",
  },
  ACCOUNT_HAS_CODE: {
    kind: "input",
    means: "An account that is to send calls is a contract, of which no chain takes transactions (EIP-3607).",
    expected: "an account without code, or one that is delegated (EIP-7702)",
    remedy:
      "let an account act that may call the contract: its owner or a signer, or one that `set` of the genesis puts in their place",
  },
  BLOCK_TIME: {
    kind: "input",
    means: "A block is to have a timestamp that is not after its parent's.",
    expected: "a whole number of seconds above {head}, the head's",
  },
  CHAIN_FAULT: {
    kind: "run",
    means: "The Hardhat chain, or the process that compares with it, failed to answer.",
  },
  DELEGATE_CREATES: {
    kind: "run",
    means: "The code that an account is delegated to creates a contract in a block in which the account sends calls.",
    expected: "a nonce that moves by the account's own calls alone",
    remedy: "let another contract create it, or call the account from another one",
  },
  DEPLOY_REVERTED: {
    kind: "run",
    means: "A contract's constructor reverts or its creation is rejected, so the design is infeasible.",
    remedy: "check the constructor's arguments and what it requires",
  },
  ENGINE_LACKS_BLOCK_HASHES: {
    kind: "input",
    means: "A contract that may ask for the hash of a block is deployed on the fast engine, which has none.",
    expected: "contracts that do without block hashes",
    remedy: "choose --engine batched, as evaluations do by themselves",
  },
  ENGINE_UNAVAILABLE: {
    kind: "input",
    means: "No engine has this name.",
  },
  ENGINE_UNSUPPORTED: {
    kind: "input",
    means: "The fast engine met something that only the Hardhat chain offers.",
    expected: "contracts that the fast engine can execute",
    remedy: "choose --engine batched, which goes over to transactions where it must",
  },
  HARNESS_NOT_BUILT: {
    kind: "run",
    means: "The contract that drives a batch of calls is not compiled.",
    expected: "the artifact of {qualified}",
    remedy: "run npx hardhat build",
  },
  REPLAY_DIFFERENCE: {
    kind: "run",
    means: "The fast engine and the Hardhat chain disagree on a block, a view or the state.",
  },
  STATE_DAMAGED: {
    kind: "run",
    means: "The fast engine's tables no longer hold what was written to them.",
    expected: "the state that was written, of commitment {commitment}",
    remedy: "a value was lost or changed: run with --engine batched or transactions, and report the case",
  },
  UNKNOWN_MARK: {
    kind: "run",
    means: "A chain is asked to go back to a mark that it has forgotten.",
    expected: "a mark that is still valid",
    remedy: "going back to a mark or a snapshot forgets those after it: make a new one",
  },
  UNKNOWN_SENDER: {
    kind: "run",
    means: "A call comes from an account that the chain was not asked to open.",
    expected: "a sender that was opened",
    remedy: "open the account before the block of its first call",
  },
  UNKNOWN_SNAPSHOT: {
    kind: "run",
    means: "A snapshot is restored that was never taken, or was released.",
    expected: "a snapshot that is still valid",
  },
} as const satisfies Entries;
