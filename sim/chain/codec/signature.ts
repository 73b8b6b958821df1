import { keccak_256 } from "@noble/hashes/sha3.js";
import type { AbiParameter } from "viem";

/** A function, an event or an error of an ABI. */
interface Named {
  readonly name: string;
  readonly inputs: readonly AbiParameter[];
}

/**
 * A name and its types, of which selectors and topics are hashes (Contract ABI Specification, "Function Selector").
 * viem has it as well: whoever starts a run would wait for all of viem.
 *
 * @example
 * signatureOf({ name: "pay", inputs: [{ type: "tuple[]", components: [{ type: "address" }] }] }); // pay((address)[])
 */
export function signatureOf({ name, inputs }: Named): string {
  return `${name}(${inputs.map(typeOf).join(",")})`;
}

/** keccak256 of the signature: an event's first topic; a selector is its first four bytes. */
export function signatureHash(signature: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(signature));
}

/** The first four bytes of a call or of a custom error. */
export function selectorOf(item: Named): Uint8Array {
  return signatureHash(signatureOf(item)).subarray(0, 4);
}

function typeOf(parameter: AbiParameter): string {
  const { type } = parameter;
  if (!type.startsWith("tuple")) return type;
  const { components = [] } = parameter as { readonly components?: readonly AbiParameter[] };
  return `(${components.map(typeOf).join(",")})${type.slice("tuple".length)}`;
}
