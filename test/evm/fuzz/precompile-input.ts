import type { Random } from "../../../sim/core/random.ts";
import { P256_VERIFY } from "../../../sim/evm/limits.ts";
import { VECTORS } from "../precompiles/vectors.ts";
import { curveInput } from "./curve-input.ts";
import { PRECOMPILES } from "./opcodes.ts";
import { chance, interestingWord, randomBytes, weighted } from "./values.ts";

const MODEXP = 5;
const EC_MUL = 7;
const BLAKE2F = 9;

/** A precompile and input that it may well accept: published vectors with small changes, numbers where any number fits. */
export function precompileInput(random: Random): { address: number; input: Uint8Array } {
  const address = chance(random, 0.06) ? P256_VERIFY : 1 + random.integer(PRECOMPILES);
  const onCurve = curveInput(random, address);
  if (onCurve) return { address, input: changed(random, onCurve) };
  const vectors = VECTORS.filter((vector) => vector.address === address);
  const bytes =
    vectors.length === 0
      ? randomBytes(random, random.integer(130))
      : Uint8Array.from(Buffer.from(random.pick(vectors).input, "hex"));
  if (address === MODEXP && chance(random, 0.8)) return { address, input: modexpInput(random) };
  if (address === EC_MUL) bytes.set(wordBytes(interestingWord(random)), 64);
  if (address === BLAKE2F) bytes.set([0, 0, random.integer(4), random.integer(256)], 0);
  return { address, input: changed(random, bytes) };
}

function modexpInput(random: Random): Uint8Array {
  const lengths = [0, 1, 2].map(() => random.pick([0, 1, 2, 31, 32, 33, 40, random.integer(100)]));
  const operands = lengths.map((length) => randomBytes(random, length));
  return Uint8Array.from(Buffer.concat([...lengths.map((length) => wordBytes(BigInt(length))), ...operands]));
}

function changed(random: Random, bytes: Uint8Array): Uint8Array {
  return weighted<() => Uint8Array>(random, [
    [60, () => bytes],
    [20, () => (bytes.length === 0 ? bytes : bytes.with(random.integer(bytes.length), random.integer(256)))],
    [10, () => bytes.subarray(0, random.integer(bytes.length + 1))],
    [10, () => Uint8Array.from([...bytes, ...randomBytes(random, random.integer(40))])],
  ])();
}

function wordBytes(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));
}
