import { ByteWriter } from "../chain/batch.ts";
import type { Plain } from "../scenario/species.ts";

/** What a value of plain data is, in the byte before it. The numbers are part of the event log's encoding. */
const Kind = { null: 0, false: 1, true: 2, number: 3, bigint: 4, text: 5, list: 6, record: 7, bytes: 8 } as const;

const utf8 = new TextEncoder();
/** Every NaN is written as this one: which bits a NaN has is the machine's choice. */
const NAN_BITS = 0x7ff8_0000_0000_0000n;

const limbBytes = new Uint8Array(16);
const limbs = new DataView(limbBytes.buffer);

/** Writes the values that events of the log are made of (docs/event-log.md). Integers are little-endian, words big-endian. */
export class LogWriter extends ByteWriter {
  /** The same bytes, for what Node writes into buffers. */
  #target = Buffer.from(this.bytes.buffer);

  u8(value: number): void {
    const start = this.claim(1); // first, because it may move the bytes
    this.bytes[start] = value;
  }

  u32(value: number): void {
    const start = this.claim(4);
    this.view.setUint32(start, value, true);
  }

  u64(value: number): void {
    const start = this.claim(8);
    this.view.setBigUint64(start, BigInt(value), true);
  }

  /** A float, so that it reads back to the same bits: -0 is not 0. */
  f64(value: number): void {
    const start = this.claim(8);
    if (Number.isNaN(value)) this.view.setBigUint64(start, NAN_BITS, true);
    else this.view.setFloat64(start, value, true);
  }

  /** An integer of any size: 1 if it is negative, the length of its magnitude, and that, big-endian. */
  integer(value: bigint): void {
    const magnitude = value < 0n ? -value : value;
    if (magnitude >> 128n === 0n) return this.#shortInteger(value < 0n, magnitude);
    const digits = magnitude === 0n ? "" : magnitude.toString(16);
    const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
    this.u8(value < 0n ? 1 : 0);
    this.#counted(bytes);
  }

  /** The same of less than 128 bits, which amounts are. */
  #shortInteger(isNegative: boolean, magnitude: bigint): void {
    limbs.setBigUint64(0, magnitude >> 64n);
    limbs.setBigUint64(8, BigInt.asUintN(64, magnitude));
    let first = 0;
    while (first < 16 && limbBytes[first] === 0) first++;
    this.u8(isNegative ? 1 : 0);
    this.#counted(limbBytes.subarray(first));
  }

  text(value: string): void {
    this.#counted(utf8.encode(value));
  }

  /** 20 bytes, from text such as 0x00ff... */
  address(text: string): void {
    const start = this.claim(20);
    if (this.#target.buffer !== this.bytes.buffer) this.#target = Buffer.from(this.bytes.buffer);
    this.#target.write(text.slice(2), start, "hex");
  }

  floats(values: readonly number[]): void {
    this.u32(values.length);
    for (const value of values) this.f64(value);
  }

  /** Plain data, records in the order of their keys (by UTF-16 code units), members without a value left out. */
  plain(value: Plain | Uint8Array | undefined): void {
    if (value === null || value === undefined) return this.u8(Kind.null);
    switch (typeof value) {
      case "boolean":
        return this.u8(value ? Kind.true : Kind.false);
      case "number":
        this.u8(Kind.number);
        return this.f64(value);
      case "bigint":
        this.u8(Kind.bigint);
        return this.integer(value);
      case "string":
        this.u8(Kind.text);
        return this.text(value);
    }
    if (value instanceof Uint8Array) {
      this.u8(Kind.bytes);
      return this.#counted(value);
    }
    if (Array.isArray(value)) {
      const list = value as readonly Plain[];
      this.u8(Kind.list);
      this.u32(list.length);
      for (let i = 0; i < list.length; i++) this.plain(list[i]);
      return;
    }
    const record = value as { readonly [key: string]: Plain | undefined };
    const keys = Object.keys(record).filter((key) => record[key] !== undefined);
    keys.sort();
    this.u8(Kind.record);
    this.u32(keys.length);
    for (const key of keys) {
      this.text(key);
      this.plain(record[key]);
    }
  }

  #counted(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.append(bytes);
  }
}
