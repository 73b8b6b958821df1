import { sha256 } from "../core/canonical.ts";
import type { Machine } from "./machine.ts";
import type { Observer } from "./observer.ts";
import type { SentCall } from "./recording.ts";
import type { Position } from "./way.ts";
import type { HonestBlock, World } from "./world.ts";

const START: Position = { block: 0, played: 0, total: 0, exposure: 0n, open: 0n, peak: 0n, refused: [] };
const MIN_HORIZON = 12;

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
  log: SentCall[][] | undefined;

  constructor(world: World, machine: Machine, observer: Observer) {
    this.#world = world;
    this.#machine = machine;
    this.#observer = observer;
  }

  /** Blocks of the window; after it the honest world would have stopped. */
  get horizon(): number {
    return Math.max(this.#world.window.length, MIN_HORIZON);
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

  wait(blocks: number): void {
    this.#observer.touch();
    const gained = this.gained();
    const peak = gained > this.position.peak ? gained : this.position.peak;
    const exposure = this.position.exposure + (peak - gained) * BigInt(blocks);
    const open = this.position.open + (peak > gained ? BigInt(blocks) : 0n);
    this.play(Infinity);
    for (let i = 1; i <= blocks; i++) {
      this.open(this.position.block + 1);
      this.log?.push([]);
      if (i < blocks) this.play(Infinity);
    }
    this.position = { ...this.position, exposure, open, peak };
  }

  play(most: number): void {
    const { calls } = this.blockAt(this.position.block);
    const until = Math.min(calls.length, this.position.played + most);
    let { refused } = this.position;
    for (let i = this.position.played; i < until; i++) {
      this.log?.at(-1)!.push(calls[i]!);
      const ok = this.#machine.send(calls[i]!);
      this.onHonest?.(ok);
      if (this.refusing) refused = this.refusing(refused, this.position.block, i, ok);
    }
    const total = this.position.total + until - this.position.played;
    this.position = { ...this.position, played: until, total, refused };
  }

  open(block: number): void {
    const { seconds, prevrandao } = this.blockAt(block);
    this.#machine.open({ timestamp: this.#machine.place.timestamp + seconds, prevrandao });
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
