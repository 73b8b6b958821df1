import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { privateKeyToAddress } from "viem/accounts";
import { InputError } from "../../core/errors/errors.ts";
import { fromHex } from "./fork-cache.ts";
import type { Loaded, LoadedAccount, LoadedSlot } from "./state-source.ts";

/** A state that is all in one file. */
export interface Allocation extends Loaded {
  /** Of the block that it is the state after, where the file says so. */
  readonly number?: number;
  readonly timestamp?: number;
}

interface AllocatedAccount {
  readonly balance?: string | number;
  readonly nonce?: string | number;
  readonly code?: string;
  readonly storage?: { readonly [slot: string]: string };
}

/**
 * Reads what `anvil_dumpState` answers or `anvil --dump-state` writes, geth's genesis.json or its `alloc` alone, and
 * the `accounts` of a Hardhat network, by what is in the file. Throws InputError GENESIS_FILE.
 */
export function readAllocation(file: string): Allocation {
  let parsed: unknown;
  try {
    parsed = parse(readFileSync(file));
  } catch (cause) {
    throw invalid(file, cause instanceof Error ? cause.message.split("\n")[0]! : String(cause));
  }
  if (Array.isArray(parsed)) return { accounts: parsed.map((one) => hardhatAccount(file, one)), slots: [] };
  if (typeof parsed !== "object" || parsed === null) throw invalid(file, typeof parsed);
  const { accounts, alloc, block, timestamp, number } = parsed as Record<string, unknown>;
  const table = accounts ?? alloc ?? parsed;
  const header = (block ?? { timestamp, number }) as { readonly timestamp?: string; readonly number?: string };
  return {
    ...allocated(file, table as { readonly [address: string]: AllocatedAccount }),
    ...(header.number !== undefined && { number: Number(header.number) }),
    ...(header.timestamp !== undefined && { timestamp: Number(header.timestamp) }),
  };
}

/** JSON, or that as anvil answers it: zipped, in hex. */
function parse(bytes: Buffer): unknown {
  const text = bytes.toString("utf8").trim();
  const hex = /^"?0x([0-9a-f]*)"?$/i.exec(text)?.[1];
  return JSON.parse(hex === undefined ? text : gunzipSync(Buffer.from(hex, "hex")).toString("utf8"));
}

function allocated(file: string, table: { readonly [address: string]: AllocatedAccount }): Loaded {
  const accounts: LoadedAccount[] = [];
  const slots: LoadedSlot[] = [];
  for (const [name, account] of Object.entries(table)) {
    if (!/^(0x)?[0-9a-f]{40}$/i.test(name)) throw invalid(file, `an account named ${name.slice(0, 60)}`);
    const address = fromHex(name);
    const { balance = 0, nonce = 0, code = "0x", storage = {} } = account;
    try {
      accounts.push({ address, balance: BigInt(balance), nonce: BigInt(nonce), code: fromHex(code) });
      for (const [slot, value] of Object.entries(storage))
        slots.push({ address, slot: word(slot), value: word(value) });
    } catch {
      throw invalid(file, `account ${name} with a number that is none`);
    }
  }
  return { accounts, slots };
}

function hardhatAccount(file: string, given: unknown): LoadedAccount {
  const { privateKey, balance } = (given ?? {}) as { readonly privateKey?: string; readonly balance?: string };
  if (!/^0x[0-9a-f]{64}$/i.test(privateKey ?? "") || !/^\d+$/.test(balance ?? ""))
    throw invalid(file, "a list that is not of { privateKey, balance }");
  const address = fromHex(privateKeyToAddress(privateKey as `0x${string}`));
  return { address, balance: BigInt(balance!), nonce: 0n, code: new Uint8Array(0) };
}

const word = (text: string): Uint8Array =>
  fromHex(
    BigInt(text.startsWith("0x") ? text : `0x${text}`)
      .toString(16)
      .padStart(64, "0"),
  );

function invalid(file: string, found: string): InputError {
  return InputError.of("GENESIS_FILE", { where: file, found });
}
