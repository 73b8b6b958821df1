import { keccak_256 } from "@noble/hashes/sha3.js";
import type { AbiParameter } from "viem";
import { ByteWriter } from "../batch.ts";
import { sequence, writeAll } from "./composite.ts";
import { parameterCodec } from "./parameter.ts";
import { badValue } from "./type.ts";

/**
 * What stands behind the code that creates a contract. Unlike a call's, its addresses are held to their checksums: they are
 * typed by people, and encoded once. Throws InputError ABI_VALUE, ABI_TYPE.
 */
export function encodeConstructor(inputs: readonly AbiParameter[], args: readonly unknown[]): Uint8Array {
  const names = inputs.map(({ name }, i) => name || `argument ${i}`);
  const parts = sequence(inputs.map((input, i) => parameterCodec(input, names[i]!)));
  inputs.forEach((input, i) => refuseMistyped(input, args[i], names[i]!));
  const out = new ByteWriter();
  out.reserve(parts.headSize);
  writeAll(parts, args, out, 0);
  return out.bytes.slice(0, out.length);
}

function refuseMistyped(parameter: AbiParameter, value: unknown, where: string): void {
  const { type } = parameter;
  const item = /^(.*)\[\d*\]$/.exec(type)?.[1];
  if (item !== undefined) {
    if (Array.isArray(value)) for (const one of value) refuseMistyped({ ...parameter, type: item }, one, where);
  } else if (type === "tuple") {
    const { components = [] } = parameter as { readonly components?: readonly AbiParameter[] };
    const fields = Object(value) as { readonly [name: string]: unknown };
    components.forEach((part, i) => refuseMistyped(part, fields[Array.isArray(value) ? i : (part.name ?? i)], where));
  } else if (type === "address" && typeof value === "string" && !hasChecksum(value)) {
    throw badValue("an address in lower case, or with its checksum", value, where);
  }
}

/** Whether an address is in lower case or spelt as EIP-55 has it. What is no address is told by its codec. */
function hasChecksum(address: string): boolean {
  const digits = address.slice(2);
  const lower = digits.toLowerCase();
  if (digits === lower || !/^0x[0-9a-fA-F]{40}$/.test(address)) return true;
  const hash = Buffer.from(keccak_256(new TextEncoder().encode(lower))).toString("hex");
  return [...digits].every((digit, i) => digit === (hash[i]! >= "8" ? digit.toUpperCase() : lower[i]));
}
