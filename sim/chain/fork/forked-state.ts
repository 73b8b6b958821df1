import { InputError, RunError } from "../../core/errors/errors.ts";
import { fromHex, toHex, type ForkBlock, type ForkCache } from "./fork-cache.ts";
import type { Remote, Request } from "./remote.ts";
import type { Loaded, StateSource, Wanted } from "./state-source.ts";

/** What is asked of a fork. */
export interface ForkAt {
  readonly chain: number;
  readonly block: number;
}

const quantity = (value: number): string => `0x${value.toString(16)}`;

/**
 * The block, from the cache or the node. A node of another chain is refused.
 * Rejects with InputError FORK_CHAIN, FORK_BLOCK_UNKNOWN, FORK_OFFLINE, and RunError FORK_*.
 */
export async function forkBlock({ chain, block }: ForkAt, cache: ForkCache, remote?: Remote): Promise<ForkBlock> {
  const known = cache.block();
  if (known) return known;
  if (!remote) throw offline(`block ${block} of chain ${chain}`);
  const [found, head] = (await remote.ask([
    { method: "eth_chainId", params: [] },
    { method: "eth_blockNumber", params: [] },
  ])) as [string, string];
  if (Number(found) !== chain) throw InputError.of("FORK_CHAIN", { chain, found: String(Number(found)) });
  if (Number(head) < block)
    throw InputError.of("FORK_BLOCK_UNKNOWN", { found: String(block), head: String(Number(head)) });
  const [told] = (await remote.ask([{ method: "eth_getBlockByNumber", params: [quantity(block), false] }])) as [
    { readonly hash: string; readonly timestamp: string },
  ];
  const pinned = { chain, number: block, hash: told.hash, timestamp: Number(told.timestamp) };
  cache.setBlock(pinned);
  return pinned;
}

/** State of a live chain at a block: from the cache, and from a node what nobody asked for before. */
export class ForkedState implements StateSource {
  readonly known: Loaded;
  readonly #block: string;
  readonly #cache: ForkCache;
  readonly #remote: Remote | undefined;

  constructor(block: ForkBlock, cache: ForkCache, remote: Remote | undefined) {
    this.#block = quantity(block.number);
    this.#cache = cache;
    this.#remote = remote;
    this.known = cache.read();
  }

  async load({ accounts, slots }: Wanted): Promise<Loaded> {
    const [first] = [...accounts, ...slots.map(({ address }) => address)];
    if (!this.#remote) throw offline(first ? `account ${toHex(first)}` : "state");
    const requests: Request[] = [
      ...accounts.flatMap((address) =>
        ["eth_getBalance", "eth_getTransactionCount", "eth_getCode"].map((method) => ({
          method,
          params: [toHex(address), this.#block],
        })),
      ),
      ...slots.map(({ address, slot }) => ({
        method: "eth_getStorageAt",
        params: [toHex(address), toHex(slot), this.#block],
      })),
    ];
    const answers = (await this.#remote.ask(requests)) as string[];
    const loaded: Loaded = {
      accounts: accounts.map((address, i) => {
        const [balance, nonce, code] = answers.slice(3 * i) as [string, string, string];
        return { address, balance: BigInt(balance), nonce: BigInt(nonce), code: fromHex(code) };
      }),
      slots: slots.map(({ address, slot }, i) => {
        const value = fromHex(
          BigInt(answers[3 * accounts.length + i]!)
            .toString(16)
            .padStart(64, "0"),
        );
        return { address, slot, value };
      }),
    };
    this.#cache.add(loaded);
    return loaded;
  }
}

function offline(found: string): RunError {
  return RunError.of("FORK_OFFLINE", { found });
}
