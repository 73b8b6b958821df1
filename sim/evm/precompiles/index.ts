/**
 * The precompiled contracts: 0x01 to 0x0a of cancun, 0x0b to 0x11 since prague, 0x100 since osaka. Input longer than needed is ignored and missing input reads as
 * zeros, except where an EIP demands an exact length.
 */
import type { Hardfork } from "../../core/hardfork.ts";
import {
  GAS_BN254_ADD,
  GAS_BN254_MUL,
  GAS_BLS_G1_ADD,
  GAS_BLS_G2_ADD,
  GAS_BLS_MAP_FP2_TO_G2,
  GAS_BLS_MAP_FP_TO_G1,
  GAS_P256_VERIFY,
  GAS_ECRECOVER,
  GAS_IDENTITY,
  GAS_IDENTITY_WORD,
  GAS_POINT_EVALUATION,
  GAS_RIPEMD160,
  GAS_RIPEMD160_WORD,
  GAS_SHA256,
  GAS_SHA256_WORD,
} from "../gas.ts";
import {
  blsPairing,
  blsPairingGas,
  g1Add,
  g1Msm,
  g1MsmGas,
  g2Add,
  g2Msm,
  g2MsmGas,
  mapFp2ToG2,
  mapFpToG1,
} from "./bls12-381.ts";
import { blake2f, blake2fGas } from "./blake2f.ts";
import { ecAdd, ecMul, pairing, pairingGas } from "./bn254.ts";
import { ecRecover, identity, ripemd160Hash, sha256Hash } from "./hashes.ts";
import { pointEvaluation } from "./kzg.ts";
import { P256_VERIFY } from "../limits.ts";
import { boundedModexp, modexp, modexpGas, osakaModexpGas } from "./modexp.ts";
import { p256Verify } from "./p256.ts";

const MODEXP = 5;

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

const CANCUN: readonly Precompile[] = [
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

const PRAGUE: readonly Precompile[] = [
  ...CANCUN,
  { gas: () => BigInt(GAS_BLS_G1_ADD), run: g1Add },
  { gas: g1MsmGas, run: g1Msm },
  { gas: () => BigInt(GAS_BLS_G2_ADD), run: g2Add },
  { gas: g2MsmGas, run: g2Msm },
  { gas: blsPairingGas, run: blsPairing },
  { gas: () => BigInt(GAS_BLS_MAP_FP_TO_G1), run: mapFpToG1 },
  { gas: () => BigInt(GAS_BLS_MAP_FP2_TO_G2), run: mapFp2ToG2 },
];

const byAddress = (list: readonly Precompile[]) => new Map(list.map((one, i) => [i + 1, one]));

const PRECOMPILES: Readonly<Record<Hardfork, ReadonlyMap<number, Precompile>>> = {
  cancun: byAddress(CANCUN),
  prague: byAddress(PRAGUE),
  osaka: byAddress(PRAGUE)
    .set(MODEXP, { gas: osakaModexpGas, run: boundedModexp })
    .set(P256_VERIFY, { gas: () => BigInt(GAS_P256_VERIFY), run: p256Verify }),
};

/** Addresses of the hardfork's precompiled contracts. */
export function precompileAddresses(fork: Hardfork): readonly number[] {
  return [...PRECOMPILES[fork].keys()];
}

export interface PrecompileResult {
  /** Price of the call. May exceed any gas there is. */
  readonly gas: bigint;
  /** An array of its own; undefined when the call fails, which takes all the gas it was given. */
  readonly output: Uint8Array | undefined;
}

/** Calls a precompile of the hardfork at its address; a price above `gasLimit` is refused before any work. */
export function runPrecompile(fork: Hardfork, address: number, input: Uint8Array, gasLimit: bigint): PrecompileResult {
  const precompile = PRECOMPILES[fork].get(address)!;
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
