import type { CallBatch } from "../chain/batch.ts";
import type { BlockContext, BlockResult, CompleteOptions } from "../chain/chain.ts";
import { hex, sha256 } from "../core/canonical.ts";
import type { Plain } from "../scenario/species.ts";
import { LogWriter } from "./log-writer.ts";

/**
 * The version of the encoding: the log begins with its hash. Whoever changes what is written, or how, gives it another
 * number and rewrites test/event-log-hashes.json; to rename something in the code changes nothing that is written.
 */
export const EVENT_LOG = "rewardscape event log 2";

/** What an event is, in its first byte. */
const Tag = {
  begin: 1,
  fund: 2,
  deploy: 3,
  block: 4,
  restore: 5,
  holdings: 6,
  earnings: 7,
  population: 8,
  delegate: 9,
} as const;

/** Summaries stand in the log by the hash of their body, so that a run may be executed again without them. */
export type Summary = "holdings" | "earnings" | "population";
const SUMMARIES: readonly Summary[] = ["holdings", "earnings", "population"];

/** What all accounts of the simulator hold at a generation's end, wei, in the order in which they became known. */
export interface Holdings {
  readonly generation: number;
  readonly accounts: readonly Uint8Array[];
  readonly ether: readonly bigint[];
  readonly tokens: readonly { readonly name: string; readonly balances: readonly bigint[] }[];
}

/** The parts of each living agent's fitness, before selection. */
export interface Earnings {
  readonly generation: number;
  readonly species: readonly {
    readonly name: string;
    readonly agents: readonly {
      readonly slot: number;
      readonly birth: number;
      readonly balances: bigint;
      readonly positions: bigint;
      readonly utility: bigint;
      readonly cost: bigint;
    }[];
  }[];
}

export interface LoggedAgent {
  readonly slot: number;
  readonly birth: number;
  readonly group: number;
  readonly accounts: readonly string[];
  readonly genome: readonly number[];
  readonly memory: Plain;
}

/** Who lives after selection. */
export interface PopulationState {
  readonly generation: number;
  /** Memories, in the order of the scenario. */
  readonly actors: readonly Plain[];
  readonly species: readonly {
    readonly name: string;
    /** Since the run began. */
    readonly births: number;
    readonly deaths: number;
    readonly living: readonly LoggedAgent[];
    /** The dead that have not left yet. */
    readonly leaving: readonly LoggedAgent[];
  }[];
}

/** The hash chain over everything that happens in a run, each event in the encoding of docs/event-log.md. */
export class EventLog {
  /** sha256(digest before, event); at first the hash of the version. */
  digest: Uint8Array = sha256(EVENT_LOG);
  readonly #event = new LogWriter(1 << 16);

  get hash(): string {
    return hex(this.digest);
  }

  begin(options: CompleteOptions): void {
    const event = this.#open(Tag.begin);
    event.u64(options.blockGasLimit);
    event.u64(options.genesisTime);
    event.append(options.coinbase);
    event.u64(options.chainId);
    this.#close();
  }

  fund(accounts: readonly { readonly address: Uint8Array; readonly balance: bigint }[]): void {
    const event = this.#open(Tag.fund);
    event.u32(accounts.length);
    for (const { address, balance } of accounts) {
      event.append(address);
      event.word(balance);
    }
    this.#close();
  }

  /** Written only where accounts are delegated to a contract (EIP-7702). */
  delegate(accounts: readonly { readonly address: Uint8Array; readonly delegate: Uint8Array }[]): void {
    const event = this.#open(Tag.delegate);
    event.u32(accounts.length);
    for (const { address, delegate } of accounts) {
      event.append(address);
      event.append(delegate);
    }
    this.#close();
  }

  /** A deployment that succeeded: one that does not ends the run. */
  deploy(
    number: number,
    context: BlockContext,
    deployment: { readonly sender: Uint8Array; readonly value: bigint; readonly initcode: Uint8Array },
    created: Uint8Array,
  ): void {
    const event = this.#open(Tag.deploy);
    this.#head(number, context);
    event.append(deployment.sender);
    event.word(deployment.value);
    event.append(sha256(deployment.initcode));
    event.append(created);
    this.#close();
  }

  /** The columns of calls and results are the encoding's own: sim/chain states their order. */
  block(context: BlockContext, calls: CallBatch, result: BlockResult): void {
    const event = this.#open(Tag.block);
    this.#head(result.number, context);
    event.u32(calls.count);
    event.append(calls.body.used());
    event.append(asBytes(calls.gasLimits.subarray(0, calls.count)));
    event.append(asBytes(calls.tips.subarray(0, calls.count)));
    event.append(result.outcomes.subarray(0, calls.count));
    event.append(asBytes(result.returnOffsets.subarray(0, calls.count + 1)));
    event.append(result.returns.subarray(0, result.returnOffsets[calls.count]!));
    event.u32(result.logs.length);
    event.append(result.logs);
    this.#close();
  }

  restore(): void {
    this.#open(Tag.restore);
    this.#close();
  }

  summary(kind: Summary, body: Uint8Array): void {
    this.#open(Tag[kind]).append(body);
    this.#close();
  }

  #head(number: number, { timestamp, prevrandao, baseFee = 0n }: BlockContext): void {
    const event = this.#event;
    event.u64(number);
    event.u64(timestamp);
    event.append(prevrandao);
    event.word(baseFee);
  }

  #open(tag: number): LogWriter {
    this.#event.clear();
    this.#event.append(this.digest);
    this.#event.u8(tag);
    return this.#event;
  }

  #close(): void {
    this.digest = sha256(this.#event.used());
  }
}

/** A summary by its number in a stored record, and back; undefined where there is none. */
export const summaryNumber = (kind: Summary): number => Tag[kind];
export const summaryOf = (number: number): Summary | undefined => SUMMARIES.find((kind) => Tag[kind] === number);

/** The log's hash after a summary. */
export function hashAfter(digest: Uint8Array, kind: Summary, body: Uint8Array): string {
  const log = new EventLog();
  log.digest = digest;
  log.summary(kind, body);
  return log.hash;
}

/** Accounts that hold nothing at all are counted and left out: most of a long run's accounts are of the dead. */
export function holdingsBody({ generation, accounts, ether, tokens }: Holdings): Uint8Array {
  const body = new LogWriter();
  body.u32(generation);
  body.u32(tokens.length);
  for (const { name } of tokens) body.text(name);
  body.u32(accounts.length);
  for (let i = 0; i < accounts.length; i++) {
    if (ether[i] === 0n && tokens.every(({ balances }) => balances[i] === 0n)) continue;
    body.append(accounts[i]!);
    body.word(ether[i]!);
    for (const { balances } of tokens) body.word(balances[i]!);
  }
  return sha256(body.used());
}

export function earningsBody({ generation, species }: Earnings): Uint8Array {
  const body = new LogWriter();
  body.u32(generation);
  body.u32(species.length);
  for (const { name, agents } of species) {
    body.text(name);
    body.u32(agents.length);
    for (const { slot, birth, balances, positions, utility, cost } of agents) {
      body.u32(slot);
      body.u32(birth);
      for (const part of [balances, positions, utility, cost]) body.integer(part);
    }
  }
  return sha256(body.used());
}

export function populationBody({ generation, actors, species }: PopulationState): Uint8Array {
  const body = new LogWriter();
  body.u32(generation);
  body.u32(actors.length);
  for (const memory of actors) body.plain(memory);
  body.u32(species.length);
  for (const { name, births, deaths, living, leaving } of species) {
    body.text(name);
    body.u32(births);
    body.u32(deaths);
    for (const agents of [living, leaving]) {
      body.u32(agents.length);
      for (const agent of agents) writeAgent(body, agent);
    }
  }
  return sha256(body.used());
}

function writeAgent(body: LogWriter, { slot, birth, group, accounts, genome, memory }: LoggedAgent): void {
  body.u32(slot);
  body.u32(birth);
  body.u32(group);
  body.u32(accounts.length);
  for (const account of accounts) body.address(account);
  body.floats(genome);
  body.plain(memory);
}

function asBytes(array: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
