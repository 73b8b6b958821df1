/**
 * The precompiled contracts 0x01-0x0a of cancun. Input longer than needed is ignored and missing input reads as
 * zeros, except where an EIP demands an exact length.
 */
import {
  GAS_BN254_ADD,
  GAS_BN254_MUL,
  GAS_ECRECOVER,
  GAS_IDENTITY,
  GAS_IDENTITY_WORD,
  GAS_POINT_EVALUATION,
  GAS_RIPEMD160,
  GAS_RIPEMD160_WORD,
  GAS_SHA256,
  GAS_SHA256_WORD,
} from "../gas.ts";
import { blake2f, blake2fGas } from "./blake2f.ts";
import { ecAdd, ecMul, pairing, pairingGas } from "./bn254.ts";
import { ecRecover, identity, ripemd160Hash, sha256Hash } from "./hashes.ts";
import { pointEvaluation } from "./kzg.ts";
import { modexp, modexpGas } from "./modexp.ts";

interface Precompile {
  readonly gas: (input: Uint8Array) => bigint;
  /** Bytes of the input it looks at; all of them when absent. */
  readonly reads?: number;
  readonly run: (input: Uint8Array) => Uint8Array | undefined;
}

/** Outputs of calls that cost at least this much gas, and so about a millisecond, are remembered. */
const REMEMBERED_GAS = 3_000n;
const MAX_REMEMBERED = 256;
const LONGEST_REMEMBERED = 4_096;

const PRECOMPILES: readonly Precompile[] = [
  { gas: () => BigInt(GAS_ECRECOVER), reads: 128, run: ecRecover },
  { gas: perWord(GAS_SHA256, GAS_SHA256_WORD), run: sha256Hash },
  { gas: perWord(GAS_RIPEMD160, GAS_RIPEMD160_WORD), run: ripemd160Hash },
  { gas: perWord(GAS_IDENTITY, GAS_IDENTITY_WORD), run: identity },
  { gas: modexpGas, run: modexp },
  { gas: () => BigInt(GAS_BN254_ADD), reads: 128, run: ecAdd },
  { gas: () => BigInt(GAS_BN254_MUL), reads: 96, run: ecMul },
  { gas: pairingGas, run: pairing },
  { gas: blake2fGas, run: blake2f },
  { gas: () => BigInt(GAS_POINT_EVALUATION), run: pointEvaluation },
];

/** Precompiles live at addresses 1 to this. */
export const LAST_PRECOMPILE = PRECOMPILES.length;

export interface PrecompileResult {
  /** Price of the call. May exceed any gas there is. */
  readonly gas: bigint;
  /** An array of its own; undefined when the call fails, which takes all the gas it was given. */
  readonly output: Uint8Array | undefined;
}

/** Calls the precompile at `address`, 1 to LAST_PRECOMPILE; a price above `gasLimit` is refused before any work. */
export function runPrecompile(address: number, input: Uint8Array, gasLimit: bigint): PrecompileResult {
  const precompile = PRECOMPILES[address - 1]!;
  if (precompile.reads !== undefined && input.length > precompile.reads) input = input.subarray(0, precompile.reads);
  const gas = precompile.gas(input);
  if (gas > gasLimit) return { gas, output: undefined };
  const remembers = gas >= REMEMBERED_GAS && input.length <= LONGEST_REMEMBERED;
  return { gas, output: remembers ? remember(address, precompile, input) : precompile.run(input) };
}

/** The last outputs of dear calls: the same signature or proof is often checked again. */
const memo = new Map<string, Uint8Array | undefined>();

function remember(address: number, { run }: Precompile, input: Uint8Array): Uint8Array | undefined {
  const key =
    String.fromCharCode(address) + Buffer.from(input.buffer, input.byteOffset, input.length).toString("latin1");
  if (!memo.has(key)) {
    if (memo.size >= MAX_REMEMBERED) memo.delete(memo.keys().next().value!); // the oldest: a map keeps their order
    memo.set(key, run(input));
  }
  return memo.get(key)?.slice();
}

function perWord(base: number, word: number): (input: Uint8Array) => bigint {
  return (input) => BigInt(base + word * Math.ceil(input.length / 32));
}
