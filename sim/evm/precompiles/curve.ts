import { builtModule } from "../built.ts";
import { toBytes } from "./words.ts";

/** A curve's arithmetic (sim/evm/curves), and the memory that input is written to and output read from. */
export interface Curve<Exports> {
  readonly exports: Exports;
  readonly bytes: Uint8Array;
}

/**
 * A curve's module, once it is first asked for: compiling it takes milliseconds, and few contracts need one.
 *
 * @param file What scripts/build-evm.mjs made.
 */
export function lazyCurve<Exports extends { place(): number }>(file: string): () => Curve<Exports> {
  let loaded: Curve<Exports> | undefined;
  return () => {
    if (loaded) return loaded;
    const exports = new WebAssembly.Instance(builtModule(file), {}).exports as unknown as Exports & {
      readonly memory: WebAssembly.Memory;
    };
    loaded = { exports, bytes: new Uint8Array(exports.memory.buffer).subarray(exports.place()) };
    return loaded;
  };
}

/**
 * Two short vectors with a + b times the image's factor divisible by the order, and a1 b2 - a2 b1 the order: any number
 * is one of half its length plus another times that factor (Gallant, Lambert and Vanstone, CRYPTO 2001).
 */
export interface Halving {
  readonly order: bigint;
  readonly vectors: readonly [readonly [a: bigint, b: bigint], readonly [a: bigint, b: bigint]];
}

/** Writes both halves of a number below the order, 16 bytes each without a sign, and tells whether they are negative. */
export function writeHalves(
  bytes: Uint8Array,
  at: number,
  scalar: bigint,
  { order, vectors: [first, second] }: Halving,
): [boolean, boolean] {
  const [[a1, b1], [a2, b2]] = [first, second];
  const c1 = nearest(b2 * scalar, order);
  const c2 = nearest(-b1 * scalar, order);
  const halves = [scalar - c1 * a1 - c2 * a2, -c1 * b1 - c2 * b2] as const;
  for (const [i, half] of halves.entries()) bytes.set(toBytes(half < 0n ? -half : half, 16), at + 16 * i);
  return [halves[0] < 0n, halves[1] < 0n];
}

/** The integer nearest to the quotient of two positive numbers. */
function nearest(number: bigint, divisor: bigint): bigint {
  return (2n * number + divisor) / (2n * divisor);
}
