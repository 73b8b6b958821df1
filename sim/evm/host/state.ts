import { InputError } from "../../core/errors/errors.ts";
import type { Engine } from "./engine.ts";
import * as at from "../layout.ts";

const MAGIC = "RSEVM001";

/** Addresses of the entries that a collect function of the runtime found. */
export function collected(engine: Engine, count: number): Uint32Array {
  return new Uint32Array(
    engine.memory.buffer.slice(engine.global(at.G_RESULTS), engine.global(at.G_RESULTS) + 4 * count),
  );
}

/** A copy of everything that the state is made of. Copying 32 MiB takes a few milliseconds, whatever changed. */
export interface Snapshot {
  readonly globals: Uint8Array;
  readonly heap: Uint8Array;
}

export function takeSnapshot(engine: Engine): Snapshot {
  engine.exports.saveMarks();
  const end = engine.global(at.G_BREAK);
  return {
    globals: engine.bytes.slice(at.GLOBALS, at.GLOBALS_END),
    heap: engine.bytes.slice(at.HEAP, end),
  };
}

export function putSnapshot(engine: Engine, snapshot: Snapshot): void {
  engine.bytes.set(snapshot.globals, at.GLOBALS);
  engine.bytes.set(snapshot.heap, at.HEAP);
  engine.exports.abandon();
}

/**
 * The state as bytes, little-endian: magic 8 | codes: count u32, each length u32 and bytes | accounts: count u32, each
 * address 20, nonce u64, balance 32, code number u32 (from 1; 0 none), slot count u32, each slot 32 and value 32.
 */
export function dumpState(engine: Engine): Uint8Array {
  const accounts = collected(engine, engine.exports.collectAccounts());
  const slots = collected(engine, engine.exports.collectSlots(0));
  const { view, bytes } = engine;
  const slotsOf = new Map<number, number[]>();
  for (const slot of slots) {
    const account = view.getUint32(slot + at.S_ACCOUNT, true);
    const list = slotsOf.get(account);
    if (list) list.push(slot);
    else slotsOf.set(account, [slot]);
  }
  const codes = new Map<number, number>();
  let size = 16;
  for (const account of accounts) {
    const code = view.getUint32(account + at.A_CODE, true);
    if (code && !codes.has(code)) {
      codes.set(code, codes.size + 1);
      size += 4 + view.getUint32(code + at.C_LENGTH, true);
    }
    size += 68 + 64 * (slotsOf.get(account)?.length ?? 0);
  }
  const out = new Uint8Array(size);
  const to = new DataView(out.buffer);
  out.set(new TextEncoder().encode(MAGIC));
  to.setUint32(8, codes.size, true);
  let p = 12;
  for (const code of codes.keys()) {
    const from = view.getUint32(code + at.C_BYTES, true);
    const length = view.getUint32(code + at.C_LENGTH, true);
    to.setUint32(p, length, true);
    out.set(bytes.subarray(from, from + length), p + 4);
    p += 4 + length;
  }
  to.setUint32(p, accounts.length, true);
  p += 4;
  for (const account of accounts) {
    out.set(engine.readAddress(account + at.A_ADDRESS), p);
    out.set(bytes.subarray(account + at.A_NONCE, account + at.A_NONCE + 8), p + 20);
    out.set(bytes.subarray(account + at.A_BALANCE, account + at.A_BALANCE + 32), p + 28);
    to.setUint32(p + 60, codes.get(view.getUint32(account + at.A_CODE, true)) ?? 0, true);
    const list = slotsOf.get(account) ?? [];
    to.setUint32(p + 64, list.length, true);
    p += 68;
    for (const slot of list) {
      // Key and value lie together in an entry.
      out.set(bytes.subarray(slot, slot + 64), p);
      p += 64;
    }
  }
  return out;
}

/** Replaces the whole state by what `dumpState` wrote. Words are stored as the runtime has them. */
export function loadState(engine: Engine, dump: Uint8Array): void {
  if (dump.length < 16 || new TextDecoder().decode(dump.subarray(0, 8)) !== MAGIC)
    throw InputError.of("EVM_DUMP_INVALID", { found: `${dump.length} bytes of something else`, magic: MAGIC });
  const from = new DataView(dump.buffer, dump.byteOffset, dump.byteLength);
  const { exports } = engine;
  engine.bytes.fill(0, at.GLOBALS, at.GLOBALS_END);
  exports.initialize();
  exports.abandon();
  const codes = [0];
  let p = 12;
  for (let n = from.getUint32(8, true); n > 0; n--) {
    const length = from.getUint32(p, true);
    const input = engine.putInput(dump.subarray(p + 4, p + 4 + length));
    codes.push(exports.internCode(input, length) >>> 0);
    p += 4 + length;
  }
  const word = at.SCRATCH_HOST_WORD;
  let n = from.getUint32(p, true);
  p += 4;
  for (; n > 0; n--) {
    engine.writeWord(word, dump.subarray(p, p + 20));
    const account = exports.accountOf(word) >>> 0;
    engine.bytes.set(dump.subarray(p + 28, p + 60), word);
    exports.setAccount(account, word, from.getBigUint64(p + 20, true), codes[from.getUint32(p + 60, true)]!);
    let slots = from.getUint32(p + 64, true);
    p += 68;
    for (; slots > 0; slots--, p += 64) {
      engine.bytes.set(dump.subarray(p, p + 64), word);
      exports.setStorage(account, word, at.SCRATCH_HOST_WORD_2);
    }
  }
}
