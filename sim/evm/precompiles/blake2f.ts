/**
 * 0x09: the compression function F of BLAKE2b (RFC 7693, section 3.2) with any number of rounds (EIP-152). The price is
 * one gas a round, so a call may ask for thirty million rounds: a WebAssembly function with the sixteen working words
 * in i64 locals does one in about ten nanoseconds. The module is written here, instruction by instruction.
 */
import { GAS_BLAKE2F_ROUND } from "../gas.ts";

const INPUT_BYTES = 213;

/**
 * Rounds a call into wasm: a multiple of the ten schedules. V8 begins with slow code and changes to optimised code
 * between calls only, so one call with all rounds would stay eight times slower.
 */
const STRETCH = 10_000;

/** Message word schedule, RFC 7693 section 2.7. */
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
] as const;
/** Working words that the eight applications of G in a round mix: columns, then diagonals. */
const MIXED = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;
/** Initial vector, that of SHA-512 (RFC 7693, section 2.6). */
const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
] as const;

/** One gas a round; nothing for an input of a wrong length, which fails. */
export function blake2fGas(input: Uint8Array): bigint {
  return input.length === INPUT_BYTES ? BigInt(GAS_BLAKE2F_ROUND * rounds(input)) : 0n;
}

/** rounds (4 bytes, big-endian), h (64), m (128), t (16), f (1), words little-endian -> h; undefined if malformed. */
export function blake2f(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== INPUT_BYTES || input[212]! > 1) return undefined;
  machine ??= build();
  const { bytes, words, mix } = machine;
  bytes.set(input.subarray(68, 196), 128); // m after the sixteen words of v; wasm and the format are little-endian
  bytes.set(input.subarray(4, 68), 0);
  const h = words.slice(0, 8);
  for (let i = 0; i < 8; i++) words[8 + i] = IV[i]!;
  const counter = new BigUint64Array(input.slice(196, 212).buffer);
  words[12]! ^= counter[0]!;
  words[13]! ^= counter[1]!;
  if (input[212] === 1) words[14]! ^= 0xffffffffffffffffn;
  const total = rounds(input);
  for (let done = 0; done < total; done += STRETCH) mix(Math.min(STRETCH, total - done));
  for (let i = 0; i < 8; i++) h[i]! ^= words[i]! ^ words[i + 8]!;
  return new Uint8Array(h.buffer);
}

function rounds(input: Uint8Array): number {
  return new DataView(input.buffer, input.byteOffset).getUint32(0);
}

interface Machine {
  /** Linear memory: v at 0, m at 128. */
  readonly bytes: Uint8Array;
  readonly words: BigUint64Array;
  readonly mix: (rounds: number) => void;
}
let machine: Machine | undefined;

function build(): Machine {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  const memory = instance.exports.memory as WebAssembly.Memory;
  return {
    bytes: new Uint8Array(memory.buffer),
    words: new BigUint64Array(memory.buffer),
    mix: instance.exports.mix as (rounds: number) => void,
  };
}

/** Module with one page of memory and `mix(rounds: i32)`, which applies that many rounds to v. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: number[]): number[] => [id, ...leb(content.length), ...content];
  const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
  const body = mixBody();
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 1, 0x7f, 0]), // type 0: (i32) -> ()
    ...section(3, [1, 0]),
    ...section(5, [1, 0x00, 1]),
    ...section(7, [2, ...name("memory"), 0x02, 0, ...name("mix"), 0x00, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

/** Local 0 counts rounds down, 1-16 are v, 17-32 are m. The loop's body is the ten schedules, left when none is due. */
function mixBody(): number[] {
  const V = 1;
  const M = 17;
  const get = (local: number): number[] => [0x20, local];
  const set = (local: number): number[] => [0x21, local];
  const constant = (value: number): number[] => [0x42, ...signedLeb(value)];
  const add = 0x7c;
  const xor = 0x85;
  const rotateRight = 0x8a;
  const code: number[] = [1, 32, 0x7e]; // 32 locals of type i64
  for (let i = 0; i < 32; i++) code.push(0x41, 0, 0x29, 3, ...leb(8 * i), ...set(V + i)); // i64.load
  code.push(0x02, 0x40, 0x03, 0x40); // block, loop
  for (const schedule of SIGMA) {
    code.push(...get(0), 0x45, 0x0d, 1); // rounds = 0: leave the block
    code.push(...get(0), 0x41, 1, 0x6b, ...set(0)); // rounds - 1
    MIXED.forEach((mixed, i) => {
      const [a, b, c, d] = mixed.map((word) => V + word) as [number, number, number, number];
      const sum = (x: number, y: number, word?: number): number[] => [
        ...get(x),
        ...get(y),
        add,
        ...(word === undefined ? [] : [...get(M + word), add]),
        ...set(x),
      ];
      const turn = (x: number, y: number, bits: number): number[] => [
        ...[...get(x), ...get(y), xor],
        ...[...constant(bits), rotateRight, ...set(x)],
      ];
      code.push(...sum(a, b, schedule[2 * i]!), ...turn(d, a, 32), ...sum(c, d), ...turn(b, c, 24));
      code.push(...sum(a, b, schedule[2 * i + 1]!), ...turn(d, a, 16), ...sum(c, d), ...turn(b, c, 63));
    });
  }
  code.push(0x0c, 0, 0x0b, 0x0b); // br to the loop; end, end
  for (let i = 0; i < 16; i++) code.push(0x41, 0, ...get(V + i), 0x37, 3, ...leb(8 * i)); // i64.store
  code.push(0x0b);
  return code;
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

/** Signed LEB128 of a small positive number: bit 6 of the last byte is its sign. */
function signedLeb(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, value >> 7];
}
