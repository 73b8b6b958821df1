import { GAS_MODEXP_MIN, GAS_MODEXP_MIN_OSAKA, MODEXP_DIVISOR } from "../gas.ts";
import { MAX_MODEXP_LENGTH } from "../limits.ts";
import { slice, toBigInt, toBytes, wordAt } from "./words.ts";

const HEAD = 96; // three words of lengths before base, exponent and modulus

interface Lengths {
  readonly base: bigint;
  readonly exponent: bigint;
  readonly modulus: bigint;
}

function lengthsOf(input: Uint8Array): Lengths {
  return { base: wordAt(input, 0), exponent: wordAt(input, 32), modulus: wordAt(input, 64) };
}

/** Squarings and the like that an exponent asks for: its bits, `weight` for each of its bits beyond 32 bytes. */
function iterations(input: Uint8Array, { base, exponent }: Lengths, weight: bigint): bigint {
  const start = BigInt(HEAD) + base;
  const leading =
    start < BigInt(input.length) ? toBigInt(slice(input, Number(start), exponent < 32n ? Number(exponent) : 32)) : 0n;
  const leadingBits = leading === 0n ? 0n : BigInt(leading.toString(2).length - 1);
  const count = exponent <= 32n ? leadingBits : weight * 8n * (exponent - 32n) + leadingBits;
  return count > 1n ? count : 1n;
}

/** 0x05: price of base^exponent mod modulus (EIP-2565). It may be any size: refuse before running. */
export function modexpGas(input: Uint8Array): bigint {
  const lengths = lengthsOf(input);
  const words = wordsOf(lengths);
  const gas = (words * words * iterations(input, lengths, 1n)) / BigInt(MODEXP_DIVISOR);
  return gas > GAS_MODEXP_MIN ? gas : BigInt(GAS_MODEXP_MIN);
}

/** 0x05: its price since osaka (EIP-7883). */
export function osakaModexpGas(input: Uint8Array): bigint {
  const lengths = lengthsOf(input);
  const words = wordsOf(lengths);
  const complexity = words > 4n ? 2n * words * words : 16n;
  const gas = complexity * iterations(input, lengths, 2n);
  return gas > GAS_MODEXP_MIN_OSAKA ? gas : BigInt(GAS_MODEXP_MIN_OSAKA);
}

/** Eights of bytes of the longer one of base and modulus. */
function wordsOf({ base, modulus }: Lengths): bigint {
  return ((base > modulus ? base : modulus) + 7n) / 8n;
}

/** 0x05 since osaka: numbers beyond 1,024 bytes make it fail (EIP-7823). */
export function boundedModexp(input: Uint8Array): Uint8Array | undefined {
  const { base, exponent, modulus } = lengthsOf(input);
  if ([base, exponent, modulus].some((length) => length > MAX_MODEXP_LENGTH)) return undefined;
  return modexp(input);
}

/** 0x05: base^exponent mod modulus, as long as the modulus (EIP-198). Run only after the gas is paid. */
export function modexp(input: Uint8Array): Uint8Array {
  const baseLength = Number(wordAt(input, 0));
  const exponentLength = Number(wordAt(input, 32));
  const modulusLength = Number(wordAt(input, 64));
  if (modulusLength === 0) return new Uint8Array(0); // the exponent's length may be any number here
  const base = toBigInt(slice(input, HEAD, baseLength));
  const modulus = toBigInt(slice(input, HEAD + baseLength + exponentLength, modulusLength));
  if (modulus <= 1n) return new Uint8Array(modulusLength);
  const exponentStart = Math.min(HEAD + baseLength, input.length);
  const exponentEnd = Math.min(HEAD + baseLength + exponentLength, input.length);
  const given = input.subarray(exponentStart, exponentEnd);
  return toBytes(power(base % modulus, given, exponentLength - given.length, modulus), modulusLength);
}

/** base^(exponent * 256^zeroBytes) mod modulus, four bits of the exponent at a time. */
function power(base: bigint, exponent: Uint8Array, zeroBytes: number, modulus: bigint): bigint {
  let result = 1n;
  if (exponent.some((byte) => byte !== 0)) {
    const powers = [1n];
    for (let i = 1; i < 16; i++) powers.push((powers[i - 1]! * base) % modulus);
    let started = false;
    for (const byte of exponent) {
      for (const nibble of [byte >> 4, byte & 15]) {
        if (started) for (let i = 0; i < 4; i++) result = (result * result) % modulus;
        if (nibble !== 0) {
          result = (result * powers[nibble]!) % modulus;
          started = true;
        }
      }
    }
  }
  if (result > 1n) for (let i = 0; i < 8 * zeroBytes; i++) result = (result * result) % modulus;
  return result;
}
