import type { Compared, Comparison } from "./compared.ts";
import type { Step } from "./program.ts";
import type { Session } from "./session.ts";
import type { Saved } from "./way.ts";

/** Further away is no time that somebody waits for. */
const MAX_BLOCKS = 1n << 24n;
const MAX_SECONDS = 1n << 28n;

/** Reads from comparisons at which a call ended what it has to wait for. */
export class Clock {
  readonly #session: Session;
  /** Places of comparisons that time was seen not to move. */
  readonly #still = new Set<number>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** What to wait for until a comparison with the block's number or time comes out the other way, the first of them. */
  dueAt(comparisons: readonly Comparison[]): Step | undefined {
    const { number, timestamp } = this.#session.machine.place;
    for (const { a, b } of comparisons)
      for (const [now, then] of [
        [a, b],
        [b, a],
      ] as const) {
        const blocks = then - BigInt(number);
        const seconds = then - BigInt(timestamp);
        if (now === BigInt(number) && blocks >= 0n && blocks < MAX_BLOCKS)
          return { kind: "wait", blocks: Math.max(1, Number(blocks)) };
        if (now === BigInt(timestamp) && seconds >= 0n && seconds < MAX_SECONDS) return this.#seconds(Number(seconds));
      }
    return undefined;
  }

  /**
   * The same where what has passed is compared with how long it has to be: an operand that grows as time does, which is seen
   * by doing it again a block later. The session is back where it was.
   */
  elapsedAt(comparisons: readonly Comparison[], again: () => Compared, saved: Saved): Step | undefined {
    const unknown = comparisons.filter(({ key, a, b }) => a !== b && !this.#still.has(key));
    if (unknown.length === 0 || !this.#session.step({ kind: "wait", blocks: 1 }).ok) return undefined;
    const later = again();
    this.#session.back(saved);
    const { blockTime } = this.#session.world;
    let due: Step | undefined;
    for (const { key, a, b } of unknown) {
      const moved = later.find(key);
      if (!moved) continue;
      const step = moved.a - a - (moved.b - b);
      if (step === 0n) this.#still.add(key);
      const gap = step > 0n ? b - a : a - b;
      if (due || gap < 0n) continue;
      const size = step > 0n ? step : -step;
      if (size === 1n && gap < MAX_BLOCKS) due = { kind: "wait", blocks: Math.max(1, Number(gap)) };
      else if (size === BigInt(blockTime) && gap < MAX_SECONDS) due = this.#seconds(Number(gap));
    }
    return due;
  }

  /** In blocks where there are so many, and otherwise at once. */
  #seconds(seconds: number): Step {
    const { life, world } = this.#session;
    const blocks = Math.max(1, Math.ceil(seconds / world.blockTime));
    return life.position.block + blocks < life.horizon
      ? { kind: "wait", blocks }
      : { kind: "pause", seconds: seconds + 1 };
  }
}
