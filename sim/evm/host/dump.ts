const HEADER = 12;
const ACCOUNT = 68;
const SLOT = 64;

/** An account as a dump of the engine holds it. */
export interface DumpedAccount {
  readonly address: Uint8Array;
  readonly nonce: bigint;
  readonly balance: bigint;
  readonly code: Uint8Array;
  /** Slots and values, 32 bytes big-endian each. */
  slots(): Iterable<readonly [slot: Uint8Array, value: Uint8Array]>;
}

/** Reads what `dumpState` of state.ts wrote, account by account. */
export function* readDump(dump: Uint8Array): Iterable<DumpedAccount> {
  const view = new DataView(dump.buffer, dump.byteOffset, dump.byteLength);
  const codes = [new Uint8Array()];
  let p = HEADER;
  for (let n = view.getUint32(8, true); n > 0; n--) {
    const length = view.getUint32(p, true);
    codes.push(dump.slice(p + 4, p + 4 + length));
    p += 4 + length;
  }
  let accounts = view.getUint32(p, true);
  p += 4;
  for (; accounts > 0; accounts--) {
    const first = p + ACCOUNT;
    const count = view.getUint32(p + 64, true);
    yield {
      address: dump.slice(p, p + 20),
      nonce: view.getBigUint64(p + 20, true),
      balance: wordAt(view, p + 28),
      code: codes[view.getUint32(p + 60, true)]!,
      *slots() {
        for (let at = first; at < first + SLOT * count; at += SLOT)
          yield [dump.slice(at, at + 32).reverse(), dump.slice(at + 32, at + SLOT).reverse()];
      },
    };
    p = first + SLOT * count;
  }
}

function wordAt(view: DataView, at: number): bigint {
  let value = 0n;
  for (let i = 24; i >= 0; i -= 8) value = (value << 64n) | view.getBigUint64(at + i, true);
  return value;
}
