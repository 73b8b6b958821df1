import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "../../core/json.ts";
import { readJson, readText } from "../../core/outside-file.ts";
import { object } from "../../core/shape.ts";
import { balance, code, forkBlockShape, nonce, word } from "./shapes.ts";
import type { Loaded, LoadedAccount, LoadedSlot } from "./state-source.ts";

/** What is told of the block that a fork begins after. */
export interface ForkBlock {
  readonly chain: number;
  readonly number: number;
  readonly hash: string;
  /** Seconds. */
  readonly timestamp: number;
}

/** One line of an account's file. */
type Line =
  | { readonly balance: string; readonly nonce: string; readonly code: string }
  | { readonly slot: string; readonly value: string };

const slotLine = object({ slot: word, value: word });
const accountLine = object({ balance, nonce, code });

/**
 * State of one chain at one block, a file an account. Files only grow, a line at a time, so that several processes may
 * write them. What is not as it was written is not there: a node is asked for it again.
 */
export class ForkCache {
  readonly #folder: string;
  readonly #chain: number;
  readonly #block: number;

  constructor(folder: string, chain: number, block: number) {
    this.#chain = chain;
    this.#block = block;
    this.#folder = join(folder, "forks", String(chain), String(block));
  }

  block(): ForkBlock | undefined {
    const file = join(this.#folder, "block.json");
    try {
      const block = forkBlockShape.read(readJson(file), "$");
      return block.chain === this.#chain && block.number === this.#block ? block : undefined;
    } catch {
      return undefined; // none yet, or damaged
    }
  }

  setBlock(block: ForkBlock): void {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, "block.json"), `${JSON.stringify(block)}\n`);
  }

  /** All that is there. */
  read(): Loaded {
    const accounts: LoadedAccount[] = [];
    const slots: LoadedSlot[] = [];
    if (!existsSync(this.#folder)) return { accounts, slots };
    for (const name of readdirSync(this.#folder).sort()) {
      if (!/^0x[0-9a-f]{40}\.jsonl$/.test(name)) continue;
      const address = fromHex(name.slice(0, -".jsonl".length));
      for (const line of readLines(join(this.#folder, name))) {
        if ("slot" in line) slots.push({ address, slot: fromHex(line.slot), value: fromHex(line.value) });
        else
          accounts.push({
            address,
            balance: BigInt(line.balance),
            nonce: BigInt(line.nonce),
            code: fromHex(line.code),
          });
      }
    }
    return { accounts, slots };
  }

  add({ accounts, slots }: Loaded): void {
    mkdirSync(this.#folder, { recursive: true });
    const lines = new Map<string, Line[]>();
    const to = (address: Uint8Array): Line[] => {
      const name = toHex(address);
      if (!lines.has(name)) lines.set(name, []);
      return lines.get(name)!;
    };
    for (const { address, balance, nonce, code } of accounts)
      to(address).push({ balance: String(balance), nonce: String(nonce), code: toHex(code) });
    for (const { address, slot, value } of slots) to(address).push({ slot: toHex(slot), value: toHex(value) });
    for (const [name, all] of lines)
      appendFileSync(join(this.#folder, `${name}.jsonl`), all.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
}

function readLines(file: string): Line[] {
  let text: string;
  try {
    text = readText(file);
  } catch {
    return []; // something else that has its name
  }
  const finished = text.slice(0, text.lastIndexOf("\n") + 1);
  return finished.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [readLine(line)];
    } catch {
      return []; // damaged, as by two processes at once on a file system that mixes their lines
    }
  });
}

function readLine(line: string): Line {
  const value = parseJson(line);
  const isSlot = typeof value === "object" && value !== null && "slot" in value;
  return isSlot ? slotLine.read(value, "$") : accountLine.read(value, "$");
}

export const toHex = (bytes: Uint8Array): string =>
  `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`;
export const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/^0x/, ""), "hex"));
