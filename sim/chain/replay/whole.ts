import { toHex } from "../codec/hex.ts";
import type { Difference } from "./compare.ts";
import { storedSlots, type ReportedAccount } from "./reported.ts";

/** The first difference between two whole states, told anew. */
export function firstOf(
  fast: readonly ReportedAccount[],
  reference: readonly ReportedAccount[],
): Difference | undefined {
  const known = new Map(reference.map((account) => [toHex(account.address), account]));
  for (const account of fast) {
    const at = toHex(account.address);
    const difference = between(at, account, known.get(at));
    if (difference) return difference;
    known.delete(at);
  }
  for (const [at, account] of known) return between(at, undefined, account);
  return undefined;
}

function between(
  at: string,
  fast: ReportedAccount | undefined,
  reference: ReportedAccount | undefined,
): Difference | undefined {
  const code = (account: ReportedAccount) => (account.codeHash ? toHex(account.codeHash) : "none");
  if (!fast || !reference) return difference("existence", at, fast !== undefined, reference !== undefined);
  return (
    difference("balance", at, fast.now!.balance, reference.now!.balance) ??
    difference("nonce", at, fast.now!.nonce, reference.now!.nonce) ??
    difference("code", at, code(fast), code(reference)) ??
    storage(at, fast, reference)
  );
}

function storage(at: string, fast: ReportedAccount, reference: ReportedAccount): Difference | undefined {
  const known = new Map<string, string>();
  for (const [slot, , value] of storedSlots(reference.slots)) known.set(toHex(slot), toHex(value));
  for (const [slot, , value] of storedSlots(fast.slots)) {
    const found = difference("storage", `slot ${toHex(slot)} of ${at}`, toHex(value), known.get(toHex(slot)) ?? "none");
    if (found) return found;
    known.delete(toHex(slot));
  }
  for (const [slot, value] of known) return difference("storage", `slot ${slot} of ${at}`, "none", value);
  return undefined;
}

function difference(what: Difference["what"], of: string, fast: unknown, reference: unknown): Difference | undefined {
  return fast === reference
    ? undefined
    : { call: -1, what, fast: `${of} ${String(fast)}`, reference: `${of} ${String(reference)}` };
}
