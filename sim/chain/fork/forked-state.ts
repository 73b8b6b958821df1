import { InputError, RunError } from "../../core/errors/errors.ts";
import { object, type Shape } from "../../core/shape.ts";
import { fromHex, toHex, type ForkBlock, type ForkCache } from "./fork-cache.ts";
import type { Remote, Request } from "./remote.ts";
import { code, quantityBits, word } from "./shapes.ts";
import type { Loaded, StateSource, Wanted } from "./state-source.ts";

/** What is asked of a fork. */
export interface ForkAt {
  readonly chain: number;
  readonly block: number;
}

const toldBlock = object({ hash: word, timestamp: quantityBits(53) });

/** What a node has answered to one request. Throws RunError FORK_RPC, which shows nothing of the answer. */
function answered<T>(method: string, shape: Shape<T>, value: unknown): T {
  try {
    return shape.read(value, "result");
  } catch {
    throw RunError.of("FORK_RPC", { found: `an answer to ${method} that is none` });
  }
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
  const [found, head] = await remote.ask([
    { method: "eth_chainId", params: [] },
    { method: "eth_blockNumber", params: [] },
  ]);
  const there = Number(answered("eth_chainId", quantityBits(53), found));
  if (there !== chain) throw InputError.of("FORK_CHAIN", { chain, found: String(there) });
  const last = Number(answered("eth_blockNumber", quantityBits(53), head));
  if (last < block) throw InputError.of("FORK_BLOCK_UNKNOWN", { found: String(block), head: String(last) });
  const [told] = await remote.ask([{ method: "eth_getBlockByNumber", params: [quantity(block), false] }]);
  const { hash, timestamp } = answered("eth_getBlockByNumber", toldBlock, told);
  const pinned = { chain, number: block, hash, timestamp: Number(timestamp) };
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
    const answers = await this.#remote.ask(requests);
    const read = <T>(at: number, shape: Shape<T>): T => answered(requests[at]!.method, shape, answers[at]);
    const loaded: Loaded = {
      accounts: accounts.map((address, i) => {
        const balance = read(3 * i, quantityBits(256));
        const nonce = read(3 * i + 1, quantityBits(64));
        return { address, balance, nonce, code: fromHex(read(3 * i + 2, code)) };
      }),
      slots: slots.map(({ address, slot }, i) => {
        const value = fromHex(
          read(3 * accounts.length + i, quantityBits(256))
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
