import { keccak_256 } from "@noble/hashes/sha3.js";
import { quantity } from "../precompiles/words.ts";
import { rlp, type RlpItem } from "./rlp.ts";

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

const NOTHING = new Uint8Array(0);
const NIBBLES = 64;
/** Root of a trie without entries: keccak256 of the RLP of the empty string. */
export const EMPTY_ROOT: Uint8Array = keccak_256(Uint8Array.of(0x80));

/** Merkle-Patricia root over all accounts (yellow paper, appendix D, keys hashed). 32 bytes. */
export function stateRoot(accounts: Iterable<TrieAccount>, keccak: Keccak = keccak_256): Uint8Array {
  const trie = new StateTrie(keccak);
  for (const account of accounts) trie.set(account);
  return trie.root();
}

/** Storage root of one account from its slots and values, 32 bytes each; slots that hold zero are not in the trie. */
export function storageRoot(
  slots: Iterable<readonly [slot: Uint8Array, value: Uint8Array]>,
  keccak: Keccak = keccak_256,
): Uint8Array {
  const trie = new StorageTrie(keccak);
  for (const [slot, value] of slots) trie.set(slot, value);
  return trie.root();
}

interface Node {
  /** keccak256 of the key of this leaf, or of any leaf below, one nibble a byte. */
  readonly path: Uint8Array;
  /** Nibbles that all leaves below share; all of them at a leaf. */
  readonly depth: number;
  value: Uint8Array;
  /** By the nibble at `depth`; none at a leaf. */
  readonly children: (Node | undefined)[];
  /** How the parent holds the node when it begins at nibble `from`; undefined when something below has changed. */
  held: { readonly from: number; readonly item: RlpItem } | undefined;
}

/** A Merkle-Patricia trie under hashed keys that hashes again only what has changed since its root was last asked for. */
class Trie {
  readonly #keccak: Keccak;
  #top: Node | undefined;

  constructor(keccak: Keccak = keccak_256) {
    this.#keccak = keccak;
  }

  /** An empty value takes the entry out. */
  set(key: Uint8Array, value: Uint8Array): void {
    const path = nibbles(this.#keccak(key));
    this.#top = value.length > 0 ? put(this.#top, path, value) : this.#top && without(this.#top, path);
  }

  root(): Uint8Array {
    return this.#top ? this.#keccak(rlp(this.#node(this.#top, 0))) : EMPTY_ROOT;
  }

  /** The node, or what leads to it, from nibble `from` on. */
  #node(node: Node, from: number): RlpItem {
    if (node.depth === NIBBLES) return [hexPrefix(node.path.subarray(from), true), node.value];
    if (node.depth > from)
      return [hexPrefix(node.path.subarray(from, node.depth), false), this.#held(node, node.depth)];
    return [...node.children.map((child) => (child ? this.#held(child, from + 1) : NOTHING)), NOTHING];
  }

  /** A node as its parent holds it: itself when its encoding is shorter than a hash, else the hash. */
  #held(node: Node, from: number): RlpItem {
    if (node.held?.from === from) return node.held.item;
    const inner = this.#node(node, from);
    const encoded = rlp(inner);
    const item = encoded.length < 32 ? inner : this.#keccak(encoded);
    node.held = { from, item };
    return item;
  }
}

/** All accounts as a trie. */
export class StateTrie {
  readonly #trie: Trie;

  constructor(keccak: Keccak = keccak_256) {
    this.#trie = new Trie(keccak);
  }

  set({ address, nonce, balance, codeHash, storageRoot }: TrieAccount): void {
    this.#trie.set(address, rlp([quantity(nonce), quantity(balance), storageRoot, codeHash]));
  }

  /** The account need not be there. */
  delete(address: Uint8Array): void {
    this.#trie.set(address, NOTHING);
  }

  root(): Uint8Array {
    return this.#trie.root();
  }
}

/** The storage of one account as a trie. */
export class StorageTrie {
  readonly #trie: Trie;

  constructor(keccak: Keccak = keccak_256) {
    this.#trie = new Trie(keccak);
  }

  /** 32 bytes each; zero takes the slot out. */
  set(slot: Uint8Array, value: Uint8Array): void {
    const start = value.findIndex((byte) => byte !== 0);
    this.#trie.set(slot, start < 0 ? NOTHING : rlp(value.subarray(start)));
  }

  root(): Uint8Array {
    return this.#trie.root();
  }
}

function put(node: Node | undefined, path: Uint8Array, value: Uint8Array): Node {
  if (!node) return { path, depth: NIBBLES, value, children: [], held: undefined };
  const shared = sharedDepth(node, path);
  node.held = undefined;
  if (shared < node.depth) {
    const children = new Array<Node | undefined>(16).fill(undefined);
    children[node.path[shared]!] = node;
    children[path[shared]!] = put(undefined, path, value);
    return { path, depth: shared, value: NOTHING, children, held: undefined };
  }
  if (node.depth === NIBBLES) node.value = value;
  else node.children[path[shared]!] = put(node.children[path[shared]!], path, value);
  return node;
}

/** What is left of the node; the entry need not be there. */
function without(node: Node, path: Uint8Array): Node | undefined {
  if (sharedDepth(node, path) < node.depth) return node;
  if (node.depth === NIBBLES) return undefined;
  const nibble = path[node.depth]!;
  const child = node.children[nibble];
  if (!child) return node;
  node.held = undefined;
  node.children[nibble] = without(child, path);
  const left = node.children.filter((each) => each !== undefined);
  return left.length === 1 ? left[0] : node;
}

/** How many of the node's nibbles agree with the path. */
function sharedDepth(node: Node, path: Uint8Array): number {
  let depth = 0;
  while (depth < node.depth && node.path[depth] === path[depth]) depth++;
  return depth;
}

function nibbles(hash: Uint8Array): Uint8Array {
  const path = new Uint8Array(NIBBLES);
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
