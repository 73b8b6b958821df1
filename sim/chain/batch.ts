/** The order of the words in a record is the canonical encoding of DESIGN's event log: sender, target, value, calldata. */
const CALL_HEADER = 20 + 20 + 32 + 4;
const VIEW_HEADER = 20 + 4;
const GROWTH = 2;

/**
 * Gas of a call unless it states its own. Generous, because *batched* must see that a call stays far below its limit
 * to be sure that it would not run out of gas as a transaction; low enough that an endless loop ends in seconds.
 */
export const DEFAULT_GAS_LIMIT = 10_000_000;

/** A buffer that grows; `length` bytes of `bytes` are used. Numbers are little-endian, EVM words big-endian. */
export class ByteWriter {
  bytes: Uint8Array;
  view: DataView;
  length = 0;

  constructor(capacity = 1 << 12) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Makes room for n more bytes, zeroed, and returns where they start. */
  reserve(n: number): number {
    const start = this.length;
    const end = start + n;
    if (end > this.bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.bytes.length * GROWTH));
      grown.set(this.bytes.subarray(0, start));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    } else {
      this.bytes.fill(0, start, end);
    }
    this.length = end;
    return start;
  }

  /** The same for a caller that writes all of it: what was there before is still there. */
  claim(n: number): number {
    const start = this.length;
    if (start + n > this.bytes.length) return this.reserve(n);
    this.length = start + n;
    return start;
  }

  append(bytes: Uint8Array): void {
    const start = this.claim(bytes.length);
    this.bytes.set(bytes, start);
  }

  /** A 32-byte big-endian word of a non-negative integer below 2^256 (negative ones as two's complement). */
  word(value: bigint): void {
    const start = this.reserve(32);
    writeWord(this.view, start, value);
  }

  clear(): void {
    this.length = 0;
  }

  used(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

const LIMB = 0xffff_ffff_ffff_ffffn;

/** Writes a 256-bit integer big-endian. Most amounts fit one or two limbs, and bigint shifts are what costs. */
export function writeWord(view: DataView, start: number, value: bigint): void {
  if (value >= 0n && value <= LIMB) {
    view.setBigUint64(start + 24, value);
    return;
  }
  view.setBigUint64(start + 24, value & LIMB);
  let rest = value >> 64n;
  view.setBigUint64(start + 16, rest & LIMB);
  rest >>= 64n;
  if (rest === 0n) return;
  view.setBigUint64(start + 8, rest & LIMB);
  view.setBigUint64(start, (rest >> 64n) & LIMB);
}

/** Reads a 256-bit unsigned big-endian integer. */
export function readWord(view: DataView, start: number): bigint {
  const low = view.getBigUint64(start + 24);
  const third = view.getBigUint64(start + 16);
  const second = view.getBigUint64(start + 8);
  const first = view.getBigUint64(start);
  if (first === 0n && second === 0n) return third === 0n ? low : (third << 64n) | low;
  return (((((first << 64n) | second) << 64n) | third) << 64n) | low;
}

/** One block's ordered calls in one buffer, made once and filled again each block. */
export class CallBatch {
  readonly body = new ByteWriter(1 << 16);
  count = 0;
  /** Where each record starts in `body`; one more entry than calls. */
  offsets = new Uint32Array(1024);
  gasLimits = new Uint32Array(1024);
  /** Whole wei per gas over the base fee. */
  tips = new Float64Array(1024);

  clear(): void {
    this.body.clear();
    this.count = 0;
  }

  /**
   * Opens a record; the caller then appends the calldata to `body` and calls `end`.
   * @param sender 20 bytes. @param target 20 bytes. @param value wei.
   */
  begin(sender: Uint8Array, target: Uint8Array, value = 0n, gasLimit = DEFAULT_GAS_LIMIT, tip = 0): void {
    const i = this.count;
    if (i + 2 > this.offsets.length) this.#grow();
    const start = this.body.claim(CALL_HEADER);
    this.offsets[i] = start;
    this.gasLimits[i] = gasLimit;
    this.tips[i] = tip;
    const { bytes, view } = this.body;
    bytes.set(sender, start);
    bytes.set(target, start + 20);
    for (let at = start + 40; at < start + 72; at += 4) view.setUint32(at, 0);
    if (value !== 0n) writeWord(view, start + 40, value);
  }

  end(): void {
    const start = this.offsets[this.count]!;
    this.body.view.setUint32(start + 72, this.body.length - start - CALL_HEADER, true);
    this.count++;
    this.offsets[this.count] = this.body.length;
  }

  /** A whole call at once, for callers that have encoded calldata. */
  add(
    sender: Uint8Array,
    target: Uint8Array,
    data: Uint8Array,
    value = 0n,
    gasLimit = DEFAULT_GAS_LIMIT,
    tip = 0,
  ): void {
    this.begin(sender, target, value, gasLimit, tip);
    this.body.append(data);
    this.end();
  }

  /** The same calls, for who needs them when this batch is filled again. */
  copy(): CallBatch {
    const copy = new CallBatch();
    copy.body.append(this.body.used());
    copy.count = this.count;
    copy.offsets = this.offsets.slice();
    copy.gasLimits = this.gasLimits.slice();
    copy.tips = this.tips.slice();
    return copy;
  }

  sender(i: number): Uint8Array {
    const start = this.offsets[i]!;
    return this.body.bytes.subarray(start, start + 20);
  }

  target(i: number): Uint8Array {
    const start = this.offsets[i]!;
    return this.body.bytes.subarray(start + 20, start + 40);
  }

  value(i: number): bigint {
    return readWord(this.body.view, this.offsets[i]! + 40);
  }

  data(i: number): Uint8Array {
    return this.body.bytes.subarray(this.offsets[i]! + CALL_HEADER, this.offsets[i + 1]!);
  }

  /** Rows for so many offsets. */
  makeRoom(offsets: number): void {
    while (this.offsets.length < offsets) this.#grow();
  }

  #grow(): void {
    this.offsets = copyInto(new Uint32Array(this.offsets.length * GROWTH), this.offsets);
    this.gasLimits = copyInto(new Uint32Array(this.gasLimits.length * GROWTH), this.gasLimits);
    this.tips = copyInto(new Float64Array(this.tips.length * GROWTH), this.tips);
  }
}

/** Many reads answered in one round trip, all on the state at the head of the chain. */
export class ViewBatch {
  readonly body = new ByteWriter(1 << 14);
  count = 0;
  offsets = new Uint32Array(256);
  /** 0: call a function; 1: the ether balance of `target`, answered as one word. */
  kinds = new Uint8Array(256);
  /** Its beginning as the reader on the chain takes it, kept by packViews for as long as nothing changes. */
  packed: Uint8Array | undefined;

  clear(): void {
    this.body.clear();
    this.count = 0;
    this.packed = undefined;
  }

  /** Opens a record; the caller then appends the calldata to `body` and calls `end`. */
  begin(target: Uint8Array): void {
    this.#open(target, 0);
  }

  end(): void {
    const start = this.offsets[this.count]!;
    this.body.view.setUint32(start + 20, this.body.length - start - VIEW_HEADER, true);
    this.count++;
    this.offsets[this.count] = this.body.length;
  }

  add(target: Uint8Array, data: Uint8Array): void {
    this.begin(target);
    this.body.append(data);
    this.end();
  }

  /** Takes the last read off again. */
  drop(): void {
    this.packed = undefined;
    this.count--;
    this.body.length = this.offsets[this.count]!;
  }

  addBalance(account: Uint8Array): void {
    this.#open(account, 1);
    this.end();
  }

  target(i: number): Uint8Array {
    const start = this.offsets[i]!;
    return this.body.bytes.subarray(start, start + 20);
  }

  data(i: number): Uint8Array {
    return this.body.bytes.subarray(this.offsets[i]! + VIEW_HEADER, this.offsets[i + 1]!);
  }

  #open(target: Uint8Array, kind: number): void {
    this.packed = undefined;
    const i = this.count;
    if (i + 2 > this.offsets.length) {
      this.offsets = copyInto(new Uint32Array(this.offsets.length * GROWTH), this.offsets);
      this.kinds = copyInto(new Uint8Array(this.kinds.length * GROWTH), this.kinds);
    }
    const start = this.body.reserve(VIEW_HEADER);
    this.offsets[i] = start;
    this.kinds[i] = kind;
    this.body.bytes.set(target, start);
  }
}

function copyInto<T extends { set(from: T): void }>(to: T, from: T): T {
  to.set(from);
  return to;
}
