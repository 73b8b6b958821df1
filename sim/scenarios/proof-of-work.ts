import { Evm } from "../evm/evm.ts";
import type { Address } from "../scenario/handles.ts";

/** One engine for the keccak of all policies in this process: about six times as fast as a library in JavaScript. */
let engine: Evm | undefined;

/**
 * Tries `hashes` nonces from `first` on and returns those that are shares, in increasing order: what HashRateReward's
 * `isShare` accepts, keccak256(abi.encode(challenge, miner, nonce)) < target.
 */
export function grind(
  challenge: `0x${string}`,
  miner: Address,
  target: bigint,
  first: bigint,
  hashes: number,
): bigint[] {
  engine ??= Evm.create();
  const prefix = new Uint8Array(64); // the two words that stay; the nonce is the third
  prefix.set(Buffer.from(challenge.slice(2), "hex"), 0);
  prefix.set(Buffer.from(miner.slice(2), "hex"), 44);
  return engine.grind(prefix, first, hashes, target);
}
