import { unpackStorage } from "../../evm/packed.ts";
import { toHex } from "../hex.ts";

/** Accounts that one code asks for: 26 bytes each, of the 49,152 that a creation may bring (EIP-3860). */
export const MOST_ASKED = 1_000;

/** Code that writes the slots: PUSH32 value, PUSH32 slot, SSTORE for each. */
export function writingCode(changes: Uint8Array): string {
  let code = "0x";
  for (const [slot, value] of unpackStorage(changes)) code += `7f${toHex(value).slice(2)}7f${toHex(slot).slice(2)}55`;
  return code;
}

/** Code of a creation that returns balances, a word each: PUSH20 address, BALANCE, PUSH2 place, MSTORE for each. */
export function balancesCode(addresses: readonly Uint8Array[]): string {
  let code = "0x";
  addresses.forEach((address, i) => (code += `73${toHex(address).slice(2)}3161${place(32 * i)}52`));
  return `${code}61${place(32 * addresses.length)}5ff3`; // PUSH2 size, PUSH0, RETURN
}

function place(offset: number): string {
  return offset.toString(16).padStart(4, "0");
}
