import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Evm, Log, TransactionResult } from "../../../sim/evm/host/evm.ts";
import { encodeRlp } from "../../../sim/evm/host/rlp.ts";
import { stateRoot, storageRoot, type TrieAccount } from "../../../sim/evm/host/trie.ts";
import type { StateTestCase } from "./fixtures.ts";

const LATER_TYPE: TransactionResult = { outcome: "rejected", gasUsed: 0n, returnData: new Uint8Array(), logs: [] };

/** Runs one case on an engine without accounts. Returns what differs from the test, in words; nothing when it passes. */
export function runCase(evm: Evm, test: StateTestCase): string[] {
  for (const { address, account, storage } of test.pre) {
    evm.setAccount(address, account);
    for (const [slot, value] of storage) evm.setStorage(address, slot, value);
  }
  evm.setBlock(test.env);
  const result = test.laterType ? LATER_TYPE : evm.transact(test.transaction);
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
  return keccak_256(encodeRlp(logs.map(({ address, topics, data }) => [address, topics, data])));
}

/** Tests of invalid transactions have one fault each, so being rejected at all is the answer. */
function outcomeDifference({ outcome, reason }: TransactionResult, exceptions?: readonly string[]): string[] {
  if (outcome === "rejected") return exceptions ? [] : [`rejected with ${reason}, expected to run`];
  return exceptions ? [`${outcome}, expected rejection with ${exceptions.join(" or ")}`] : [];
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
