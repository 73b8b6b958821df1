import { EMPTY_ROOT, type TrieAccount } from "../../evm/host/trie.ts";
import { toHex } from "../codec/hex.ts";
import type { Difference } from "./compare.ts";
import type { ReferenceReplay } from "./reference.ts";
import type { Mirror } from "./mirror.ts";
import { storedSlots, type ReportedAccount } from "./reported.ts";

/** The account, and what of it, in which the Hardhat chain's state is not the mirror's, among those that either touched. */
export async function locate(
  reference: ReferenceReplay,
  mirror: Mirror,
  reported: readonly ReportedAccount[],
): Promise<Difference> {
  const slots = new Map<string, Set<Uint8Array>>();
  const addresses = new Map<string, Uint8Array>();
  for (const { address, slots: records } of reported) {
    addresses.set(toHex(address), address);
    const known = slots.get(toHex(address)) ?? new Set<Uint8Array>();
    for (const [slot] of storedSlots(records)) known.add(slot);
    slots.set(toHex(address), known);
  }
  for (const address of await reference.met()) addresses.set(toHex(address), address);
  for (const [at, address] of addresses) {
    const [ours, theirs] = [mirror.account(address), await reference.account(address)];
    const difference = between(at, ours, theirs);
    if (!difference) continue;
    if (difference.what !== "storage") return difference;
    for (const slot of slots.get(at) ?? []) {
      const [fast, other] = [toHex(mirror.evm.storage(address, slot)), toHex(await reference.storage(address, slot))];
      if (fast !== other)
        return { call: -1, what: "storage", fast: `slot ${toHex(slot)} of ${at} ${fast}`, reference: other };
    }
    return difference;
  }
  const [fast, other] = [toHex(mirror.root()), toHex(await reference.stateRoot())];
  return { call: -1, what: "state root", fast, reference: other };
}

function between(at: string, ours: TrieAccount | undefined, theirs: TrieAccount): Difference | undefined {
  const pairs: [Difference["what"], string, string][] = [
    ["balance", String(ours?.balance ?? 0n), String(theirs.balance)],
    ["nonce", String(ours?.nonce ?? 0n), String(theirs.nonce)],
    ["code", ours ? toHex(ours.codeHash) : "", ours ? toHex(theirs.codeHash) : ""],
    ["storage", toHex(ours?.storageRoot ?? EMPTY_ROOT), toHex(theirs.storageRoot)],
  ];
  for (const [what, fast, reference] of pairs)
    if (fast !== reference) return { call: -1, what, fast: `${at} ${fast}`, reference };
  return undefined;
}
