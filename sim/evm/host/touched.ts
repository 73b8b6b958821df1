import type { Engine } from "./engine.ts";
import * as at from "../layout.ts";
import { VALUE, WARM_SLOT } from "../protocol.ts";
import type { Touched } from "../types.ts";

/** Kinds of journal entries that belong to slots; all others belong to accounts. */
const OF_SLOTS: ReadonlySet<number> = new Set([WARM_SLOT, VALUE]);

/** Turns what the runtime recorded into addresses and slots. */
export function readTouched(engine: Engine): Touched {
  const { view } = engine;
  const from = engine.global(at.G_TOUCHED);
  const length = engine.exports.lastTouched();
  const accounts = new Set<number>();
  const slots = new Set<number>();
  for (let p = from; p < from + length; p += 8) {
    const entry = view.getUint32(p, true);
    (OF_SLOTS.has(view.getUint32(p + 4, true)) ? slots : accounts).add(entry);
  }
  for (const slot of slots) accounts.add(view.getUint32(slot + at.S_ACCOUNT, true));
  const addressOf = (account: number) => engine.readAddress(account + at.A_ADDRESS);
  return {
    accounts: [...accounts].map(addressOf),
    slots: [...slots].map((slot) => [addressOf(view.getUint32(slot + at.S_ACCOUNT, true)), engine.readWord(slot)]),
  };
}
