import { keccak_256 } from "@noble/hashes/sha3.js";
import { encodeRlp, quantity, type RlpItem } from "./rlp.ts";

/** One account as the state trie holds it. */
export interface TrieAccount {
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly nonce: bigint;
  readonly balance: bigint;
  /** keccak256 of the code, 32 bytes. */
  readonly codeHash: Uint8Array;
  /** From `storageRoot`, 32 bytes. */
  readonly storageRoot: Uint8Array;
}

/** keccak256: a library's by default, the engine's own where it is at hand, which is ten times faster. */
export type Keccak = (bytes: Uint8Array) => Uint8Array;

interface Leaf {
  /** keccak256 of the key, one nibble a byte. */
  readonly path: Uint8Array;
  readonly value: Uint8Array;
}

const NOTHING = new Uint8Array(0);
/** Root of a trie without entries: keccak256 of the RLP of the empty string. */
export const EMPTY_ROOT: Uint8Array = keccak_256(Uint8Array.of(0x80));

/** Merkle-Patricia root over all accounts (yellow paper, appendix D, keys hashed). 32 bytes. */
export function stateRoot(accounts: Iterable<TrieAccount>, keccak: Keccak = keccak_256): Uint8Array {
  const leaves: Leaf[] = [];
  for (const { address, nonce, balance, codeHash, storageRoot } of accounts) {
    leaves.push({
      path: nibbles(keccak(address)),
      value: encodeRlp([quantity(nonce), quantity(balance), storageRoot, codeHash]),
    });
  }
  return root(leaves, keccak);
}

/** Storage root of one account from its slots and values, 32 bytes each; slots that hold zero are not in the trie. */
export function storageRoot(
  slots: Iterable<readonly [slot: Uint8Array, value: Uint8Array]>,
  keccak: Keccak = keccak_256,
): Uint8Array {
  const leaves: Leaf[] = [];
  for (const [slot, value] of slots) {
    const start = value.findIndex((byte) => byte !== 0);
    if (start >= 0) leaves.push({ path: nibbles(keccak(slot)), value: encodeRlp(value.subarray(start)) });
  }
  return root(leaves, keccak);
}

function root(leaves: Leaf[], keccak: Keccak): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  leaves.sort((a, b) => Buffer.compare(a.path, b.path));
  return keccak(encodeRlp(new Trie(leaves, keccak).node(0, leaves.length, 0)));
}

/** Nodes over sorted leaves. */
class Trie {
  readonly #leaves: readonly Leaf[];
  readonly #keccak: Keccak;

  constructor(leaves: readonly Leaf[], keccak: Keccak) {
    this.#leaves = leaves;
    this.#keccak = keccak;
  }

  /** The node over the leaves from..to-1, which agree in their first `depth` nibbles. */
  node(from: number, to: number, depth: number): RlpItem {
    const first = this.#leaves[from]!;
    if (to - from === 1) return [hexPrefix(first.path.subarray(depth), true), first.value];
    const last = this.#leaves[to - 1]!; // sorted, so what the first and the last share, all share
    let shared = depth;
    while (first.path[shared] === last.path[shared]) shared++;
    if (shared > depth) return [hexPrefix(first.path.subarray(depth, shared), false), this.#child(from, to, shared)];
    const branch: RlpItem[] = [];
    let start = from;
    for (let nibble = 0; nibble < 16; nibble++) {
      let end = start;
      while (end < to && this.#leaves[end]!.path[depth] === nibble) end++;
      branch.push(end > start ? this.#child(start, end, depth + 1) : NOTHING);
      start = end;
    }
    branch.push(NOTHING);
    return branch;
  }

  /** A node as its parent holds it: itself when its encoding is shorter than a hash, else the hash. */
  #child(from: number, to: number, depth: number): RlpItem {
    const inner = this.node(from, to, depth);
    const encoded = encodeRlp(inner);
    return encoded.length < 32 ? inner : this.#keccak(encoded);
  }
}

function nibbles(hash: Uint8Array): Uint8Array {
  const path = new Uint8Array(64);
  for (let i = 0; i < 32; i++) {
    path[2 * i] = hash[i]! >> 4;
    path[2 * i + 1] = hash[i]! & 15;
  }
  return path;
}

/** Hex-prefix encoding of a path (yellow paper, appendix C): parity and kind in the first nibble. */
function hexPrefix(path: Uint8Array, leaf: boolean): Uint8Array {
  const odd = path.length % 2;
  const bytes = new Uint8Array(1 + (path.length - odd) / 2);
  bytes[0] = (leaf ? 0x20 : 0) + (odd ? 0x10 + path[0]! : 0);
  for (let i = odd, at = 1; i < path.length; i += 2) bytes[at++] = (path[i]! << 4) | path[i + 1]!;
  return bytes;
}
