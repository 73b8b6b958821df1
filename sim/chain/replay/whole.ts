import { toHex } from "../hex.ts";
import type { Difference } from "./compare.ts";
import { storedSlots, type ToldAccount } from "./told.ts";

/** The first difference between two whole states, told anew. */
export function firstOf(fast: readonly ToldAccount[], judge: readonly ToldAccount[]): Difference | undefined {
  const known = new Map(judge.map((account) => [toHex(account.address), account]));
  for (const account of fast) {
    const at = toHex(account.address);
    const difference = between(at, account, known.get(at));
    if (difference) return difference;
    known.delete(at);
  }
  for (const [at, account] of known) return between(at, undefined, account);
  return undefined;
}

function between(at: string, fast: ToldAccount | undefined, judge: ToldAccount | undefined): Difference | undefined {
  const code = (account: ToldAccount) => (account.codeHash ? toHex(account.codeHash) : "none");
  if (!fast || !judge) return difference("existence", at, fast !== undefined, judge !== undefined);
  return (
    difference("balance", at, fast.now!.balance, judge.now!.balance) ??
    difference("nonce", at, fast.now!.nonce, judge.now!.nonce) ??
    difference("code", at, code(fast), code(judge)) ??
    storage(at, fast, judge)
  );
}

function storage(at: string, fast: ToldAccount, judge: ToldAccount): Difference | undefined {
  const known = new Map<string, string>();
  for (const [slot, , value] of storedSlots(judge.slots)) known.set(toHex(slot), toHex(value));
  for (const [slot, , value] of storedSlots(fast.slots)) {
    const found = difference("storage", `slot ${toHex(slot)} of ${at}`, toHex(value), known.get(toHex(slot)) ?? "none");
    if (found) return found;
    known.delete(toHex(slot));
  }
  for (const [slot, value] of known) return difference("storage", `slot ${slot} of ${at}`, "none", value);
  return undefined;
}

function difference(what: Difference["what"], of: string, fast: unknown, judge: unknown): Difference | undefined {
  return fast === judge
    ? undefined
    : { call: -1, what, fast: `${of} ${String(fast)}`, judge: `${of} ${String(judge)}` };
}
