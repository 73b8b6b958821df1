import type { BlockResult } from "../../chain/chain.ts";
import type { EventCodec } from "../../chain/codec/codec-types.ts";
import type { EventFilter } from "../../scenario/handles.ts";

type Listener = (args: Record<string, unknown>, event: EventCodec) => void;

/** Bytes to be looked for, four by four: eight comparisons tell a topic from another. */
type Words = readonly number[];

interface Subscription {
  readonly codec: EventCodec;
  /** By the number of the topic, those that must be as here. */
  readonly topics: readonly (Words | undefined)[];
  readonly listener: Listener;
}

/** The subscriptions to one event of one contract. */
interface Channel {
  readonly source: Words;
  readonly topic0: Words;
  readonly unfiltered: Subscription[];
  /** By the first indexed argument, so that an event of one agent costs nothing for the others. */
  readonly byFirstTopic: Map<string, Subscription[]>;
}

/** Where things are in a log as engines report it. */
const SOURCE = 4;
const TOPICS = 25;
const WORD = 32;

/** Dispatches each log of a block to its subscriptions. Logs without a subscription are not decoded. */
export class EventRouter {
  /** By the first bytes of topic0, which nearly always tell events apart. */
  readonly #channels = new Map<number, Channel[]>();

  get empty(): boolean {
    return this.#channels.size === 0;
  }

  clear(): void {
    this.#channels.clear();
  }

  subscribe(filter: EventFilter, listener: Listener): void {
    for (const { codec, topics } of filter.events) {
      const { unfiltered, byFirstTopic } = this.#channelOf(filter.source, codec);
      const subscription = { codec, listener, topics: topics.map((topic) => topic && wordsOf(topic)) };
      const first = topics[0];
      const list = first && byFirstTopic.get(latin1(first));
      if (!first) unfiltered.push(subscription);
      else if (list) list.push(subscription);
      else byFirstTopic.set(latin1(first), [subscription]);
    }
  }

  listener(result: BlockResult): void {
    if (this.empty || result.logCount === 0) return;
    const { logs } = result;
    const view = new DataView(logs.buffer, logs.byteOffset, logs.byteLength);
    let at = 0;
    for (let i = 0; i < result.logCount; i++) {
      const count = logs[at + TOPICS - 1]!;
      const dataAt = at + TOPICS + WORD * count + 4;
      const end = dataAt + view.getUint32(dataAt - 4, true);
      if (count > 0) this.#dispatchLog(logs, view, at, count, dataAt, end);
      at = end;
    }
  }

  #dispatchLog(logs: Uint8Array, view: DataView, at: number, count: number, dataAt: number, end: number): void {
    const channels = this.#channels.get(view.getUint32(at + TOPICS));
    if (!channels) return;
    for (const { source, topic0, unfiltered, byFirstTopic } of channels) {
      if (!isAt(view, at + SOURCE, source) || !isAt(view, at + TOPICS, topic0)) continue;
      const topics = at + TOPICS;
      const first = topics + WORD;
      const narrowed =
        count > 1 && byFirstTopic.size > 0 ? byFirstTopic.get(latin1(logs.subarray(first, first + WORD))) : undefined;
      let args: Record<string, unknown> | undefined;
      for (const list of narrowed ? [unfiltered, narrowed] : [unfiltered]) {
        for (const { codec, listener, topics: wanted } of list) {
          if (!matches(wanted, view, topics)) continue;
          args ??= codec.decode(logs, topics, count, dataAt, end);
          listener(args, codec);
        }
      }
    }
  }

  #channelOf(source: Uint8Array, codec: EventCodec): Channel {
    const [from, topic0] = [wordsOf(source), wordsOf(codec.topic0)];
    const channels = this.#channels.get(topic0[0]!) ?? [];
    this.#channels.set(topic0[0]!, channels);
    let channel = channels.find((one) => isSame(from, one.source) && isSame(topic0, one.topic0));
    if (!channel) channels.push((channel = { source: from, topic0, unfiltered: [], byFirstTopic: new Map() }));
    return channel;
  }
}

function matches(wanted: Subscription["topics"], logs: DataView, topics: number): boolean {
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
