import { GAS_MODEXP_MIN, MODEXP_DIVISOR } from "../gas.ts";
import { slice, toBigInt, toBytes, wordAt } from "./words.ts";

const HEAD = 96; // three words of lengths before base, exponent and modulus

/** 0x05: price of base^exponent mod modulus (EIP-2565). It may be any size: refuse before running. */
export function modexpGas(input: Uint8Array): bigint {
  const baseLength = wordAt(input, 0);
  const exponentLength = wordAt(input, 32);
  const modulusLength = wordAt(input, 64);
  const words = ((baseLength > modulusLength ? baseLength : modulusLength) + 7n) / 8n;
  const start = BigInt(HEAD) + baseLength;
  const leading =
    start < BigInt(input.length)
      ? toBigInt(slice(input, Number(start), exponentLength < 32n ? Number(exponentLength) : 32))
      : 0n;
  const leadingBits = leading === 0n ? 0n : BigInt(leading.toString(2).length - 1);
  const iterations = exponentLength <= 32n ? leadingBits : 8n * (exponentLength - 32n) + leadingBits;
  const gas = (words * words * (iterations > 1n ? iterations : 1n)) / BigInt(MODEXP_DIVISOR);
  return gas > GAS_MODEXP_MIN ? gas : BigInt(GAS_MODEXP_MIN);
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
