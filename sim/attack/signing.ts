import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { hex, sha256 } from "../core/canonical.ts";
import type { Machine } from "./machine.ts";
import type { Arg, CallStep, SignaturePart } from "./program.ts";
import type { SentCall } from "./recording.ts";

export interface Signature {
  readonly v: bigint;
  /** In hex, 32 bytes each. */
  readonly r: string;
  readonly s: string;
}

/** Of the form of a signature, and of nobody's. */
export const NO_SIGNATURE: Signature = { v: 27n, r: "1".padStart(64, "0"), s: "1".padStart(64, "0") };

/** The key of an account that signs, and its address. */
export function keyOf(seed: string, account: number): { readonly key: Uint8Array; readonly address: Uint8Array } {
  const key = sha256("rewardscape attacker's key", JSON.stringify([seed, account]));
  return { key, address: keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).slice(12) };
}

export function signed(digest: Uint8Array, key: Uint8Array): Signature {
  const signature = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  return { v: 27n + BigInt(signature[0]!), r: hex(signature.subarray(1, 33)), s: hex(signature.subarray(33)) };
}

export const partOf = ({ v, r, s }: Signature, part: SignaturePart): bigint | string =>
  part === "v" ? v : `0x${part === "whole" ? `${r}${s}${v.toString(16)}` : part === "r" ? r : s}`;

/** Whose signature a call needs, its own data's and that of calls within included; undefined where it needs none. */
export function signerIn(step: CallStep): number | undefined {
  // Asked before every call, so nothing is made for it.
  for (let i = 0; i < step.args.length; i++) {
    const by = signerOf(step.args[i]!);
    if (by !== undefined) return by;
  }
  if (step.within)
    for (const inner of step.within) {
      const by = signerIn(inner);
      if (by !== undefined) return by;
    }
  return undefined;
}

function signerOf(arg: Arg): number | undefined {
  if (arg.kind === "signature") return arg.by;
  if (arg.kind !== "list" && arg.kind !== "encoded") return undefined;
  for (const item of arg.kind === "list" ? arg.items : arg.args) {
    const by = signerOf(item);
    if (by !== undefined) return by;
  }
  return undefined;
}

const ECRECOVER = 1;

/**
 * What a call wants to be signed, whatever the scheme: the hash that it asks the precompiled contract ecrecover about first.
 * It is found by executing the call, which leaves nothing behind; undefined where it asks about none.
 */
export function digestOf(machine: Machine, call: SentCall): Uint8Array | undefined {
  let digest: Uint8Array | undefined;
  const mark = machine.mark();
  machine.evm.onPrecompile((id, input) => {
    if (id === ECRECOVER && input.length >= 32) digest ??= input.slice(0, 32);
  });
  try {
    machine.send(call);
  } finally {
    machine.evm.onPrecompile(undefined);
    machine.undo(mark);
    machine.forget(mark);
  }
  return digest;
}
