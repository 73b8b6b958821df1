import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Evm, Log, RejectReason, TransactionResult } from "../../../sim/evm/host/evm.ts";
import { toRlp } from "viem/utils";
import { stateRoot, storageRoot, type TrieAccount } from "../../../sim/evm/host/trie.ts";
import type { StateTestCase } from "./fixtures.ts";

/** Runs one case on an engine without accounts. Returns what differs from the test, in words; nothing when it passes. */
export function runCase(evm: Evm, test: StateTestCase): string[] {
  for (const { address, account, storage } of test.pre) {
    evm.setAccount(address, account);
    for (const [slot, value] of storage) evm.setStorage(address, slot, value);
  }
  evm.setBlock(test.env);
  const result = evm.transact(test.transaction);
  const differences = outcomeDifference(result, test.exceptions);
  const logs = hex(logsHash(result.logs));
  if (logs !== test.logsHash) differences.push(`logs hash ${logs}, expected ${test.logsHash}`);
  const root = hex(engineStateRoot(evm));
  if (root !== test.stateRoot) {
    differences.push(`state root ${root}, expected ${test.stateRoot} (${result.outcome}, ${result.gasUsed} gas)`);
  }
  return differences;
}

/** State root of all that the engine holds. */
export function engineStateRoot(evm: Evm): Uint8Array {
  const accounts: TrieAccount[] = [];
  for (const address of evm.accounts()) {
    const { nonce, balance } = evm.account(address)!;
    const codeHash = evm.codeHash(address);
    accounts.push({ address, nonce, balance, codeHash, storageRoot: engineStorageRoot(evm, address) });
  }
  return stateRoot(accounts, (bytes) => evm.keccak256(bytes));
}

/** Storage root of one account of the engine. */
export function engineStorageRoot(evm: Evm, address: Uint8Array): Uint8Array {
  return storageRoot(evm.storageEntries(address), (bytes) => evm.keccak256(bytes));
}

function logsHash(logs: readonly Log[]): Uint8Array {
  return keccak_256(
    toRlp(
      logs.map(({ address, topics, data }) => [address, topics, data]),
      "bytes",
    ),
  );
}

/** Why the engine rejects, in the tests' words. */
const EXCEPTIONS: Readonly<Record<RejectReason, readonly string[]>> = {
  INSUFFICIENT_FUNDS: ["INSUFFICIENT_ACCOUNT_FUNDS"],
  INTRINSIC_GAS_TOO_LOW: ["INTRINSIC_GAS_TOO_LOW", "INTRINSIC_GAS_BELOW_FLOOR_GAS_COST"],
  NONCE_MISMATCH: ["NONCE_MISMATCH_TOO_HIGH", "NONCE_MISMATCH_TOO_LOW"],
  NONCE_AT_MAXIMUM: ["NONCE_IS_MAX"],
  SENDER_HAS_CODE: ["SENDER_NOT_EOA"],
  MAX_FEE_BELOW_BASE_FEE: ["INSUFFICIENT_MAX_FEE_PER_GAS"],
  PRIORITY_FEE_ABOVE_MAX_FEE: ["PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS"],
  BLOCK_GAS_LIMIT: ["GAS_ALLOWANCE_EXCEEDED"],
  INITCODE_TOO_LARGE: ["INITCODE_SIZE_EXCEEDED"],
  BLOB_FEE_TOO_LOW: ["INSUFFICIENT_MAX_FEE_PER_BLOB_GAS"],
  BLOB_CREATE: ["TYPE_3_TX_CONTRACT_CREATION"],
  BLOB_COUNT: ["TYPE_3_TX_BLOB_COUNT_EXCEEDED", "TYPE_3_TX_ZERO_BLOBS"],
  BLOB_GAS_LIMIT: ["TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED", "TYPE_3_TX_BLOB_COUNT_EXCEEDED"],
  BLOB_VERSION: ["TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH"],
  AUTHORIZATION_LIST_EMPTY: ["TYPE_4_EMPTY_AUTHORIZATION_LIST"],
  SET_CODE_CREATE: ["TYPE_4_TX_CONTRACT_CREATION"],
  TRANSACTION_TYPE: ["TYPE_4_TX_PRE_FORK"],
  GAS_LIMIT_ABOVE_CAP: ["GAS_LIMIT_EXCEEDS_MAXIMUM"],
  NUMBER_TOO_LARGE: ["RLP_INVALID_VALUE", "GASLIMIT_PRICE_PRODUCT_OVERFLOW"],
};

/** A transaction that must be rejected must be so for one of the reasons that the test gives. */
function outcomeDifference({ outcome, reason }: TransactionResult, exceptions?: readonly string[]): string[] {
  if (!exceptions) return outcome === "rejected" ? [`rejected with ${reason}, expected to run`] : [];
  const expected = `expected rejection with ${exceptions.join(" or ")}`;
  if (outcome !== "rejected") return [`${outcome}, ${expected}`];
  const names = EXCEPTIONS[reason as RejectReason].map((name) => `TransactionException.${name}`);
  return names.some((name) => exceptions.includes(name)) ? [] : [`rejected with ${reason}, ${expected}`];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
