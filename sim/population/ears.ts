import type { BlockResult } from "../chain/chain.ts";
import type { EventFilter } from "../scenario/handles.ts";

/** One log as an engine reports it, pointing into the engine's columns: valid until the next block. */
export interface Log {
  readonly call: number;
  /** Source and topic0: what listeners are found by. */
  readonly topics: Uint8Array;
  readonly data: Uint8Array;
}

type Listener = (args: Record<string, unknown>, filter: EventFilter) => void;

/** Hands each log of a block to those who listen for it. Nothing is decoded that nobody hears. */
export class Ears {
  readonly #listeners = new Map<string, { filter: EventFilter; hear: Listener }[]>();

  /** Whether anybody listens for a first indexed argument. */
  #narrow = false;

  get empty(): boolean {
    return this.#listeners.size === 0;
  }

  clear(): void {
    this.#listeners.clear();
    this.#narrow = false;
  }

  listen(filter: EventFilter, hear: Listener): void {
    // Filters on the first indexed argument are found by it: one agent's events cost nothing for all others.
    const first = filter.topics[0];
    const key = keyOf(filter.source, filter.codec.topic0, first);
    if (first) this.#narrow = true;
    const list = this.#listeners.get(key);
    if (list) list.push({ filter, hear });
    else this.#listeners.set(key, [{ filter, hear }]);
  }

  hear(result: BlockResult): void {
    if (this.empty || result.logCount === 0) return;
    const { logs } = result;
    const view = new DataView(logs.buffer, logs.byteOffset, logs.byteLength);
    let at = 0;
    for (let i = 0; i < result.logCount; i++) {
      const count = logs[at + 24]!;
      const topics = logs.subarray(at + 25, at + 25 + 32 * count);
      const dataAt = at + 25 + 32 * count + 4;
      const length = view.getUint32(dataAt - 4, true);
      if (count > 0) {
        const source = logs.subarray(at + 4, at + 24);
        const key = keyOf(source, topics.subarray(0, 32));
        this.#tell(key, topics, logs, dataAt, length);
        if (count > 1 && this.#narrow) this.#tell(key + latin1(topics.subarray(32, 64)), topics, logs, dataAt, length);
      }
      at = dataAt + length;
    }
  }

  #tell(key: string, topics: Uint8Array, logs: Uint8Array, dataAt: number, length: number): void {
    const listeners = this.#listeners.get(key);
    if (!listeners) return;
    let args: Record<string, unknown> | undefined;
    for (const { filter, hear } of listeners) {
      if (!matches(filter, topics)) continue;
      args ??= filter.codec.decode(topics, logs.subarray(dataAt, dataAt + length));
      hear(args, filter);
    }
  }
}

function matches(filter: EventFilter, topics: Uint8Array): boolean {
  return filter.topics.every((wanted, i) => {
    if (!wanted) return true;
    const start = 32 * (i + 1);
    for (let k = 0; k < 32; k++) if (topics[start + k] !== wanted[k]) return false;
    return true;
  });
}

function keyOf(source: Uint8Array, topic0: Uint8Array, first?: Uint8Array): string {
  const key = latin1(source) + latin1(topic0);
  return first ? key + latin1(first) : key;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
