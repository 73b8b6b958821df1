import { writeFileSync } from "node:fs";
import { InputError } from "../../core/errors/errors.ts";
import { readJson, unreadBecause } from "../../core/outside-file.ts";
import { object, oneOf, record, type Shape } from "../../core/shape.ts";
import { fromHex, toHex, type ForkBlock, type ForkCache } from "./fork-cache.ts";
import { addressText, balance, code, forkBlockShape, nonce, word } from "./shapes.ts";
import type { Loaded, LoadedSlot } from "./state-source.ts";

const FORMAT = "rewardscape fork 1";

interface ForkFile {
  readonly format: string;
  readonly block: ForkBlock;
  readonly accounts: {
    readonly [address: string]: {
      readonly balance: string;
      readonly nonce: string;
      readonly code: string;
      readonly storage: { readonly [slot: string]: string };
    };
  };
}

const fileShape: Shape<ForkFile> = object({
  format: oneOf(FORMAT),
  block: forkBlockShape,
  accounts: record(object({ balance, nonce, code, storage: record(word, word) }), addressText),
});

/** Writes all that a cache has into one file, to be committed beside a scenario. Throws InputError FORK_CACHE_EMPTY. */
export function exportFork(cache: ForkCache, file: string): void {
  const block = cache.block();
  if (!block) throw InputError.of("FORK_CACHE_EMPTY", { found: "none" });
  const { accounts, slots } = cache.read();
  const storage = new Map<string, Record<string, string>>();
  for (const { address, slot, value } of slots) {
    const name = toHex(address);
    storage.set(name, { ...storage.get(name), [toHex(slot)]: toHex(value) });
  }
  const entries = accounts.map(({ address, balance, nonce, code }) => {
    const name = toHex(address);
    const sorted = Object.entries(storage.get(name) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      name,
      { balance: String(balance), nonce: String(nonce), code: toHex(code), storage: Object.fromEntries(sorted) },
    ] as const;
  });
  const written: ForkFile = { format: FORMAT, block, accounts: Object.fromEntries(entries) };
  writeFileSync(file, `${JSON.stringify(written, null, 1)}\n`);
}

/** Reads such a file. Throws InputError GENESIS_FILE, also where it is of another block. */
export function readFork(
  file: string,
  chain: number,
  number: number,
): { readonly block: ForkBlock; readonly state: Loaded } {
  let read: ForkFile;
  try {
    read = fileShape.read(readJson(file), "$");
  } catch (cause) {
    throw InputError.of("GENESIS_FILE", { where: file, found: unreadBecause(cause) }, { cause });
  }
  const { block, accounts } = read;
  if (block.chain !== chain || block.number !== number)
    throw InputError.of("GENESIS_FILE", { where: file, found: `block ${block.number} of chain ${block.chain}` });
  const slots: LoadedSlot[] = [];
  const loaded = Object.entries(accounts).map(([name, { balance, nonce, code, storage }]) => {
    const address = fromHex(name);
    for (const [slot, value] of Object.entries(storage))
      slots.push({ address, slot: fromHex(slot), value: fromHex(value) });
    return { address, balance: BigInt(balance), nonce: BigInt(nonce), code: fromHex(code) };
  });
  return { block, state: { accounts: loaded, slots } };
}
