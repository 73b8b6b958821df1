import { ByteWriter, CallBatch } from "../chain/batch.ts";
import type { BlockContext, BlockResult, Chain, Deployment, FundedAccount } from "../chain/chain.ts";
import { hex, sha256 } from "../core/canonical.ts";
import { RunError } from "../core/errors/errors.ts";
import { type MaybePromise, type Task, suspend, resolve } from "../core/task.ts";
import { UnknownReceivers } from "./accounting/receivers.ts";
import { EventLog, type Summary, summaryNumber, summaryOf } from "./event-log.ts";

/** What a step of a run is, in the first byte of its record; 1 was the state of event log 1. */
const Step = { block: 0, open: 2, restore: 3, summary: 4, openDelegated: 5 } as const;

/** Takes the records of a run, in order. */
export type RecordWriter = (bytes: Uint8Array) => void;

/**
 * Everything that happens to a chain in a run goes through here, once: it is executed, entered in the event log's
 * hash chain, and handed on as a record from which it can be executed again without any policy.
 */
export class ChainWriter {
  readonly chain: Chain;
  readonly log = new EventLog();
  /** Blocks mined in the run, restored ones included: never goes back, so it keys what must not repeat. */
  blocks = 0;
  /** Numbers the states of the chain: goes up whenever it may have changed. */
  stateVersion = 0;
  /** Off in genesis, which follows from the inputs, and while an earlier attempt is executed again. */
  recording = false;
  readonly #write: RecordWriter | undefined;
  readonly #returnData: boolean;
  readonly #seed: string;
  readonly #blockTime: number;
  readonly #record = new ByteWriter(1 << 16);
  /** Every account of the simulator, contracts included: who may hold anything. */
  readonly accounts: Uint8Array[] = [];
  /** Whom tokens were sent to that is none of them. */
  readonly receivers = new UnknownReceivers();
  /** Wei of ether that accounts were opened with. */
  etherIssued = 0n;
  readonly #known = new Set<string>();
  #resetPoint: { readonly snapshot: number; readonly accounts: number; readonly etherIssued: bigint } | undefined;

  constructor(chain: Chain, options: { seed: string; blockTime: number; returnData: boolean; write?: RecordWriter }) {
    this.chain = chain;
    this.#seed = options.seed;
    this.#blockTime = options.blockTime;
    this.#returnData = options.returnData;
    this.#write = options.write;
    this.log.begin(chain.options);
  }

  get hash(): string {
    return this.log.hash;
  }

  /** The context of the next block: whole block times, and a prevrandao that depends on seed and block alone. */
  context(): BlockContext {
    return {
      timestamp: this.chain.head.timestamp + this.#blockTime,
      prevrandao: sha256("prevrandao", this.#seed, String(this.blocks)),
    };
  }

  /** Counts an account that needs no opening among those that may hold something: a contract, the coinbase, a grave. */
  addAccount(address: Uint8Array): void {
    const key = hex(address);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.accounts.push(address);
  }

  *mine(context: BlockContext, calls: CallBatch): Task<BlockResult> {
    if (this.recording && this.#write) this.#write(this.#encodeBlock(context, calls));
    this.blocks++;
    this.stateVersion++;
    const mine = (): MaybePromise<BlockResult> => this.chain.mine(context, calls, { returnData: this.#returnData });
    const result = yield* gasOf(calls) > MAX_WATCHED_GAS ? suspend(mine) : resolve(mine);
    this.log.block(context, calls, result);
    for (const address of result.created) this.addAccount(address);
    this.receivers.note(result, (account) => this.#known.has(hex(account)));
    return result;
  }

  *fundAccounts(accounts: readonly FundedAccount[]): Task<void> {
    if (accounts.length === 0) return;
    const delegated = accounts.flatMap(({ address, delegate }) => (delegate ? [{ address, delegate }] : []));
    const bytes = this.#begin(delegated.length > 0 ? Step.openDelegated : Step.open);
    for (const { address, balance, delegate = NOBODY } of accounts) {
      bytes.append(address);
      bytes.word(balance);
      if (delegated.length > 0) bytes.append(delegate);
    }
    this.log.fund(accounts);
    if (delegated.length > 0) this.log.delegate(delegated);
    if (this.recording) this.#write?.(bytes.used());
    for (const { address, balance } of accounts) {
      this.addAccount(address);
      this.etherIssued += balance;
    }
    this.stateVersion++;
    yield* resolve(() => this.chain.fundAccounts(accounts));
  }

  /** Deploys in a block of its own. Answers the contract's address, 20 bytes. */
  *deploy(deployment: Deployment): Task<Uint8Array> {
    const context = this.context();
    const address = yield* suspend(() => this.chain.deploy(deployment, context));
    this.blocks++;
    this.stateVersion++;
    const { sender, initcode, value = 0n } = deployment;
    this.log.deploy(this.chain.head.number, context, { sender, initcode, value }, address);
    return address;
  }

  /** Enters the simulator's own part of a generation's end; the record holds the hash of the body, which is in the log. */
  summary(kind: Summary, body: Uint8Array): void {
    this.log.summary(kind, body);
    if (!this.recording || !this.#write) return;
    const bytes = this.#begin(Step.summary);
    bytes.append(Uint8Array.of(summaryNumber(kind)));
    bytes.append(body);
    this.#write(bytes.used());
  }

  /** The state that `restore` goes back to, as often as wanted. */
  *markResetPoint(): Task<void> {
    const { accounts, etherIssued } = this;
    this.#resetPoint = {
      snapshot: yield* resolve(() => this.chain.snapshot()),
      accounts: accounts.length,
      etherIssued,
    };
  }

  *reset(): Task<void> {
    this.log.restore();
    if (this.recording) this.#write?.(this.#begin(Step.restore).used());
    const { snapshot, accounts, etherIssued } = this.#resetPoint!;
    for (const retired of this.accounts.splice(accounts)) this.#known.delete(hex(retired));
    this.etherIssued = etherIssued;
    this.stateVersion++;
    yield* resolve(() => this.chain.restore(snapshot));
  }

  /** Executes a record of an earlier attempt again. */
  *replay(record: Uint8Array): Task<void> {
    const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
    switch (record[0]) {
      case Step.block: {
        const { context, calls } = decodeBlock(record, view);
        yield* this.mine(context, calls);
        return;
      }
      case Step.open:
      case Step.openDelegated: {
        const size = record[0] === Step.open ? 52 : 72;
        const accounts: FundedAccount[] = [];
        for (let at = 1; at < record.length; at += size) {
          const delegate = record.slice(at + 52, at + size);
          accounts.push({
            address: record.slice(at, at + 20),
            balance: BigInt(`0x${hex(record.subarray(at + 20, at + 52))}`),
            ...(delegate.some((byte) => byte !== 0) && { delegate }),
          });
        }
        yield* this.fundAccounts(accounts);
        return;
      }
      case Step.summary: {
        const kind = summaryOf(record[1]!);
        if (kind === undefined) break;
        this.summary(kind, record.slice(2));
        return;
      }
      case Step.restore:
        yield* this.reset();
        return;
    }
    throw RunError.of("STORE_CORRUPT", {
      expected: "a record of a known kind",
      found: [...record.subarray(0, 2)].join(", "),
    });
  }

  #begin(step: number): ByteWriter {
    this.#record.clear();
    this.#record.append(Uint8Array.of(step));
    return this.#record;
  }

  #encodeBlock(context: BlockContext, calls: CallBatch): Uint8Array {
    const bytes = this.#begin(Step.block);
    bytes.append(header(this.chain.head.number + 1, context, calls.count));
    bytes.append(asBytes(calls.gasLimits.subarray(0, calls.count)));
    bytes.append(asBytes(calls.tips.subarray(0, calls.count)));
    bytes.append(calls.body.used());
    return bytes.used();
  }
}

/** Stands for no delegate in a record. */
const NOBODY = new Uint8Array(20);

/** Blocks whose calls could burn more than this are mined outside the watch over policies: gas is a bound on time. */
const MAX_WATCHED_GAS = 1_000_000_000;

function gasOf(calls: CallBatch): number {
  let gas = 0;
  for (let i = 0; i < calls.count; i++) gas += calls.gasLimits[i]!;
  return gas;
}

/** What a resumed run says when it does not come out as the stored one did. */
export function diverged(where: string, expected: string, found: string): RunError {
  return RunError.of("RESUME_HASH", { where, expected, found });
}

const HEADER = 8 + 8 + 32 + 32 + 4;

function header(number: number, context: BlockContext, count: number): Uint8Array {
  const bytes = new ByteWriter(HEADER);
  bytes.reserve(48);
  bytes.view.setBigUint64(0, BigInt(number), true);
  bytes.view.setBigUint64(8, BigInt(context.timestamp), true);
  bytes.bytes.set(context.prevrandao, 16);
  bytes.word(context.baseFee ?? 0n);
  bytes.view.setUint32(bytes.reserve(4), count, true);
  return bytes.used();
}

function decodeBlock(record: Uint8Array, view: DataView): { context: BlockContext; calls: CallBatch } {
  const context: BlockContext = {
    timestamp: Number(view.getBigUint64(1 + 8, true)),
    prevrandao: record.slice(1 + 16, 1 + 48),
    baseFee: BigInt(`0x${hex(record.subarray(1 + 48, 1 + 80))}`),
  };
  const count = view.getUint32(1 + 80, true);
  const gasAt = 1 + HEADER;
  const tipsAt = gasAt + 4 * count;
  const calls = new CallBatch();
  let at = tipsAt + 8 * count;
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(at + 72, true);
    const value = BigInt(`0x${hex(record.subarray(at + 40, at + 72))}`);
    calls.add(
      record.subarray(at, at + 20),
      record.subarray(at + 20, at + 40),
      record.subarray(at + 76, at + 76 + length),
      value,
      view.getUint32(gasAt + 4 * i, true),
      view.getFloat64(tipsAt + 8 * i, true),
    );
    at += 76 + length;
  }
  return { context, calls };
}

function asBytes(array: Uint32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
