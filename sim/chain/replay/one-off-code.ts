import { toHex } from "../codec/hex.ts";
import { storedSlots } from "./reported.ts";

/** Accounts that one code asks for: a creation returns at most 24,576 bytes, a word for each (EIP-170). */
export const MAX_ASKED = 700;

/** Code that writes the slots: PUSH32 value, PUSH32 slot, SSTORE for each. */
export function writingCode(slots: Uint8Array): string {
  let code = "0x";
  for (const [slot, , value] of storedSlots(slots)) code += `7f${toHex(value).slice(2)}7f${toHex(slot).slice(2)}55`;
  return code;
}

/**
 * Code of a creation that returns balances, a word each behind one of zeros, as what is created may not begin with 0xef
 * (EIP-3541): PUSH20 address, BALANCE, PUSH2 place, MSTORE for each.
 */
export function balancesCode(addresses: readonly Uint8Array[]): string {
  let code = "0x";
  addresses.forEach((address, i) => (code += `73${toHex(address).slice(2)}3161${place(i + 1)}52`));
  return `${code}61${place(addresses.length + 1)}5ff3`; // PUSH2 size, PUSH0, RETURN
}

/** What such a creation returned. */
export function balancesOf(answer: string): bigint[] {
  return Array.from({ length: (answer.length - 2) / 64 - 1 }, (_, i) =>
    BigInt(`0x${answer.slice(2 + 64 * (i + 1), 66 + 64 * (i + 1))}`),
  );
}

function place(word: number): string {
  return (32 * word).toString(16).padStart(4, "0");
}
