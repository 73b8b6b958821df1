import type { View } from "../index.ts";

/** A scenario on a chain of headers. */
interface OnChain {
  readonly c: { readonly chain: { lastTimestamp(): View<bigint>; height(): View<bigint> } };
}

/** The measure `elapsed`, of headers that are meant to be so far apart. */
export function elapsed(interval: bigint) {
  return {
    about: "time of all headers of a generation, in intended intervals",
    unit: "intervals",
    read: ({ c }: OnChain) => c.chain.lastTimestamp(),
    take: "change",
    per: interval,
  } as const;
}

/** The measure `headers`. */
export const headers = {
  about: "headers of a generation",
  unit: "headers",
  read: ({ c }: OnChain) => c.chain.height(),
  take: "change",
} as const;

/** The measure `interval`, made of these two. */
export const interval = {
  about: "mean time between headers over the intended",
  unit: "times",
  of: ["elapsed", "headers"],
  value: (time: number, count: number) => time / count,
} as const;
