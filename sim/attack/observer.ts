import type { AbiParameter } from "abitype";
import { READER_ADDRESS } from "../chain/chain.ts";
import { fromHex } from "../chain/codec/hex.ts";
import { emptyResults, SUCCEEDED } from "../evm/host/evm.ts";
import type { ViewBatch } from "../evm/host/types.ts";
import { DependencyTracer, TIME_KEY } from "./dependencies.ts";
import type { Machine, Place } from "./machine.ts";
import { encodeCall, isReading, type Readable } from "./surface.ts";
import { hex } from "../core/canonical.ts";

/** One number of one view with certain arguments. */
export interface Observable {
  /** As in `vault.sharesOf(attacker)`. */
  readonly name: string;
  /** Which of the attacker's accounts it is about; -1 for none. */
  readonly account: number;
  /** The contract that is asked. */
  readonly contract: number;
  /** No argument: a counter of the contract. */
  readonly bare: boolean;
}

interface Query {
  readonly target: Uint8Array;
  readonly data: Uint8Array;
  /** Both as the engine takes them. */
  readonly record: Uint8Array;
  /** Its numbers: place in the answer, and index among the observables. */
  readonly words: readonly { readonly at: number; readonly index: number }[];
  readonly signed: readonly boolean[];
  traces: number;
}

/** What a view may be asked with. */
export interface Asked {
  readonly value: unknown;
  readonly name: string;
  readonly account?: number;
}

/** Where ether balances are asked for: a contract that answers with the balance of its argument. */
export const BALANCE_READER = fromHex("00000000000000000000000000000000ba1a9ce0");
/** PUSH0 CALLDATALOAD BALANCE PUSH0 MSTORE PUSH1 32 PUSH0 RETURN */
export const BALANCE_READER_CODE = fromHex("5f35315f5260205ff3");

/** A view is asked with so many combinations of arguments at most. */
const MAX_OF_ONE = 24;
const MAX_QUERIES = 200;
/** As often is looked which slots a view reads when its answer has changed. */
const MAX_TRACES = 8;
const VIEW_GAS = 5_000_000;
/** What the engine tells when code was set. */
const CODE_KEY = 0;
const NONE: readonly number[] = [];
const ignore = (): void => undefined;

/**
 * Numbers that contracts say about themselves and about accounts. After a call only those views are asked again that read
 * what the call wrote; which slots a view reads is learnt by following it.
 */
export class Observer {
  readonly observables: Observable[] = [];
  /** Their numbers when they were last asked for; replaced, never written to. */
  values: readonly (bigint | undefined)[] = [];
  readonly #machine: Machine;
  readonly #queries: Query[] = [];
  readonly #known = new Map<string, number>();
  /** Queries by what they read. */
  readonly #readers = new Map<number, number[]>();
  /** Readers, and the traces of queries, as they were when it was settled. */
  #settled: {
    readonly readers: readonly (readonly [number, readonly number[]])[];
    readonly traces: readonly number[];
  } = { readers: [], traces: [] };
  /** Of each observable. */
  readonly #queryOf: number[] = [];
  readonly #results = emptyResults();
  #batch: ViewBatch = {
    count: 0,
    bytes: new Uint8Array(1 << 16),
    offsets: new Uint32Array(0),
    sender: READER_ADDRESS,
    gasLimit: VIEW_GAS,
  };
  readonly #tracer: DependencyTracer;
  /** Queries whose answers may have changed, by number and in order. */
  #isDirty = new Uint8Array(0);
  #dirty: number[] = [];
  #place: Place | undefined;
  readonly #touchKey = (key: number): void => {
    if (key === CODE_KEY) this.#touchAll();
    else this.#touch(key);
  };

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#tracer = new DependencyTracer(machine);
    machine.evm.setAccount(BALANCE_READER, { balance: 0n, nonce: 1n, code: BALANCE_READER_CODE });
    machine.evm.recordChanges();
  }

  /** The ether of an account. */
  addEther(account: Uint8Array, name: string, of: number, contract = -1): number {
    const data = new Uint8Array(32);
    data.set(account, 12);
    return this.#add(
      BALANCE_READER,
      data,
      [{ at: 0, signed: false, name: `ether of ${name}` }],
      of,
      contract,
      false,
    )[0]!;
  }

  /** A number that a view answers as its only word. */
  addNumber(target: Uint8Array, data: Uint8Array, name: string, of: number, contract: number): number {
    return this.#add(target, data, [{ at: 0, signed: false, name }], of, contract, false)[0]!;
  }

  /** A view with all sensible arguments out of what is offered by type. */
  addView(view: Readable, contract: number, offered: (parameter: AbiParameter) => readonly Asked[]): void {
    const words = view.abi.outputs.flatMap((output, i) =>
      isReading(output) && view.abi.outputs.slice(0, i).every(isWord)
        ? [{ at: 32 * i, signed: output.type.startsWith("int"), name: output.name ?? "" }]
        : [],
    );
    if (words.length === 0) return;
    for (const args of combinations(view.abi.inputs.map(offered), MAX_OF_ONE)) {
      if (this.#queries.length >= MAX_QUERIES) return;
      // What accounts of the attacker have to do with each other is theirs to know.
      if (args.filter(({ account }) => account !== undefined).length > 1) continue;
      const about = args.find(({ account }) => account !== undefined)?.account ?? -1;
      const name = `${view.name}(${args.map((arg) => arg.name).join(", ")})`;
      const data = encodeCall(
        view.codec,
        args.map(({ value }) => value),
      );
      const named = words.map((word) => ({ ...word, name: words.length > 1 ? `${name}.${word.name}` : name }));
      this.#add(view.bytes, data, named, about, contract, args.length === 0);
    }
  }

  /** Asks all views, and learns what they read. To be called once all are added. */
  begin(): void {
    this.values = this.observables.map(() => undefined);
    const bytes = this.#queries.reduce((sum, { data }) => sum + 24 + data.length, 0);
    this.#batch = {
      ...this.#batch,
      bytes: new Uint8Array(Math.max(bytes, 1 << 10)),
      offsets: new Uint32Array(this.#queries.length + 1),
    };
    this.#isDirty = new Uint8Array(this.#queries.length);
    for (let i = 0; i < this.#queries.length; i++) this.#learn(i);
    this.refresh();
    this.settle();
  }

  /** What is known by now of what views read is what `restart` begins with. */
  settle(): void {
    this.#settled = {
      readers: [...this.#readers].map(([key, queries]) => [key, queries.slice()]),
      traces: this.#queries.map(({ traces }) => traces),
    };
  }

  /** Forgets what was learnt since `settle`: what follows depends on nothing that was done before. */
  restart(): void {
    this.#readers.clear();
    for (const [key, queries] of this.#settled.readers) this.#readers.set(key, queries.slice());
    this.#queries.forEach((query, i) => (query.traces = this.#settled.traces[i]!));
  }

  /** Notes what may have changed since. */
  touch(): void {
    const { evm, place } = this.#machine;
    evm.recordChanges().takeKeys(this.#touchKey);
    if (place !== this.#place) this.#touch(TIME_KEY);
    this.#place = place;
  }

  /** What was written since left nothing behind. */
  forget(): void {
    this.#machine.evm.recordChanges().takeKeys(ignore);
  }

  /** Asks what may have changed since; answers the observables that did. */
  update(): readonly number[] {
    this.touch();
    if (this.#dirty.length === 0) return NONE;
    const asked = this.#dirty;
    this.#dirty = [];
    return this.#ask(asked);
  }

  /** One number as it is now, with nothing else asked. */
  valueOf(index: number): bigint | undefined {
    if (this.#isDirty[this.#queryOf[index]!]) this.freshen([index]);
    return this.values[index];
  }

  /** Asks for these numbers, where they may have changed. */
  freshen(indices: readonly number[]): void {
    if (this.#dirty.length === 0) return;
    const asked: number[] = [];
    for (const index of indices) {
      const query = this.#queryOf[index]!;
      if (this.#isDirty[query] && !asked.includes(query)) asked.push(query);
    }
    if (asked.length === 0) return;
    this.#dirty = this.#dirty.filter((query) => !asked.includes(query));
    this.#ask(asked);
  }

  /** Asks everything. */
  refresh(): void {
    this.back(this.values);
    this.#touchAll();
    this.update();
  }

  /** The state is the one of which these are the values. */
  back(values: readonly (bigint | undefined)[]): void {
    this.values = values;
    this.#machine.evm.recordChanges().takeKeys(ignore);
    for (const query of this.#dirty) this.#isDirty[query] = 0;
    this.#dirty.length = 0;
    this.#place = this.#machine.place;
  }

  #touch(key: number): void {
    const readers = this.#readers.get(key);
    if (readers) for (const query of readers) this.#soil(query);
  }

  #touchAll(): void {
    for (let query = 0; query < this.#queries.length; query++) this.#soil(query);
  }

  #soil(query: number): void {
    if (this.#isDirty[query]) return;
    this.#isDirty[query] = 1;
    this.#dirty.push(query);
  }

  #ask(asked: readonly number[]): readonly number[] {
    const batch = this.#batch;
    let at = 0;
    const bytes = batch.bytes;
    for (let n = 0; n < asked.length; n++) {
      const i = asked[n]!;
      const { record } = this.#queries[i]!;
      this.#isDirty[i] = 0;
      batch.offsets[n] = at;
      bytes.set(record, at);
      at += record.length;
    }
    batch.count = asked.length;
    this.#machine.views(batch, this.#results);
    const { outcomes, returnBytes, returnOffsets } = this.#results;
    const answer = new DataView(returnBytes.buffer, returnBytes.byteOffset, returnBytes.byteLength);
    const changed: number[] = [];
    const relearn: number[] = [];
    let values: (bigint | undefined)[] | undefined;
    for (let n = 0; n < asked.length; n++) {
      const query = this.#queries[asked[n]!]!;
      const from = returnOffsets[n]!;
      const length = returnOffsets[n + 1]! - from;
      let differs = false;
      for (let w = 0; w < query.words.length; w++) {
        const { at: word, index } = query.words[w]!;
        const value =
          outcomes[n] === SUCCEEDED && length >= word + 32 ? wordAt(answer, from + word, query.signed[w]!) : undefined;
        if (value === this.values[index]) continue;
        values ??= this.values.slice();
        values[index] = value;
        changed.push(index);
        differs = true;
      }
      if (differs && query.traces < MAX_TRACES) relearn.push(asked[n]!);
    }
    if (values) this.values = values;
    for (const i of relearn) this.#learn(i);
    return changed;
  }

  #learn(i: number): void {
    const query = this.#queries[i]!;
    query.traces++;
    for (const key of this.#tracer.readBy(query.target, query.data)) {
      const readers = this.#readers.get(key);
      if (!readers) this.#readers.set(key, [i]);
      else if (!readers.includes(i)) readers.push(i);
    }
  }

  #add(
    target: Uint8Array,
    data: Uint8Array,
    words: readonly { readonly at: number; readonly signed: boolean; readonly name: string }[],
    account: number,
    contract: number,
    bare: boolean,
  ): number[] {
    const key = `${hex(target)} ${hex(data)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return this.#queries[known]!.words.map(({ index }) => index);
    const placed = words.map(({ at, name }) => {
      this.#queryOf.push(this.#queries.length);
      return { at, index: this.observables.push({ name, account, contract, bare }) - 1 };
    });
    this.#known.set(key, this.#queries.length);
    const record = new Uint8Array(24 + data.length);
    record.set(target);
    new DataView(record.buffer).setUint32(20, data.length, true);
    record.set(data, 24);
    this.#queries.push({ target, data, record, words: placed, signed: words.map(({ signed }) => signed), traces: 0 });
    return placed.map(({ index }) => index);
  }
}

function wordAt(view: DataView, at: number, signed: boolean): bigint {
  const low = view.getBigUint64(at + 24);
  const third = view.getBigUint64(at + 16);
  const second = view.getBigUint64(at + 8);
  const first = view.getBigUint64(at);
  if (first === 0n && second === 0n) return third === 0n ? low : (third << 64n) | low;
  const value = (((((first << 64n) | second) << 64n) | third) << 64n) | low;
  return signed ? BigInt.asIntN(256, value) : value;
}

const isWord = ({ type }: AbiParameter): boolean => /^(u?int\d*|address|bool|bytes\d+)$/.test(type);

/** Some of all combinations, those of the first choices first. */
function combinations<T>(choices: readonly (readonly T[])[], most: number): T[][] {
  let found: T[][] = [[]];
  for (const options of choices) found = found.flatMap((begun) => options.map((option) => [...begun, option]));
  if (found.length <= most) return found;
  const ranks = new Map(
    found.map((one, i) => [one, one.reduce((sum, item, n) => sum + choices[n]!.indexOf(item), 0) + i / found.length]),
  );
  return found.sort((a, b) => ranks.get(a)! - ranks.get(b)!).slice(0, most);
}
