import type { BlockResult } from "../chain/chain.ts";
import type { EventFilter } from "../scenario/handles.ts";

type Listener = (args: Record<string, unknown>, filter: EventFilter) => void;

/** Bytes to be looked for, four by four: eight comparisons tell a topic from another. */
type Words = readonly number[];

interface Hearing {
  readonly filter: EventFilter;
  /** By the number of the topic, those that must be as here. */
  readonly topics: readonly (Words | undefined)[];
  readonly hear: Listener;
}

/** All who listen to one event of one contract. */
interface Station {
  readonly source: Words;
  readonly topic0: Words;
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
    const { wide, narrow } = this.#stationOf(filter);
    const hearing = { filter, hear, topics: filter.topics.map((topic) => topic && wordsOf(topic)) };
    const first = filter.topics[0];
    if (!first) return void wide.push(hearing);
    const list = narrow.get(latin1(first));
    if (list) list.push(hearing);
    else narrow.set(latin1(first), [hearing]);
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
      if (!isAt(view, at + SOURCE, source) || !isAt(view, at + TOPICS, topic0)) continue;
      const topics = at + TOPICS;
      const first = topics + WORD;
      const closer = count > 1 && narrow.size > 0 ? narrow.get(latin1(logs.subarray(first, first + WORD))) : undefined;
      let args: Record<string, unknown> | undefined;
      for (const list of closer ? [wide, closer] : [wide]) {
        for (const { filter, hear, topics: wanted } of list) {
          if (!matches(wanted, view, topics)) continue;
          args ??= filter.codec.decode(logs, topics, count, dataAt, end);
          hear(args, filter);
        }
      }
    }
  }

  #stationOf({ source, codec }: EventFilter): Station {
    const [from, topic0] = [wordsOf(source), wordsOf(codec.topic0)];
    const stations = this.#stations.get(topic0[0]!) ?? [];
    this.#stations.set(topic0[0]!, stations);
    let station = stations.find((one) => isSame(from, one.source) && isSame(topic0, one.topic0));
    if (!station) stations.push((station = { source: from, topic0, wide: [], narrow: new Map() }));
    return station;
  }
}

function matches(wanted: Hearing["topics"], logs: DataView, topics: number): boolean {
  for (let i = 0; i < wanted.length; i++) {
    const topic = wanted[i];
    if (topic && !isAt(logs, topics + WORD * (i + 1), topic)) return false;
  }
  return true;
}

function wordsOf(bytes: Uint8Array): Words {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i));
}

function isAt(bytes: DataView, at: number, wanted: Words): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes.getUint32(at + 4 * i) !== wanted[i]) return false;
  return true;
}

function isSame(a: Words, b: Words): boolean {
  return a.every((word, i) => word === b[i]);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
