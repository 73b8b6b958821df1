import type { BlockResult } from "../chain/chain.ts";
import type { EventFilter } from "../scenario/handles.ts";

type Listener = (args: Record<string, unknown>, filter: EventFilter) => void;

interface Hearing {
  readonly filter: EventFilter;
  readonly hear: Listener;
}

/** All who listen to one event of one contract. */
interface Station {
  readonly source: Uint8Array;
  readonly topic0: Uint8Array;
  readonly wide: Hearing[];
  /** By the first indexed argument: one agent's events cost nothing for all others. */
  readonly narrow: Map<string, Hearing[]>;
}

/** Where things are in a log as engines report it. */
const SOURCE = 4;
const TOPICS = 25;
const WORD = 32;

/** Hands each log of a block to those who listen for it. Nothing is decoded that nobody hears. */
export class Ears {
  /** By the first bytes of topic0, which nearly always tell events apart. */
  readonly #stations = new Map<number, Station[]>();

  get empty(): boolean {
    return this.#stations.size === 0;
  }

  clear(): void {
    this.#stations.clear();
  }

  listen(filter: EventFilter, hear: Listener): void {
    const { wide, narrow } = this.#stationOf(filter.source, filter.codec.topic0);
    const first = filter.topics[0];
    if (!first) return void wide.push({ filter, hear });
    const list = narrow.get(latin1(first));
    if (list) list.push({ filter, hear });
    else narrow.set(latin1(first), [{ filter, hear }]);
  }

  hear(result: BlockResult): void {
    if (this.empty || result.logCount === 0) return;
    const { logs } = result;
    const view = new DataView(logs.buffer, logs.byteOffset, logs.byteLength);
    let at = 0;
    for (let i = 0; i < result.logCount; i++) {
      const count = logs[at + TOPICS - 1]!;
      const dataAt = at + TOPICS + WORD * count + 4;
      const end = dataAt + view.getUint32(dataAt - 4, true);
      if (count > 0) this.#tell(logs, view, at, count, dataAt, end);
      at = end;
    }
  }

  #tell(logs: Uint8Array, view: DataView, at: number, count: number, dataAt: number, end: number): void {
    const stations = this.#stations.get(view.getUint32(at + TOPICS));
    if (!stations) return;
    for (const { source, topic0, wide, narrow } of stations) {
      if (!isAt(logs, at + SOURCE, source) || !isAt(logs, at + TOPICS, topic0)) continue;
      const topics = at + TOPICS;
      const first = topics + WORD;
      const closer = count > 1 && narrow.size > 0 ? narrow.get(latin1(logs.subarray(first, first + WORD))) : undefined;
      let args: Record<string, unknown> | undefined;
      for (const list of closer ? [wide, closer] : [wide]) {
        for (const { filter, hear } of list) {
          if (!matches(filter, logs, topics)) continue;
          args ??= filter.codec.decode(logs, topics, count, dataAt, end);
          hear(args, filter);
        }
      }
    }
  }

  #stationOf(source: Uint8Array, topic0: Uint8Array): Station {
    const key = new DataView(topic0.buffer, topic0.byteOffset).getUint32(0);
    let stations = this.#stations.get(key);
    if (!stations) this.#stations.set(key, (stations = []));
    let station = stations.find((one) => isAt(source, 0, one.source) && isAt(topic0, 0, one.topic0));
    if (!station) stations.push((station = { source, topic0, wide: [], narrow: new Map() }));
    return station;
  }
}

function matches(filter: EventFilter, logs: Uint8Array, topics: number): boolean {
  return filter.topics.every((wanted, i) => !wanted || isAt(logs, topics + WORD * (i + 1), wanted));
}

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
