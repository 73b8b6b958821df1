import { isAbsolute, join } from "node:path";
import { canonical, hex, sha256 } from "../../core/canonical.ts";
import { InputError } from "../../core/errors/errors.ts";
import { readBytes, unreadBecause } from "../../core/outside-file.ts";
import { currentProject } from "../../project/project.ts";
import { readAllocation } from "./allocation.ts";
import { ForkCache, fromHex, toHex } from "./fork-cache.ts";
import { readFork } from "./fork-file.ts";
import { forkBlock, ForkedState } from "./forked-state.ts";
import { Remote } from "./remote.ts";
import type { Loaded, StateSource } from "./state-source.ts";

/** What is set for a run besides what the state says. */
export interface Overrides {
  readonly [address: `0x${string}`]: {
    readonly balance?: bigint;
    /** By slot, 32 bytes each in hex. */
    readonly storage?: { readonly [slot: `0x${string}`]: `0x${string}` };
  };
}

/** Where the chain's first state comes from: plain data, a node's URL not among it. */
export type Genesis =
  | {
      readonly kind: "fork";
      readonly chain: number;
      readonly block: number;
      readonly file?: string;
      readonly set?: Overrides;
    }
  | { readonly kind: "allocation"; readonly file: string; readonly set?: Overrides };

/** URLs carry keys: they are kept apart, where nothing that stores, hashes or shows a scenario comes. */
const urls = new WeakMap<Genesis, string>();

/** What a fork of a live chain is of. */
export interface ForkOptions {
  /** Of a node that has the state of that block. Not needed once all that is touched is in the cache. */
  readonly url?: string | undefined;
  /** The block whose state is the first: pinned, because a result must not depend on when it is made. */
  readonly block: number;
  /** Chain id; 1 unless stated. A node of another chain is refused. */
  readonly chain?: number;
  /** A cache that was exported, from the project's root: what is in it is asked of nobody. */
  readonly file?: string;
  /** Balances and storage set for this run. */
  readonly set?: Overrides;
}

/**
 * The state of a live chain at a block. Accounts, code and storage come from a node when they are first touched, and from
 * the cache ever after.
 *
 * @example
 * genesis: fork({ url: process.env.MAINNET_RPC, block: 21_000_000 }),
 * deploy: ({ at }) => ({ dai: at("IERC20", "0x6B175474E89094C44Da98b954EedeAC495271d0F") }),
 */
export function fork({ url, block, chain = 1, file, set }: ForkOptions): Genesis {
  const genesis: Genesis = { kind: "fork", chain, block, ...(file !== undefined && { file }), ...(set && { set }) };
  if (!Number.isSafeInteger(block) || block < 0)
    throw InputError.of("FORK_BLOCK", { where: "genesis", found: String(block) });
  if (!Number.isSafeInteger(chain) || chain < 1)
    throw InputError.of("FORK_CHAIN_ID", { where: "genesis", found: String(chain) });
  if (url) urls.set(genesis, url);
  return genesis;
}

/** A fork in the place of a first state: what is set for a run stays, a file and a URL where they are of the same block. */
export function refork(
  own: Genesis | undefined,
  {
    url,
    block,
    chain,
  }: { readonly url: string | undefined; readonly block: number; readonly chain: number | undefined },
): Genesis {
  const before = own?.kind === "fork" ? own : undefined;
  const at = chain ?? before?.chain ?? 1;
  const same = before?.block === block && before.chain === at;
  return fork({
    url: url ?? (before?.chain === at ? urls.get(before) : undefined),
    block,
    chain: at,
    ...(same && before.file !== undefined && { file: before.file }),
    ...(own?.set && { set: own.set }),
  });
}

/**
 * A state that is all in one file: what `anvil_dumpState` answers, geth's genesis.json, a Hardhat network's accounts.
 *
 * @example
 * genesis: allocation("state.json"),
 */
export function allocation(file: string, { set }: { readonly set?: Overrides } = {}): Genesis {
  return { kind: "allocation", file, ...(set && { set }) };
}

/** A first state, and where in time it is. */
export interface OpenGenesis {
  readonly source: StateSource;
  /** Of the block before the first. */
  readonly number: number;
  readonly timestamp?: number;
  readonly chainId?: number;
}

/**
 * Opens what a scenario says. Rejects with InputError GENESIS_FILE, FORK_CHAIN, FORK_BLOCK_UNKNOWN and RunError FORK_*.
 * @param cache folder of what can be made again
 */
export async function openGenesis(genesis: Genesis, cache = currentProject().cache): Promise<OpenGenesis> {
  if (genesis.kind === "allocation") {
    const { number = 0, timestamp, ...state } = readAllocation(fromRoot(genesis.file));
    return { source: { known: overridden(state, genesis.set) }, number, ...(timestamp !== undefined && { timestamp }) };
  }
  const { chain, block, file, set = {} } = genesis;
  const kept = new ForkCache(cache, chain, block);
  const url = urls.get(genesis);
  const remote = url === undefined ? undefined : new Remote(url);
  const exported = file === undefined ? undefined : readFork(fromRoot(file), chain, block);
  const pinned = exported?.block ?? (await forkBlock(genesis, kept, remote));
  const state = new ForkedState(pinned, kept, remote);
  const known = together(exported?.state, state.known);
  // What is set of an account stands beside what is not.
  const there = new Set(known.accounts.map(({ address }) => toHex(address)));
  const lacking = Object.keys(set)
    .map((name) => fromHex(name))
    .filter((address) => !there.has(toHex(address)));
  const more = lacking.length > 0 ? await state.load({ accounts: lacking, slots: [] }) : undefined;
  return {
    source: { known: overridden(together(known, more), set), load: (wanted) => state.load(wanted) },
    number: pinned.number,
    timestamp: pinned.timestamp,
    chainId: chain,
  };
}

/** Everything besides the scenario's text that decides what the state is, for the hash of a result's sources. Throws GENESIS_FILE. */
export function genesisIdentity(genesis: Genesis): string {
  const file = genesis.kind === "allocation" ? fileHash(fromRoot(genesis.file)) : "";
  return hex(sha256(canonical({ ...genesis, file })));
}

function fileHash(file: string): string {
  try {
    return hex(sha256(readBytes(file)));
  } catch (cause) {
    throw InputError.of("GENESIS_FILE", { where: file, found: unreadBecause(cause) }, { cause });
  }
}

const fromRoot = (file: string): string => (isAbsolute(file) ? file : join(currentProject().root, file));

function together(...parts: readonly (Loaded | undefined)[]): Loaded {
  const there = parts.filter((part) => part !== undefined);
  return { accounts: there.flatMap(({ accounts }) => accounts), slots: there.flatMap(({ slots }) => slots) };
}

/** What is set takes the place of what was there. */
function overridden({ accounts, slots }: Loaded, set: Overrides = {}): Loaded {
  const byAddress = new Map(accounts.map((account) => [toHex(account.address), account]));
  const bySlot = new Map(slots.map((one) => [`${toHex(one.address)}${toHex(one.slot)}`, one]));
  for (const [name, given] of Object.entries(set)) {
    const { balance, storage } = given as Overrides[`0x${string}`];
    const address = fromHex(name);
    const before = byAddress.get(toHex(address)) ?? { address, balance: 0n, nonce: 0n, code: new Uint8Array(0) };
    byAddress.set(toHex(address), { ...before, balance: balance ?? before.balance });
    for (const [slot, value] of Object.entries<string>(storage ?? {})) {
      const one = { address, slot: fromHex(slot), value: fromHex(value) };
      bySlot.set(`${toHex(address)}${toHex(one.slot)}`, one);
    }
  }
  return { accounts: [...byAddress.values()], slots: [...bySlot.values()] };
}
