import { keccak_256 } from "@noble/hashes/sha3.js";
import { recoverAddress, SECP256K1_ORDER } from "../precompiles/secp256k1.ts";
import { concat, quantity, toBytes } from "../precompiles/words.ts";
import { rlp } from "./rlp.ts";
import type { Authorization } from "./types.ts";

const MAGIC = 0x05;
const MAX_NONCE = (1n << 64n) - 1n;

/** An authorization that is for this chain and well signed. Whether its nonce is right, the state tells. */
export interface SignedAuthorization {
  readonly authority: Uint8Array;
  readonly delegate: Uint8Array;
  readonly nonce: bigint;
}

/** The authorizations that count as far as one can tell without the state (EIP-7702, steps 1 to 3). */
export function signedAuthorizations(list: readonly Authorization[], chainId: bigint): SignedAuthorization[] {
  const signed: SignedAuthorization[] = [];
  for (const one of list) {
    if ((one.chainId !== 0n && one.chainId !== chainId) || one.nonce >= MAX_NONCE) continue;
    const authority = authorityOf(one);
    if (authority) signed.push({ authority, delegate: one.address, nonce: one.nonce });
  }
  return signed;
}

function authorityOf({ chainId, address, nonce, yParity, r, s }: Authorization): Uint8Array | undefined {
  if (yParity > 1n || yParity < 0n || r <= 0n || r >= SECP256K1_ORDER || s <= 0n || s > SECP256K1_ORDER / 2n)
    return undefined;
  const message = keccak_256(Uint8Array.of(MAGIC, ...rlp([quantity(chainId), address, quantity(nonce)])));
  return recoverAddress(message, concat(toBytes(r, 32), toBytes(s, 32)), yParity === 1n ? 1 : 0);
}
