import { Evm } from "../evm/host/evm.ts";
import type { Address } from "./handles.ts";

/** One engine for the keccak of all policies in this process: about six times as fast as a library in JavaScript. */
let engine: Evm | undefined;
/** The two words that stay, challenge and miner; the nonce is the third. All miners of a round share the challenge. */
const prefix = Buffer.alloc(64);
let written: `0x${string}` | undefined;

/**
 * Tries `hashes` nonces from `first` on and returns those that are shares, in increasing order: what HashRateReward's
 * `isShare` accepts, keccak256(abi.encode(challenge, miner, nonce)) < target.
 *
 * @example
 * const nonces = grind(`0x${"00".repeat(32)}`, "0x0000000000000000000000000000000000000001", 2n ** 255n, 0n, 16);
 */
export function grind(
  challenge: `0x${string}`,
  miner: Address,
  target: bigint,
  first: bigint,
  hashes: number,
): bigint[] {
  engine ??= Evm.create();
  if (challenge !== written) {
    prefix.write(challenge.slice(2), "hex");
    written = challenge;
  }
  prefix.write(miner.slice(2), 44, "hex");
  return engine.grind(prefix, first, hashes, target);
}
