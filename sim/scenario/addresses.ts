import { keccak_256 } from "@noble/hashes/sha3.js";
import { rlp } from "../evm/host/rlp.ts";
import { quantity } from "../evm/precompiles/words.ts";
import { sha256 } from "../core/canonical.ts";
import { addressText } from "./handles.ts";
import type { Address } from "./handles.ts";

/** An account of an agent, the same on every engine: from seed, species, birth number and account number. */
export function agentAddress(seed: string, species: string, birth: number, account: number): Uint8Array {
  return sha256("rewardscape account", JSON.stringify([seed, species, birth, account])).subarray(0, 20);
}

/** An account that does not evolve: the treasury or an actor. */
export function roleAddress(seed: string, role: string): Uint8Array {
  return sha256("rewardscape role", JSON.stringify([seed, role])).subarray(0, 20);
}

/** Where the nth creation of an account lands: keccak256 of the RLP of [account, nonce], last 20 bytes (Yellow Paper, section 7). */
export function createAddress(account: Uint8Array, nonce: number): Address {
  return addressText(keccak_256(rlp([account, quantity(BigInt(nonce))])).subarray(12));
}
