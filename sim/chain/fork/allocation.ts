import { gunzipSync } from "node:zlib";
import { accounts as viem } from "../../core/viem.ts";
import { InputError } from "../../core/errors/errors.ts";
import { parseJson } from "../../core/json.ts";
import { MAX_FILE, readBytes, unreadBecause } from "../../core/outside-file.ts";
import { array, json, object, optional, record, shape, type Shape, type Shaped } from "../../core/shape.ts";
import { fromHex } from "./fork-cache.ts";
import { code, decimalBits, hexBytes, quantityBits } from "./shapes.ts";
import type { Loaded, LoadedAccount, LoadedSlot } from "./state-source.ts";

/** A state that is all in one file. */
export interface Allocation extends Loaded {
  /** Of the block that it is the state after, where the file says so. */
  readonly number?: number;
  readonly timestamp?: number;
}

/** Of an account, with or without 0x, as geth writes it in `alloc`. */
const addressName = shape("an address", (value): value is string => /^(0x)?[0-9a-f]{40}$/i.test(String(value)));
const hexWord = shape(
  "a word of at most 32 bytes in hex",
  (value): value is string => typeof value === "string" && /^(0x)?[0-9a-f]{1,64}$/i.test(value),
);

const table = record(
  object({
    balance: optional(quantityBits(256)),
    nonce: optional(quantityBits(64)),
    code: optional(code),
    storage: optional(record(hexWord, hexWord)),
  }),
  addressName,
);
const header = object({ number: optional(quantityBits(53)), timestamp: optional(quantityBits(53)) });
const hardhatAccounts = array(object({ privateKey: hexBytes(32), balance: decimalBits(256) }));

/**
 * Reads what `anvil_dumpState` answers or `anvil --dump-state` writes, geth's genesis.json or its `alloc` alone, and
 * the `accounts` of a Hardhat network, by what is in the file. Throws InputError GENESIS_FILE.
 */
export function readAllocation(file: string): Allocation {
  try {
    const read = allocationOf(parse(readBytes(file)));
    if (read.accounts.length > 0) return read;
  } catch (cause) {
    throw InputError.of("GENESIS_FILE", { where: file, found: unreadBecause(cause) }, { cause });
  }
  throw InputError.of("GENESIS_FILE", { where: file, found: "no accounts" });
}

function allocationOf(parsed: unknown): Allocation {
  if (Array.isArray(parsed)) return { accounts: hardhatAccounts.read(parsed, "$").map(hardhatAccount), slots: [] };
  const { accounts, alloc, block, timestamp, number } = members.read(parsed, "$");
  const { number: at, timestamp: time } = header.read(block === undefined ? { timestamp, number } : block, "$");
  return {
    ...allocated(
      table.read(
        [accounts, alloc, parsed].find((one) => one !== undefined),
        "$",
      ),
    ),
    ...(at !== undefined && { number: Number(at) }),
    ...(time !== undefined && { timestamp: Number(time) }),
  };
}

/** Anything with names. */
const members: Shape<{ readonly [name: string]: unknown }> = record(json);

/** JSON, or that as anvil answers it: zipped, in hex. */
function parse(bytes: Buffer): unknown {
  const text = bytes.toString("utf8").trim();
  const hex = /^"?0x([0-9a-f]*)"?$/i.exec(text)?.[1];
  if (hex === undefined) return parseJson(text);
  return parseJson(gunzipSync(Buffer.from(hex, "hex"), { maxOutputLength: MAX_FILE }).toString("utf8"));
}

function allocated(accounts: Shaped<typeof table>): Loaded {
  const all = Object.entries(accounts).map(([name, account]) => ({ ...account, address: fromHex(name) }));
  return {
    accounts: all.map(({ address, balance = 0n, nonce = 0n, code = "0x" }) => ({
      address,
      balance,
      nonce,
      code: fromHex(code),
    })),
    slots: all.flatMap(({ address, storage = {} }) =>
      Object.entries(storage).map(([slot, value]): LoadedSlot => ({ address, slot: word(slot), value: word(value) })),
    ),
  };
}

function hardhatAccount({
  privateKey,
  balance,
}: {
  readonly privateKey: string;
  readonly balance: string;
}): LoadedAccount {
  const address = fromHex(viem().privateKeyToAddress(privateKey as `0x${string}`));
  return { address, balance: BigInt(balance), nonce: 0n, code: new Uint8Array(0) };
}

const word = (text: string): Uint8Array => fromHex(text.replace(/^0x/, "").padStart(64, "0"));
