import { sha256 } from "../core/canonical.ts";
import type { Machine } from "./machine.ts";
import type { Observer } from "./observer.ts";
import type { SentCall } from "./recording.ts";
import type { Position } from "./way.ts";
import type { HonestBlock, World } from "./world.ts";

const START: Position = { block: 0, played: 0, total: 0, exposure: 0n, open: 0n, peak: 0n, paused: 0, refused: [] };
/** Blocks that there are at least, and after a pause. */
const MIN_HORIZON = 12;
/** A program lasts no longer, seconds: eight and a half years. */
const MOST_SECONDS = 2 ** 28;

/** The honest life around an attacker: blocks come, and what the honest call in them is played. */
export class Life {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #observer: Observer;
  position: Position = START;
  /** Another luck than the recorded one. */
  luck = "";
  /** What the attacker's accounts hold more than they came with. */
  gained: () => bigint = () => 0n;
  /** Whose calls are refused once an honest call was played, where harm is measured. */
  refusing: ((refused: readonly number[], block: number, call: number, ok: boolean) => readonly number[]) | undefined;
  /** Told of each honest call, whether it succeeded. */
  onHonest: ((ok: boolean) => void) | undefined;
  /** Kept only when asked for: what is executed, block by block. */
  log: { readonly block: HonestBlock; readonly calls: SentCall[] }[] | undefined;
  /** Whether long times may pass: what is compared with the honest life without an attack knows its window only. */
  mayPause = true;
  /** When the attacker came, seconds. */
  #began = 0;

  constructor(world: World, machine: Machine, observer: Observer) {
    this.#world = world;
    this.#machine = machine;
    this.#observer = observer;
  }

  /** Blocks of the window; after it the honest world would have stopped. Where a pause was, some more after it. */
  get horizon(): number {
    return Math.max(this.#world.window.length, this.position.paused + MIN_HORIZON);
  }

  /** Honest calls of this block that are still to come. */
  get due(): number {
    return this.blockAt(this.position.block).calls.length - this.position.played;
  }

  /** Blocks until honest calls are due, 0 when they are in this block; undefined when there are none any more. */
  untilDue(): number | undefined {
    if (this.due > 0) return 0;
    for (let block = this.position.block + 1; block < this.#world.window.length; block++)
      if (this.#world.window[block]!.calls.length > 0) return block - this.position.block;
    return undefined;
  }

  /** So many blocks begin; false where the world would have stopped before. */
  wait(blocks: number): boolean {
    if (this.position.block + blocks >= this.horizon) return false;
    const exposed = this.#exposedFor(blocks);
    this.#pass(blocks);
    this.position = { ...this.position, ...exposed };
    return true;
  }

  /** What is left of the window passes, and then a block begins so many seconds later; false where that is too long. */
  pause(seconds: number): boolean {
    const { window, blockTime } = this.#world;
    const left = Math.max(0, window.length - 1 - this.position.block);
    if (!this.mayPause || this.#machine.place.timestamp + left * blockTime + seconds > this.#began + MOST_SECONDS)
      return false;
    const exposed = this.#exposedFor(left + Math.ceil(seconds / blockTime));
    this.#pass(left);
    this.play(Infinity);
    this.#begin(this.position.block + 1, seconds);
    this.position = { ...this.position, ...exposed, paused: this.position.block };
    return true;
  }

  /** What is put in now, for so many blocks. */
  #exposedFor(blocks: number): Pick<Position, "exposure" | "open" | "peak"> {
    this.#observer.touch();
    const gained = this.gained();
    const peak = gained > this.position.peak ? gained : this.position.peak;
    const exposure = this.position.exposure + (peak - gained) * BigInt(blocks);
    return { peak, exposure, open: this.position.open + (peak > gained ? BigInt(blocks) : 0n) };
  }

  /** Blocks with all their honest calls, up to the beginning of the last. */
  #pass(blocks: number): void {
    this.play(Infinity);
    for (let i = 1; i <= blocks; i++) {
      this.#begin(this.position.block + 1);
      if (i < blocks) this.play(Infinity);
    }
  }

  #begin(block: number, seconds?: number): void {
    this.open(block, seconds);
    this.log?.push({ block: { ...this.blockAt(block), ...(seconds !== undefined && { seconds }) }, calls: [] });
  }

  /** The attacker comes. */
  enter(): void {
    this.open(0);
    this.#began = this.#machine.place.timestamp;
  }

  play(most: number): void {
    const { calls } = this.blockAt(this.position.block);
    const until = Math.min(calls.length, this.position.played + most);
    let { refused } = this.position;
    for (let i = this.position.played; i < until; i++) {
      this.log?.at(-1)!.calls.push(calls[i]!);
      const ok = this.#machine.send(calls[i]!);
      this.onHonest?.(ok);
      if (this.refusing) refused = this.refusing(refused, this.position.block, i, ok);
    }
    const total = this.position.total + until - this.position.played;
    this.position = { ...this.position, played: until, total, refused };
  }

  open(block: number, after?: number): void {
    const { seconds, prevrandao } = this.blockAt(block);
    this.#machine.open({ timestamp: this.#machine.place.timestamp + (after ?? seconds), prevrandao });
    this.position = { ...this.position, block, played: 0 };
  }

  reopen(): void {
    this.#machine.reopen(this.blockAt(this.position.block).prevrandao);
  }

  blockAt(i: number): HonestBlock {
    const block = this.#world.window[i] ?? {
      seconds: this.#world.blockTime,
      prevrandao: sha256("after the window", this.#world.inputs.seed, String(i)),
      calls: [],
    };
    return this.luck === "" ? block : { ...block, prevrandao: sha256("luck", this.luck, String(i)) };
  }
}
